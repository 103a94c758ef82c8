import { composer } from "@parley/testkit/people";
import type { Seeded } from "@parley/testkit/stack";
import type { Page } from "@playwright/test";
import type { Figure } from "./figures.ts";

/** So many rooms hold a screenful of messages: more than the client keeps open behind the one in view. */
export const lively = 12;
/** So many are few enough that all of them stay open. */
const keptOpen = 6;
/** Between two changes, as someone who looks about has it: what a room loads after it is shown is not the next one's. */
const pauseMs = 250;

/** What must not be exceeded, see `bench/budgets.json`. */
export interface SwitchBudget {
  /** Milliseconds, of 95 in a hundred. */
  readonly painted: number;
  /** How many elements and components may be made anew for a room until it is painted: the same on any machine. */
  readonly made: number;
}

interface Change {
  /** Milliseconds from the click until its messages are painted. */
  readonly painted: number;
  readonly made: number;
}

/**
 * Changes between rooms with a hundred messages each by the mouse: for the first time since the start, again when they
 * are no longer kept open, and while they are. A last round counts what is made, which would cost time in the others.
 */
export async function measureSwitches(page: Page, baseUrl: string, seeded: Seeded, budget: SwitchBudget) {
  await page.addInitScript(watchCommits);
  await page.goto(`${baseUrl}/s/${encodeURIComponent(seeded.space)}`);
  await composer(page).waitFor();
  await page.waitForTimeout(4_000);
  const rooms = seeded.rooms.slice(0, lively);
  const few = rooms.slice(0, keptOpen);
  const first = await changes(page, rooms);
  const again = [...(await changes(page, rooms)), ...(await changes(page, rooms))];
  await changes(page, few);
  const kept = [...(await changes(page, few)), ...(await changes(page, few))];
  await page.evaluate(() => Reflect.set(window, "countsMade", true));
  const counted = await changes(page, few);
  const timed = (name: string, of: readonly Change[]): Figure => {
    return { name, unit: "ms", values: of.map(({ painted }) => painted), limit: budget.painted, of: "p95" };
  };
  return [
    timed("change to a room for the first time since the start, painted", first),
    timed("change to a room seen before, painted", again),
    timed("change to a room kept open, painted", kept),
    {
      name: "made anew until a change of room is painted",
      unit: "parts",
      values: counted.map(({ made }) => made),
      limit: budget.made,
      of: "max",
    } satisfies Figure,
  ];
}

async function changes(page: Page, rooms: readonly string[]): Promise<readonly Change[]> {
  const done: Change[] = [];
  for (const id of rooms) {
    const { x, y } = await page.evaluate(armChange, id);
    await page.mouse.move(x, y);
    await page.waitForTimeout(pauseMs);
    await page.mouse.down();
    await page.mouse.up();
    done.push(await page.evaluate(() => Reflect.get(window, "change")));
  }
  return done;
}

/** Runs in the page: waits for the click on a room and for the frame that shows its messages. Answers where to click. */
function armChange(id: string): { readonly x: number; readonly y: number } {
  const link = document.querySelector<HTMLElement>(`a[data-room="${CSS.escape(id)}"]`);
  const name = /room \d+/.exec(link?.textContent ?? "")?.[0];
  if (link === null || name === undefined) throw new Error(`the list does not show ${id}`);
  link.scrollIntoView({ block: "nearest" });
  const { promise, resolve, reject } = Promise.withResolvers<Change>();
  Reflect.set(window, "change", promise);
  const shows = () => {
    // Others are drawn and not shown.
    const seen = (selector: string) => [...document.querySelectorAll(selector)].find((each) => each.checkVisibility());
    const log = seen("[role=log]");
    const view = log?.parentElement?.getBoundingClientRect();
    const last = [...(log?.querySelectorAll("article") ?? [])].at(-1)?.getBoundingClientRect();
    if (seen("main h1")?.textContent !== name || view === undefined || last === undefined) return false;
    return log?.getAttribute("aria-label")?.endsWith(name) === true && last.top < view.bottom && last.bottom > view.top;
  };
  const onClick = ({ timeStamp }: MouseEvent) => {
    Reflect.set(window, "madeParts", 0);
    const look = () => {
      if (!shows()) {
        if (performance.now() - timeStamp > 10_000) reject(new Error(`${name} was not shown within 10 s`));
        else requestAnimationFrame(look);
        return;
      }
      // The frame that shows them has been painted when what it leaves behind runs.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        resolve({ painted: performance.now() - timeStamp, made: Number(Reflect.get(window, "madeParts")) });
      };
      port2.postMessage(null);
    };
    requestAnimationFrame(look);
  };
  addEventListener("click", onClick, { capture: true, once: true });
  const box = link.getBoundingClientRect();
  return { x: box.x + 30, y: box.y + box.height / 2 };
}

/** Runs in the page before anything else: React tells of each commit, as it tells its developer tools. */
function watchCommits(): void {
  interface Part {
    readonly alternate: Part | null;
    readonly child: Part | null;
    readonly sibling: Part | null;
  }
  const fresh = (first: Part | null): number => {
    let made = 0;
    for (let part = first; part !== null; part = part.sibling) {
      if (part.alternate === null) made += 1;
      // What was not looked at has the same parts as before.
      if (part.alternate === null || part.child !== part.alternate.child) made += fresh(part.child);
    }
    return made;
  };
  Reflect.set(window, "__REACT_DEVTOOLS_GLOBAL_HOOK__", {
    supportsFiber: true,
    inject: () => 1,
    checkDCE() {},
    onCommitFiberUnmount() {},
    onCommitFiberRoot(_: number, { current }: { readonly current: Part }) {
      if (Reflect.get(window, "countsMade") !== true) return;
      Reflect.set(window, "madeParts", Number(Reflect.get(window, "madeParts") ?? 0) + fresh(current));
    },
  });
}
