import { createHash } from "node:crypto";
import { basename, isAbsolute, normalize } from "node:path";
import type { ExecRequest } from "@parley/protocol";

/**
 * What runs whatever it is given: *always* for one of these would be always for everything. Names without version and
 * ending, in lower case. Source of the idea: GHSA on `safe bins`, issues of the family on `/bin/zsh` in allow lists.
 */
const interpreters = new Set(
  (
    "sh bash zsh dash ash fish ksh mksh csh tcsh pwsh powershell cmd busybox toybox " +
    "python pypy node nodejs deno bun perl ruby php lua luajit tclsh wish rscript julia java javac jshell groovy " +
    "awk gawk mawk nawk sed ed vi vim nvim emacs less more man " +
    "env sudo doas su runuser pkexec setpriv unshare nsenter chroot bwrap firejail flatpak-spawn systemd-run " +
    "xargs find fd parallel watch entr time timeout nice ionice nohup setsid stdbuf script strace ltrace gdb lldb " +
    "ssh scp sftp rsync socat nc ncat telnet expect screen tmux at batch crontab " +
    "make cmake ninja gradle mvn ant npm npx pnpm yarn bunx pip pipx uv uvx cargo go gem bundle composer " +
    "git docker podman nerdctl kubectl sqlite3 psql mysql tar zip"
  ).split(" "),
);

/** Whether *always* may be said of it. */
export function mayBeAlways(path: string | null | undefined): path is string {
  if (!path || !isAbsolute(path) || normalize(path) !== path || path.endsWith("/")) return false;
  // Where programs are installed by whoever looks after the machine: elsewhere an agent may have put it there itself.
  if (!/^\/(usr|bin|sbin|opt|nix\/store)\//.test(path) || /[*?[\]{}\p{Cc}]/u.test(path)) return false;
  return !interpreters.has(nameOf(path));
}

/** `/usr/bin/python3.12` is `python`. */
function nameOf(path: string): string {
  return basename(path)
    .toLowerCase()
    .replace(/\.(exe|cmd|bat|ps1|sh)$/, "")
    .replace(/[-_]?[\d.]+$/, "");
}

/** Binds an answer to exactly what was asked for. */
export function hashOf({ command, commandArgv, cwd, host, resolvedPath, fileSha256, agentId }: ExecRequest): string {
  const place = [cwd ?? null, host ?? null, resolvedPath ?? null, fileSha256 ?? null];
  const exact = [command, commandArgv ?? null, ...place, agentId ?? null];
  return createHash("sha256").update(JSON.stringify(exact)).digest("hex");
}
