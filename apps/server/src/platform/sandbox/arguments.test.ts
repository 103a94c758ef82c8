import { expect, test } from "vitest";
import { sandboxArguments } from "./arguments.ts";

const spec = {
  program: "/usr/bin/rg",
  args: ["--ro-bind", "/", "/", "--", "--share-net"],
  workspace: "/data/work",
  folder: "/workspace/src",
  limits: {
    wallMs: 1,
    cpuSeconds: 2,
    memoryBytes: 3,
    allMemoryBytes: 3,
    processes: 4,
    outputBytes: 5,
    fileBytes: 6,
    workspaceBytes: 7,
    workspaceFiles: 8,
  },
};
const layout = [
  { path: "/bin", target: "usr/bin" },
  { path: "/lib", target: null },
];

test("nothing that a command says is read by bubblewrap or prlimit", () => {
  const args = sandboxArguments(spec, layout);
  const first = args.indexOf("--");
  const second = args.indexOf("--", first + 1);
  expect(args.slice(second + 1)).toEqual([spec.program, ...spec.args]);
  expect(args.slice(0, first)).not.toContain("--share-net");
  expect(args.slice(0, first).filter((word) => word === "--bind")).toHaveLength(1);
});

test("the host is shown as it is laid out, and only the workspace can be written", () => {
  const args = sandboxArguments(spec, layout).join(" ");
  expect(args).toContain("--symlink usr/bin /bin --ro-bind /lib /lib");
  expect(args).toContain("--bind /data/work /workspace --chdir /workspace/src");
  expect(args).toContain("--as=3 --cpu=2 --nproc=4 --fsize=6");
});
