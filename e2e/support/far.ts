import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningParley, startParley } from "@parley/testkit/stack";
import { type Browser, chromium, type LaunchOptions } from "@playwright/test";
import { createOtherMachine, type OtherMachine } from "./namespace.ts";

export interface Far {
  readonly other: OtherMachine;
  /** Serves over TLS at this side of the cable; its certificate is its own. */
  readonly parley: RunningParley;
  /** On the other machine. */
  readonly browser: Browser;
}

/** A server here and a browser on another machine, for as long as `use` takes. `flags` are the server's. */
export async function withFar(
  launchOptions: LaunchOptions,
  flags: readonly string[],
  use: (far: Far) => Promise<void>,
): Promise<void> {
  const ends = new AsyncDisposableStack();
  try {
    const other = createOtherMachine(launchOptions.executablePath ?? chromium.executablePath());
    ends.defer(() => other.close());
    const folder = mkdtempSync(join(tmpdir(), "parley-far-"));
    ends.defer(() => rmSync(folder, { recursive: true, force: true }));
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    makeCertificate(other.hereAddress, key, cert);
    const parley = await startParley({ address: { host: other.hereAddress, key, cert }, flags: [...flags] });
    ends.defer(() => parley.dispose());
    const browser = await chromium.launch({ ...launchOptions, executablePath: other.browserPath });
    ends.defer(() => browser.close());
    await use({ other, parley, browser });
  } finally {
    await ends.disposeAsync();
  }
}

function makeCertificate(address: string, key: string, cert: string): void {
  const subject = ["-subj", "/CN=parley-test", "-addext", `subjectAltName=IP:${address}`];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
  const args = ["req", "-x509", ...curve, "-nodes", "-days", "2", "-keyout", key, "-out", cert, ...subject];
  execFileSync("openssl", args, { stdio: "ignore", timeout: 10_000 });
}
