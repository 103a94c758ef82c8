// `npm run shots`: pictures of every screen in every state, on one page to leaf through. Runs on Node 20, hands over to 26.
import { ensureInstalled, runUnderNode26 } from "./node26.mjs";

ensureInstalled();
await runUnderNode26("tools/shots/main.ts", process.argv.slice(2));
