// The first thing that runs: plain JavaScript on built-ins, for whatever Node (20 or newer) is there. It installs what
// is missing, builds the web client when its sources changed, and hands over to the server under Node 26.
import { stopServer } from "./start/stop.mjs";
import { startServer } from "./start/up.mjs";

const [command, ...rest] = process.argv.slice(2);
process.exitCode = command === "stop" ? await stopServer(rest) : await startServer(process.argv.slice(2));
