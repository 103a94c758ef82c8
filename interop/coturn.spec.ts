import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setUp } from "@parley/testkit/people";
import { withFar } from "../e2e/support/far.ts";
import { namespaceHindrance } from "../e2e/support/namespace.ts";
import { expect, test } from "../e2e/support/test.ts";

const hindrance =
  spawnSync("turnserver", ["--version"]).error === undefined ? namespaceHindrance() : "coturn is not installed";
/** This side of the cable to the other machine. */
const here = "10.99.7.1";
const secret = "a-secret-that-both-know";

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = Object(probe.address());
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** Set up as `docs/guides/calls.md` says, without TLS. */
function startCoturn(port: number) {
  const own = ["-n", "--no-cli", "--no-tls", "--no-dtls", "--no-multicast-peers", "--log-file=stdout", "--realm=far"];
  const where = [`--listening-ip=${here}`, `--relay-ip=${here}`, `--listening-port=${port}`, "--pidfile=/dev/null"];
  const auth = ["--use-auth-secret", `--static-auth-secret=${secret}`];
  return spawn("turnserver", [...own, ...where, ...auth], { stdio: "ignore" });
}

/** Whether it listens here by now. */
async function isOpen(port: number): Promise<boolean> {
  const socket = connect({ port, host: here, timeout: 500 });
  const open = await Promise.race([once(socket, "connect"), once(socket, "timeout")]).then(
    () => !socket.connecting,
    () => false,
  );
  socket.destroy();
  return open;
}

test("a coturn carries media over UDP and over TCP, tried with the relay alone", async ({ launchOptions }) => {
  test.skip(hindrance !== null, hindrance ?? "");
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "parley-coturn-"));
  const secretFile = join(folder, "secret");
  writeFileSync(secretFile, secret, { mode: 0o600 });
  const relays = ["udp", "tcp"].map((transport) => `turn:${here}:${port}?transport=${transport}`).join(",");
  await withFar(launchOptions, ["--turn", relays, "--turn-secret-file", secretFile], async (far) => {
    expect(far.other.hereAddress).toBe(here);
    const page = await far.browser.newPage({ ignoreHTTPSErrors: true, locale: "en-GB" });
    page.setDefaultTimeout(20_000);
    const rosa = { name: "rosa", password: "correct horse battery", server: "Far" };
    await setUp(page, far.parley.setupLink() ?? "", rosa, 150_000);
    await page.goto(`${far.parley.baseUrl}/status`);
    const rows = page.getByRole("list", { name: "Calls from" }).getByRole("listitem");
    const check = async (button: string, opens: boolean) => {
      await page.getByRole("button", { name: button, exact: true }).click();
      for (const transport of ["udp", "tcp"]) {
        const row = rows.filter({ hasText: `:${port}` }).filter({ hasText: transport });
        const said = opens ? /Open, [\d,]+ ms/ : /Nothing comes back/;
        await expect(row).toContainText(said, { timeout: 30_000 });
      }
    };
    await check("Check", false);
    const coturn = startCoturn(port);
    try {
      await expect.poll(() => isOpen(port), { timeout: 15_000 }).toBe(true);
      await check("Check again", true);
    } finally {
      coturn.kill("SIGKILL");
    }
  }).finally(() => rmSync(folder, { recursive: true, force: true }));
});
