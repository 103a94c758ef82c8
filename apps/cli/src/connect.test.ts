import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, isOwnAddress } from "./connect.ts";

/** A server on an address that its certificate does not name, as with --host and the certificate of a domain. */
const folder = mkdtempSync(join(tmpdir(), "parley-cli-tls-"));
const host = "127.0.0.2";
const seen: (string | undefined)[] = [];
let server: https.Server;
let address = "";

beforeAll(async () => {
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const subject = ["-subj", "/CN=chat.example.org", "-addext", "subjectAltName=DNS:chat.example.org"];
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  execFileSync("openssl", ["req", "-x509", ...kind, ...subject, "-keyout", key, "-out", cert], { stdio: "ignore" });
  server = https.createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ ok: true, ts: 1, durationMs: 1 }));
  });
  server.listen(0, host);
  await once(server, "listening");
  address = `https://${host}:${(server.address() as AddressInfo).port}`;
  writeFileSync(join(folder, "cli-token"), "token-of-the-folder\n", { mode: 0o600 });
  writeFileSync(join(folder, "server.json"), JSON.stringify({ address }), { mode: 0o600 });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function ask(url: string | null): Promise<unknown> {
  const client = await connect(folder, url);
  try {
    return await client.call("health", {});
  } catch (thrown) {
    return (thrown as { code?: string }).code;
  } finally {
    client.close();
  }
}

describe("a server on another address of this machine than its certificate names", () => {
  test("is reached by the address in the data folder", async () => {
    expect(await ask(null)).toMatchObject({ ok: true });
    expect(seen).toEqual(["Bearer token-of-the-folder"]);
  });

  test("is refused by an address that was typed, and when others may write the folder's files", async () => {
    seen.length = 0;
    expect(await ask(address)).toBe("CLIENT_OFFLINE");
    for (const name of ["cli-token", "server.json"]) {
      chmodSync(join(folder, name), 0o622);
      expect(await ask(null)).toBe("CLIENT_OFFLINE");
      chmodSync(join(folder, name), 0o600);
    }
    expect(seen).toEqual([]);
  });
});

test.each([
  ["localhost", true],
  ["127.0.0.1", true],
  ["127.9.8.7", true],
  ["[::1]", true],
  ["192.168.1.5", true],
  ["[fd00::5]", true],
  ["192.168.1.6", false],
  ["[fd00::6]", false],
  ["chat.example.org", false],
  ["127.0.0.1.example.org", false],
  ["localhost.example.org", false],
])("%s is this machine: %s", (hostname, own) => {
  expect(isOwnAddress(hostname, ["192.168.1.5", "fd00::5"])).toBe(own);
});
