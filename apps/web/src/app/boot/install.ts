import { type Clock, type ReadonlySignal, signal } from "@parley/kernel";

/** How the app can be put on the home screen: the browser asks, the person does it by hand, or not at all. */
export type InstallWay = "asks" | "by-hand" | "none";

export interface Install {
  readonly way: ReadonlySignal<InstallWay>;
  /** Whether to speak of it unasked. */
  readonly hinted: ReadonlySignal<boolean>;
  /** Lets the browser ask. */
  ask(): Promise<void>;
  /** Never again unasked. */
  dismiss(): void;
}

/** The event by which Chromium offers it. */
export interface InstallOffer {
  preventDefault(): void;
  prompt(): Promise<unknown>;
}

export interface InstallPorts {
  readonly store: { getItem(key: string): string | null; setItem(key: string, value: string): void };
  readonly clock: Clock;
  /** It runs as an app already. */
  readonly installed: boolean;
  /** A browser in which only the person can do it, from its menu. */
  readonly byHand: boolean;
  readonly onOffer: (run: (offer: InstallOffer) => void) => void;
  readonly onInstalled: (run: () => void) => void;
}

const storageKey = "parley.install";
const dayMs = 24 * 3_600_000;
/** Who came back on another day, or this often, is at home here. */
const visitsAtLeast = 5;

interface Noted {
  readonly firstAt: number;
  readonly visits: number;
  readonly dismissed: boolean;
}

/** Notes this visit, and offers to be installed to those who come back. */
export function createInstall(ports: InstallPorts): Install {
  const way = signal<InstallWay>(ports.installed ? "none" : ports.byHand ? "by-hand" : "none");
  const before = read(ports);
  const noted: Noted = { ...before, visits: before.visits + 1 };
  const returned = noted.visits >= visitsAtLeast || ports.clock.now() - noted.firstAt >= dayMs;
  const hinted = signal(returned && !noted.dismissed);
  let offer: InstallOffer | null = null;
  write(ports, noted);
  ports.onOffer((made) => {
    // The browser's own bar would come at first sight.
    made.preventDefault();
    offer = made;
    way.value = "asks";
  });
  ports.onInstalled(() => {
    offer = null;
    way.value = "none";
  });
  return {
    way,
    hinted,
    async ask() {
      const made = offer;
      // It can be used once; another comes when the person says no.
      offer = null;
      way.value = "none";
      await made?.prompt();
    },
    dismiss() {
      hinted.value = false;
      write(ports, { ...noted, dismissed: true });
    },
  };
}

function read({ store, clock }: InstallPorts): Noted {
  const fresh: Noted = { firstAt: clock.now(), visits: 0, dismissed: false };
  try {
    const kept: unknown = JSON.parse(store.getItem(storageKey) ?? "null");
    if (typeof kept !== "object" || kept === null) return fresh;
    const { firstAt, visits, dismissed } = { ...fresh, ...kept };
    return {
      firstAt: Number.isFinite(firstAt) ? Math.min(firstAt, clock.now()) : clock.now(),
      visits: Number.isFinite(visits) ? visits : 0,
      dismissed: dismissed === true,
    };
  } catch {
    return fresh;
  }
}

function write({ store }: InstallPorts, noted: Noted): void {
  try {
    store.setItem(storageKey, JSON.stringify(noted));
  } catch {
    // Storage is full or forbidden: then it is not spoken of.
  }
}
