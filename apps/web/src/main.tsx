import "./ui/style.css";
import { createClient, type SocketPort } from "@parley/client";
import { type Log, type LogFields, sleep, systemClock, systemRandom } from "@parley/kernel";
import { type ChannelPort, createMatrix, type LocksPort } from "@parley/matrix";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App.tsx";
import { forgetWays } from "./app/boot/forget-ways.ts";
import { createInstall } from "./app/boot/install.ts";
import { wasReloaded } from "./app/boot/keep-lead.ts";
import { mendStyles } from "./app/boot/mend-styles.ts";
import { refuseFiles } from "./app/boot/refuse-files.ts";
import { createUpdates } from "./app/boot/updates.ts";
import { createWorld } from "./app/boot/world.ts";
import { InstallContext } from "./app/install-context.ts";
import { createLoadCalls } from "./app/load-calls.ts";
import { LoadCallsContext } from "./app/load-calls-context.ts";
import { createAppRouter } from "./app/router.tsx";
import { createLeaving, LeavingContext } from "./shared/leaving.ts";
import { createPreferences } from "./shared/preferences.ts";
import { createShortcuts } from "./shared/shortcuts.ts";
import { followLanguage } from "./words/load-words.ts";

/** Warnings and errors go to the console of the browser; the rest is for tests. */
function consoleLog(bound: LogFields = {}): Log {
  return {
    debug() {},
    info() {},
    warn: (message, fields) => console.warn(message, { ...bound, ...fields }),
    error: (message, fields) => console.error(message, { ...bound, ...fields }),
    child: (fields) => consoleLog({ ...bound, ...fields }),
  };
}

mendStyles(document, systemClock.after);
refuseFiles(window);

/** So long the first picture waits for the words of the chosen language. */
const wordsMs = 4_000;

/** What lies here is the person's only copy: the browser shall not clear it away when it needs room. */
const persist = async (): Promise<unknown> => navigator.storage?.persist?.();
const installed = matchMedia("(display-mode: standalone)").matches;
// An installed app is granted it without a question, later than at the sign-in perhaps.
if (installed) persist().catch(() => {});

const fetchPort: typeof globalThis.fetch = (input, init) => globalThis.fetch(input, init);
const matrix = createMatrix({
  fetch: fetchPort,
  indexedDB: globalThis.indexedDB,
  locks: (navigator.locks ?? null) as LocksPort | null,
  channel: (name) => new BroadcastChannel(name) as unknown as ChannelPort,
  clock: systemClock,
  random: systemRandom,
  log: consoleLog({ part: "matrix" }),
  store: {
    worker: () => new Worker(new URL("./worker/store.worker.ts", import.meta.url), { type: "module" }),
    persist,
  },
});
const world = createWorld({
  matrix,
  parley: () => parley,
  clock: systemClock,
  page: window,
  tab: { memory: sessionStorage, reloaded: wasReloaded(performance) },
  left: () => {
    forgetWays(localStorage, sessionStorage, preferences, (key) =>
      // A tab does not hear of what it does itself.
      window.dispatchEvent(new StorageEvent("storage", { key })),
    );
  },
});
const parley = createClient(
  {
    fetch: fetchPort,
    // The handlers that the port sets take fewer arguments than the platform passes.
    openSocket: (url) => new WebSocket(url) as unknown as SocketPort,
    clock: systemClock,
    random: systemRandom,
  },
  { baseUrl: location.origin, matrixToken: world.matrixToken, abroad: world.abroad },
);

const leaving = createLeaving(systemClock);
const updates = createUpdates({
  // Without TLS there are none; in development they would serve yesterday's files.
  workers: import.meta.env.PROD ? (navigator.serviceWorker ?? null) : null,
  leaving,
  clock: systemClock,
  entry: new URL(import.meta.url).pathname,
  reload: () => location.reload(),
  onVisible: (run) => document.addEventListener("visibilitychange", () => document.hidden || run()),
});

const install = createInstall({
  store: localStorage,
  clock: systemClock,
  installed,
  // There every browser is Safari, and none of them asks.
  byHand: /iPhone|iPad/.test(navigator.userAgent),
  onOffer: (run) =>
    window.addEventListener("beforeinstallprompt", (event) => {
      if (!("prompt" in event) || typeof event.prompt !== "function") return;
      const { prompt } = event;
      run({ preventDefault: () => event.preventDefault(), prompt: async () => Reflect.apply(prompt, event, []) });
    }),
  onInstalled: (run) => window.addEventListener("appinstalled", run),
});

const loadCalls = createLoadCalls({
  fetch: fetchPort,
  worker: () => new Worker(new URL("./worker/media.worker.ts", import.meta.url), { type: "module" }),
  log: consoleLog({ part: "calls" }),
});

const preferences = createPreferences(localStorage, document.documentElement, navigator.languages);
window.addEventListener("storage", ({ key }) => preferences.heard(key));

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no element #root");
void world.boot();

function render(into: HTMLElement): void {
  createRoot(into).render(
    <StrictMode>
      <InstallContext value={install}>
        <LeavingContext value={leaving}>
          <LoadCallsContext value={loadCalls}>
            <App
              world={world}
              matrix={matrix}
              parley={parley}
              preferences={preferences}
              shortcuts={createShortcuts(/Mac|iPhone|iPad/.test(navigator.platform))}
              router={createAppRouter()}
              setTitle={(title) => {
                document.title = title;
              }}
              updates={updates}
            />
          </LoadCallsContext>
        </LeavingContext>
      </InstallContext>
    </StrictMode>,
  );
}

// In English this is at once. Another language is waited for, not drawn over; but not for ever.
void Promise.race([followLanguage(preferences.values), sleep(systemClock, wordsMs)]).then(() => render(root));
