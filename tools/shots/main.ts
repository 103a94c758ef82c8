import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { scenes } from "../../apps/web/dev/scenes.ts";
import { serveStage } from "../../apps/web/dev/serve-stage.ts";
import { findBrowser, thisMachine } from "../test/browser.ts";
import { run } from "../test/run.ts";
import { sheet } from "./sheet.ts";
import { shoot } from "./shoot.ts";

// npm run shots -- [what is in a scene's name …]: writes shots/index.html and its pictures.
const folder = "shots";
const words = process.argv.slice(2);
const chosen = scenes.filter((scene) => words.length === 0 || words.some((word) => scene.name.includes(word)));
const browser = await findBrowser(thisMachine(run));
if (chosen.length === 0) {
  console.error(`No scene is named like ${words.join(", ")}. There are: ${scenes.map(({ name }) => name).join(", ")}`);
  process.exitCode = 1;
} else if ("reason" in browser) {
  console.error(`Pictures need a browser: ${browser.reason}.`);
  process.exitCode = 1;
} else {
  process.exitCode = (await take(browser.path)) ? 0 : 1;
}

/** Answers whether every scene could be shot without a fault. */
async function take(executablePath: string): Promise<boolean> {
  const begun = performance.now();
  console.log("Building the stage …");
  const stage = await serveStage();
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const running = await chromium.launch({ executablePath, args });
  try {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const shots = await shoot(running, stage.origin, chosen, folder);
    writeFileSync(join(folder, "index.html"), sheet(shots));
    for (const { file, fault } of shots) if (fault !== null) console.error(`${file}: ${fault}`);
    const seconds = ((performance.now() - begun) / 1000).toFixed(0);
    console.log(`${shots.length} pictures of ${chosen.length} scenes in ${seconds} s: ${folder}/index.html`);
    return shots.every(({ fault }) => fault === null);
  } finally {
    await running.close();
    await stage.close();
  }
}
