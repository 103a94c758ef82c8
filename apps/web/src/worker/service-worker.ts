import { answerTaps } from "./notification-click.ts";
import { type Shell, serveShell } from "./offline-shell.ts";
import type { WorkerScope } from "./scope.ts";

/** Written in by the build. */
declare const parleyShell: Shell;
declare const self: WorkerScope;

serveShell(self, parleyShell);
answerTaps(self);
