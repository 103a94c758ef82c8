import { createSocket } from "node:dgram";
import { isIPv4 } from "node:net";
import { AppError, createSecret } from "@parley/kernel";
import { partWords } from "@parley/protocol";
import type { Sfu } from "../../../platform/ports.ts";
import type { CommandSpec } from "../../../platform/processes/port.ts";
import type { Machine, StackParts } from "../deps.ts";
import { freeLoopbackPort } from "../free-port.ts";
import { createPart, type Part } from "../part.ts";
import { livekitConfig, type MediaPlace } from "./config.ts";
import { installLivekit } from "./install.ts";
import { sfuKeyOf, sfuSecrets } from "./key.ts";

const firstMediaPort = 7882;

/** LiveKit as our child: found or installed in the background, watched. Chat never waits for it. */
export function createLivekit(parts: StackParts): { sfu: Sfu; part: Part } {
  const { settings, folder, files, processes, secrets, machine } = parts;
  const { clock, random, log, fetch, platform } = machine;
  if (settings.sfu.mode !== "embedded") throw new Error("the SFU runs elsewhere");
  const { binary, mediaAddress, turn } = settings.sfu;
  const media = mediaPlace(settings.host, mediaAddress, machine.addresses());
  let program = "";
  let upstream: string | null = null;

  const prepare = async (): Promise<CommandSpec> => {
    const key = secrets.get(sfuSecrets.key) ?? remember(sfuSecrets.key, `parley-${createSecret(random).slice(0, 12)}`);
    const secret = secrets.get(sfuSecrets.secret) ?? remember(sfuSecrets.secret, createSecret(random));
    const port = await freeLoopbackPort();
    const mediaPort = await chooseMediaPort(folder.facts.sfuMediaPort, media, machine.portIsFree);
    if (mediaPort !== folder.facts.sfuMediaPort) folder.remember({ sfuMediaPort: mediaPort });
    const file = folder.inside("run", "livekit.json");
    const config = livekitConfig({
      port,
      mediaPort,
      media,
      turn,
      key,
      secret,
      webhook: parts.internal?.webhook ?? null,
    });
    files.write(file, `${JSON.stringify(config, null, 1)}\n`);
    upstream = `http://127.0.0.1:${port}`;
    return { program, args: ["--config", file] };
  };
  const remember = (name: string, value: string): string => {
    secrets.set(name, value);
    return value;
  };

  const supervised = processes.supervise({
    name: "sfu",
    label: partWords.sfu,
    prepare,
    probe: async (signal) => (await fetch(`${upstream}/`, { signal })).ok,
    startDeadlineMs: 30_000,
    // Asked politely it waits for everybody to leave their calls.
    stopGraceMs: 2000,
    onOutput: machine.keepLines(folder.inside("logs", "sfu.log")),
    explain: explainLivekit,
  });
  const part = createPart({
    name: "sfu",
    supervised,
    configured: () => true,
    hint: () => (media === "loopback" && !isLocal(parts.publicUrl()) ? localMedia : null),
    install: async (signal) => {
      const found = await installLivekit({ parts: parts.installed, processes, fetch, platform, binary, signal });
      program = found.program;
      return found.version;
    },
    clock,
    log,
  });
  return {
    sfu: {
      mode: "embedded",
      upstream: () => (part.state().state === "ready" ? upstream : null),
      key: () => sfuKeyOf(secrets),
      part: () => part.state(),
      onChange: (listener) => part.onChange(listener),
    },
    part,
  };
}

const localMedia =
  "Calls work on this machine alone: people come from elsewhere, their media cannot. Give the address at which they reach it (--media-address) and open the ports that docs/guides/calls.md names.";

const isLoopbackHost = (host: string): boolean => /^(?:localhost|::1|127\.[0-9.]+)$/.test(host);

function isLocal(url: string): boolean {
  const { hostname } = new URL(url);
  return isLoopbackHost(hostname.replace(/^\[|\]$/g, "")) || hostname.endsWith(".localhost");
}

/** Media goes to the address that was named for it, else where our own server listens, and nowhere else. */
function mediaPlace(host: string, named: string | null, addresses: readonly string[]): MediaPlace {
  const address = named ?? (isIPv4(host) && host !== "0.0.0.0" ? host : null);
  if (isLoopbackHost(address ?? host)) return "loopback";
  // A router's address is on none of this machine's interfaces: there LiveKit listens at all of them.
  return address === null ? "any" : { address, own: addresses.includes(address) };
}

/** The stored ports for media (UDP, and TCP one below), or the first free: firewalls are set for them, so they stay. */
async function chooseMediaPort(
  stored: number | null,
  media: MediaPlace,
  portIsFree: Machine["portIsFree"],
): Promise<number> {
  const host = media === "loopback" ? "127.0.0.1" : media !== "any" && media.own ? media.address : "0.0.0.0";
  const isFree = async (port: number) =>
    (await udpPortIsFree(port, host)) && (media === "loopback" || (await portIsFree(port - 1, host)));
  if (stored !== null && (await isFree(stored))) return stored;
  for (let port = firstMediaPort; port < firstMediaPort + 200; port += 2) if (await isFree(port)) return port;
  throw new AppError("PART_DOWN", "No ports for the media of calls are free.", {
    details: { advice: "End what uses UDP and TCP ports from 7881 on." },
  });
}

function udpPortIsFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket("udp4");
    socket.once("error", () => {
      socket.close();
      resolve(false);
    });
    socket.bind({ port, address: host, exclusive: true }, () => socket.close(() => resolve(true)));
  });
}

/** Known last words of LiveKit as a sentence and what to do. */
function explainLivekit(tail: readonly string[]): AppError | null {
  const text = tail.join("\n");
  if (/address already in use/i.test(text)) {
    return new AppError("PART_DOWN", "One of its ports was taken in between.", {
      details: { advice: "Nothing: others are tried." },
    });
  }
  return null;
}
