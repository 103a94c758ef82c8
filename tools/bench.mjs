// `npm run bench`: measures the product against floors and peers (bench/). Runs on Node 20, hands over to 26.
import { ensureInstalled, runUnderNode26 } from "./node26.mjs";

ensureInstalled();
await runUnderNode26("bench/main.ts", process.argv.slice(2));
