// `npm run check`: format, lint, types, layers, gates, unused code, generated files. Runs on Node 20, hands over to 26.
import { ensureInstalled, runUnderNode26 } from "./node26.mjs";

ensureInstalled();
await runUnderNode26("tools/check/main.ts", process.argv.slice(2));
