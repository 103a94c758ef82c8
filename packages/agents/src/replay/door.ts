export { replayRun } from "./replay-run.ts";
