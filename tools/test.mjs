// `npm test`: installs what tests need, runs unit, real and end-to-end tests, and prints one sum. Node 20 hands over to 26.
import { ensureInstalled, runUnderNode26 } from "./node26.mjs";

ensureInstalled();
await runUnderNode26("tools/test/main.ts", process.argv.slice(2));
