import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { startChild, type TestChild, until } from "./child.ts";
import type { ParleyOptions, RunningParley } from "./contract.ts";
import { freePort, node26, root } from "./node26.ts";
import { answers } from "./real-stack.ts";

/** The whole server as a child, ready when it answers `/healthz`; its homeserver and SFU come after. */
export async function startParley(options: ParleyOptions = {}): Promise<RunningParley> {
  const own = options.dataFolder === undefined;
  const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), "parley-data-"));
  const port = await freePort();
  const baseUrl =
    options.address === undefined ? `http://localhost:${port}` : `https://${options.address.host}:${port}`;
  const args = [
    "--max-semi-space-size=2",
    join(root, "apps/server/src/main.ts"),
    ...["--data", dataFolder, "--port", String(port), "--no-open"],
    ...(options.domain === undefined ? [] : ["--domain", options.domain]),
    ...(options.address === undefined ? [] : addressFlags(options.address, baseUrl)),
    ...(options.flags ?? []),
  ];
  // As `npm start` does: without it each start strips the types of everything again.
  const caches = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const compiled = { NODE_COMPILE_CACHE: join(caches, "parley", "compiled") };
  let child: TestChild | null = null;
  const attached = options.flags?.includes("--homeserver") ?? false;
  const limits = attached ? {} : { PARLEY_LIMITS: options.limits ?? "relaxed" };
  const start = async (): Promise<void> => {
    if (child?.isRunning()) return;
    const started = startChild(node26(), args, { env: { ...process.env, ...compiled, ...limits, ...options.env } });
    child = started;
    await until(
      "the server answers /healthz",
      options.deadlineMs ?? 20_000,
      // A certificate of the test's own is trusted by no `fetch`: there the server's word must do.
      () => (options.address === undefined ? answers(`${baseUrl}/healthz`) : started.output().includes("listening at")),
      started,
    );
    // The link is printed after it listens, and later still where the homeserver runs elsewhere.
    // The server itself waits so long for its homeserver.
    await until(
      "the server prints its link",
      110_000,
      () => /^(Parley: )?https?:\/\//m.test(started.output()),
      started,
    );
  };
  const running: RunningParley = {
    baseUrl,
    port,
    dataFolder,
    get pid() {
      return child?.pid ?? -1;
    },
    output: () => child?.output() ?? "",
    setupLink: () => [...(child?.output() ?? "").matchAll(/https?:\/\/\S+\/setup#[A-Za-z0-9_-]+/g)].at(-1)?.[0] ?? null,
    children() {
      const rows = JSON.parse(readFileSync(join(dataFolder, "run/children.json"), "utf8")) as {
        name: string;
        pid: number;
      }[];
      return Object.fromEntries(rows.map(({ name, pid }) => [name, pid]));
    },
    async stop() {
      const begun = performance.now();
      await child?.end("SIGTERM");
      return performance.now() - begun;
    },
    async kill9() {
      await child?.end("SIGKILL");
    },
    start,
    async dispose() {
      await running.stop();
      if (own) rmSync(dataFolder, { recursive: true, force: true });
    },
  };
  try {
    await start();
  } catch (thrown) {
    await running.dispose();
    throw thrown;
  }
  return running;
}

function addressFlags({ host, cert, key }: NonNullable<ParleyOptions["address"]>, publicUrl: string): string[] {
  return ["--host", host, "--tls-cert", cert, "--tls-key", key, "--public-url", publicUrl];
}
