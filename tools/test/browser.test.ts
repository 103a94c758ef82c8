import { describe, expect, it } from "vitest";
import { findBrowser } from "./browser.ts";

function machine(
  files: readonly string[],
  options: { root?: boolean; installs?: string; named?: string; offline?: boolean } = {},
) {
  const there = new Set(files);
  const ran: string[] = [];
  return {
    ran,
    env: { PATH: "/usr/local/bin:/usr/bin", PARLEY_CHROMIUM: options.named },
    root: options.root ?? false,
    exists: (path: string) => there.has(path),
    run: async (name: string, args: readonly string[]) => {
      ran.push([name, ...args].join(" "));
      if (options.installs !== undefined && args.includes("install") && !args.includes("--download-only"))
        there.add(options.installs);
      return options.offline ? 100 : 0;
    },
    playwrightsOwn: async () => "/cache/chrome",
  };
}

describe("finding a browser", () => {
  it("takes the one that is named, or says that it is not there", async () => {
    expect(await findBrowser(machine(["/opt/c"], { named: "/opt/c" }))).toEqual({ path: "/opt/c" });
    expect(await findBrowser(machine([], { named: "/opt/c" }))).toEqual({ reason: expect.stringContaining("/opt/c") });
  });

  it("takes one from the PATH and installs nothing", async () => {
    const here = machine(["/usr/bin/google-chrome", "/usr/bin/apt-get", "/etc/debian_version"], { root: true });
    expect(await findBrowser(here)).toEqual({ path: "/usr/bin/google-chrome" });
    expect(here.ran).toEqual([]);
  });

  it("installs the distribution's as root on Debian, and only then", async () => {
    const debian = ["/usr/bin/apt-get", "/etc/debian_version"];
    const asRoot = machine(debian, { root: true, installs: "/usr/bin/chromium" });
    expect(await findBrowser(asRoot)).toEqual({ path: "/usr/bin/chromium" });
    expect(asRoot.ran.every((line) => line.startsWith("apt-get"))).toBe(true);
    const asUser = machine(debian, { installs: "/cache/chrome" });
    expect(await findBrowser(asUser)).toEqual({ path: "/cache/chrome" });
    expect(asUser.ran).toEqual(["playwright install chromium"]);
  });

  it("does not begin to install what could not be fetched", async () => {
    const offline = machine(["/usr/bin/apt-get", "/etc/debian_version"], { root: true, offline: true });
    await findBrowser(offline);
    const installs = offline.ran.filter((line) => line.startsWith("apt-get install"));
    expect(installs).toEqual([expect.stringContaining("--download-only")]);
  });

  it("gives the reason when nothing helps", async () => {
    expect(await findBrowser(machine([]))).toEqual({ reason: expect.stringContaining("none could be installed") });
  });
});
