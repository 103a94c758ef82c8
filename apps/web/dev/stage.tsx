import { signal, systemClock } from "@parley/kernel";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "../src/app/App.tsx";
import { createWorld } from "../src/app/boot/world.ts";
import { currentCallOf } from "../src/app/calls.ts";
import { InstallContext } from "../src/app/install-context.ts";
import { LoadCallsContext } from "../src/app/load-calls-context.ts";
import { createAppRouter } from "../src/app/router.tsx";
import { createPreferences } from "../src/shared/preferences.ts";
import { createShortcuts } from "../src/shared/shortcuts.ts";
import "../src/ui/style.css";
import { followLanguage } from "../src/words/load-words.ts";
import { loadFakeCalls, stagedRoom } from "./calls.ts";
import { createFakeMatrix } from "./fake-matrix.ts";
import { createFakeParley } from "./fake-parley.ts";
import { paintMedia } from "./media.ts";
import { ring } from "./ringing.ts";
import { readScenario } from "./scenario.ts";
import { seedSession } from "./seed.ts";

// The whole app over a homeserver and a server of ours in memory; what they play stands in the address.
const scenario = readScenario(location.search);
const session = seedSession(scenario);
const matrix = createFakeMatrix(scenario, session, systemClock);
const parley = createFakeParley(scenario, systemClock);
const world = createWorld({ matrix, parley: () => parley, clock: systemClock });
// For whoever plays with it in the console: `stage.rooms.room("!design")`.
Object.assign(window, { stage: session });

await paintMedia(session);
void world.boot();
const loadCalls = loadFakeCalls(scenario.call);
if (scenario.call !== "none") {
  currentCallOf(session, loadCalls).join(stagedRoom, { intent: "audio", microphone: true, camera: false });
}
ring(session, scenario.ring);
const updates = {
  state: signal(scenario.news === "update" ? ("waiting" as const) : ("none" as const)),
  start() {},
  async apply() {},
};
const install = {
  way: signal("asks" as const),
  hinted: signal(scenario.news === "install"),
  async ask() {},
  dismiss() {
    install.hinted.value = false;
  },
};
const preferences = createPreferences(localStorage, document.documentElement, navigator.languages);
await followLanguage(preferences.values);
createRoot(document.getElementById("root") ?? document.body).render(
  <StrictMode>
    <InstallContext value={install}>
      <LoadCallsContext value={loadCalls}>
        <App
          updates={updates}
          world={world}
          matrix={matrix}
          parley={parley}
          preferences={preferences}
          shortcuts={createShortcuts(false)}
          router={createAppRouter()}
          setTitle={(title) => {
            document.title = title;
          }}
        />
      </LoadCallsContext>
    </InstallContext>
  </StrictMode>,
);
