import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Another machine, as far as the network goes: a namespace joined to this one by a cable (veth). */
export interface OtherMachine {
  /** Address of this side of the cable: what a server here listens on. */
  readonly hereAddress: string;
  /** A script that starts Chromium over there; takes Chromium's arguments. */
  readonly browserPath: string;
  /** From now on nothing from there to this port of this side gets out, as behind a firewall. */
  block(protocol: "udp" | "tcp", port: number): void;
  close(): void;
}

/** Why it cannot be made here, or null. */
export function namespaceHindrance(): string | null {
  if (process.getuid?.() !== 0) return "making a network namespace needs root";
  try {
    execFileSync("ip", ["netns", "list"], { stdio: "ignore", timeout: 5000 });
    return null;
  } catch {
    return "the command ip (iproute2) is not here, or may not make network namespaces";
  }
}

/** Makes it; throws when `namespaceHindrance` names a reason. `chromium` is the browser's path. */
export function createOtherMachine(chromium: string): OtherMachine {
  const name = `parley-${process.pid}`;
  const [near, far] = [`pn${process.pid}`, `pf${process.pid}`];
  const folder = mkdtempSync(join(tmpdir(), "parley-other-"));
  const browserPath = join(folder, "chromium");
  const ip = (...args: string[]) => execFileSync("ip", args, { timeout: 5000 });
  const close = (): void => {
    // Now, and not when the kernel comes to clean up the namespace: that is a change of network in the middle of the
    // next test, whose browser gives up what it loads.
    spawnSync("ip", ["link", "delete", near], { stdio: "ignore", timeout: 5000 });
    execFileSync("ip", ["netns", "delete", name], { timeout: 5000 });
    rmSync(folder, { recursive: true, force: true });
  };
  ip("netns", "add", name);
  try {
    ip("link", "add", near, "type", "veth", "peer", "name", far, "netns", name);
    // An address of IPv6 that comes a second later is a change of network to a browser: it gives up what it loads then.
    ip("link", "set", "dev", near, "addrgenmode", "none");
    ip("-n", name, "link", "set", "dev", far, "addrgenmode", "none");
    ip("addr", "add", "10.99.7.1/24", "dev", near);
    ip("link", "set", near, "up");
    ip("-n", name, "addr", "add", "10.99.7.2/24", "dev", far);
    ip("-n", name, "link", "set", far, "up");
    ip("-n", name, "link", "set", "lo", "up");
    // Without one a browser finds no address for media, unless it may use the microphone.
    ip("-n", name, "route", "add", "default", "via", "10.99.7.1");
    writeFileSync(browserPath, `#!/bin/sh\nexec ip netns exec ${name} ${chromium} "$@"\n`);
    chmodSync(browserPath, 0o700);
  } catch (fault) {
    close();
    throw fault;
  }
  const block = (protocol: "udp" | "tcp", port: number): void => {
    const what = ["ipproto", protocol, "dport", String(port)];
    ip("-n", name, "rule", "add", "pref", "5", ...what, "blackhole");
  };
  return { hereAddress: "10.99.7.1", browserPath, block, close };
}
