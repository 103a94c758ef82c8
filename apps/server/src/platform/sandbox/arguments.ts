/**
 * What one run may use. What is *of all* is looked at from outside, a few times a second: it may be more for as long as that
 * takes.
 */
export interface SandboxLimits {
  /** Milliseconds from start to the end of all that was started. */
  readonly wallMs: number;
  /** Of one process. */
  readonly cpuSeconds: number;
  /** Addresses of one process, in bytes. */
  readonly memoryBytes: number;
  /** Of all of its processes together, in bytes. */
  readonly allMemoryBytes: number;
  readonly processes: number;
  /** Of standard output and error together, in bytes. */
  readonly outputBytes: number;
  /** Of one file that it writes, in bytes; of its `/tmp` and `/dev/shm` as a whole as well. */
  readonly fileBytes: number;
  /** Of all that lies in its workspace. */
  readonly workspaceBytes: number;
  readonly workspaceFiles: number;
}

/** A program to run. Nothing of it passes a shell. */
export interface SandboxSpec {
  /** As `hostLayout` shows it inside: under `/usr`, or under `/workspace`. */
  readonly program: string;
  readonly args: readonly string[];
  /** The only folder of ours that it sees, as `/workspace`; it may write there. */
  readonly workspace: string;
  /** Below `/workspace`. */
  readonly folder: string;
  readonly limits: SandboxLimits;
  /** A folder of the host that it may read, as `/server`. */
  readonly shown?: string;
  /** What it finds in its environment beside the usual. Not in the argument vector: everybody may read that. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Where a system keeps its programs: a folder, or a link into `/usr`. */
export type HostLayout = readonly { readonly path: string; readonly target: string | null }[];

/** Files of the system that programs cannot do without; none of them is anybody's. */
const systemFiles = ["/etc/alternatives", "/etc/ld.so.cache", "/etc/ssl/certs", "/etc/ca-certificates"];

/**
 * The argument vector behind `bwrap`. What is not named here is not there: no network (a network namespace with nothing
 * but its own loopback), no process but its own, no file of the host but `/usr` read-only, an empty environment, no
 * rights, and no way to make namespaces of its own. Source: bubblewrap 0.8.
 */
export function sandboxArguments(spec: SandboxSpec, layout: HostLayout): readonly string[] {
  const { limits } = spec;
  return [
    "--unshare-user",
    "--unshare-all",
    "--disable-userns",
    "--die-with-parent",
    // Without it a program could type into the terminal that we were started from.
    "--new-session",
    ...(spec.env === undefined ? ["--clearenv", ...usual.flatMap(([name, value]) => ["--setenv", name, value])] : []),
    ...["--ro-bind", "/usr", "/usr"],
    ...layout.flatMap(({ path, target }) =>
      target === null ? ["--ro-bind", path, path] : ["--symlink", target, path],
    ),
    ...systemFiles.flatMap((path) => ["--ro-bind-try", path, path]),
    ...["--proc", "/proc", "--dev", "/dev"],
    ...["--size", String(limits.fileBytes), "--tmpfs", "/tmp"],
    ...["--size", String(limits.fileBytes), "--tmpfs", "/dev/shm"],
    ...(spec.shown === undefined ? [] : ["--ro-bind", spec.shown, "/server"]),
    ...["--bind", spec.workspace, "/workspace", "--chdir", spec.folder],
    // Both are memory: what could be written there would have no bound.
    ...["--remount-ro", "/dev", "--remount-ro", "/"],
    ...["--uid", "1000", "--gid", "1000", "--hostname", "sandbox", "--cap-drop", "ALL"],
    "--",
    "/usr/bin/prlimit",
    `--as=${limits.memoryBytes}`,
    `--cpu=${limits.cpuSeconds}`,
    `--nproc=${limits.processes}`,
    `--fsize=${limits.fileBytes}`,
    "--nofile=256",
    "--core=0",
    "--",
    spec.program,
    ...spec.args,
  ];
}

const usual: readonly (readonly [string, string])[] = [
  ["PATH", "/usr/local/bin:/usr/bin:/bin"],
  ["HOME", "/tmp"],
  ["TMPDIR", "/tmp"],
  ["LANG", "C.UTF-8"],
  ["TERM", "dumb"],
];

/** The environment that bubblewrap itself is started with: of ours nothing; where a program has one of its own, that. */
export function environmentOf({ env }: Pick<SandboxSpec, "env">): Record<string, string> {
  return env === undefined ? {} : { ...env, ...Object.fromEntries(usual) };
}
