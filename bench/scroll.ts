import { readFileSync } from "node:fs";
import type { Seeded } from "@parley/testkit/stack";
import type { CDPSession, Page } from "@playwright/test";
import type { Figure } from "./figures.ts";

/** So many messages are scrolled through between two looks at the memory. */
const step = 2_500;
/** Synapse needs some milliseconds for each message; what was not reached by then is said. */
const scrollMs = 300_000;

/** After a stretch of messages. */
interface Stretch {
  readonly messages: number;
  /** The longest task by the clock, as the browser reports long ones; 0: none over 50 ms. Milliseconds. */
  readonly longest: number;
  /** How many were over 50 ms. */
  readonly over: number;
  /** The longest by the time that the page's own thread worked at it. Milliseconds. */
  readonly work: number;
  /** The page's heap when all that can be has been freed, and its process. MiB. */
  readonly heap: number;
  readonly resident: number;
}

/** Scrolls back through the large room and looks at tasks and memory on the way. */
export async function measureScroll(
  page: Page,
  baseUrl: string,
  { space, large }: Seeded,
  messages: number,
): Promise<readonly Stretch[]> {
  if (large === null) throw new Error("there is no large room");
  await page.goto(`${baseUrl}/s/${encodeURIComponent(space)}/${encodeURIComponent(large)}`);
  await page.locator("[role=log] article").first().waitFor();
  await page.waitForTimeout(3000);
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  await page.evaluate(watchTasks);
  const stretches: Stretch[] = [{ messages: 0, longest: 0, over: 0, work: 0, ...(await memoryOf(page, session)) }];
  const end = performance.now() + scrollMs;
  for (let to = step; to < messages + step && performance.now() < end; to += step) {
    const { seen, work } = await withTrace(session, () =>
      page.evaluate(scrollBack, { to: Math.min(to, messages - 5), forMs: end - performance.now() }),
    );
    const tasks: readonly number[] = await page.evaluate(() => Reflect.get(window, "longTasks").splice(0));
    const longest = Math.max(0, ...tasks);
    const over = tasks.filter((ms) => ms > 50).length;
    stretches.push({ messages: seen, longest, over, work, ...(await memoryOf(page, session)) });
  }
  return stretches;
}

/** The figures of a scroll, with the milliseconds that a task may take: tasks are judged by the longest, not by the middle one. */
export function scrollFigures(stretches: readonly Stretch[], limit: number): readonly Figure[] {
  const [first, ...scrolled] = stretches;
  const last = scrolled.at(-1);
  if (first === undefined || last === undefined) throw new Error("nothing was scrolled");
  const over = scrolled.reduce((sum, stretch) => sum + stretch.over, 0);
  const what = `while ${last.messages} messages were scrolled`;
  return [
    {
      name: `longest task ${what} (${over} over 50)`,
      unit: "ms",
      values: scrolled.map(({ longest }) => longest),
      limit,
      of: "max",
    },
    {
      name: `longest work at one task ${what}`,
      unit: "ms",
      values: scrolled.map(({ work }) => work),
      limit,
      of: "max",
    },
    { name: "heap in the large room, nothing scrolled", unit: "MiB", values: [first.heap] },
    ...scrolled
      .filter(({ messages }, at) => at === scrolled.length - 1 || messages % (2 * step) < step / 2)
      .map(({ messages, heap }): Figure => ({ name: `heap after ${messages} messages`, unit: "MiB", values: [heap] })),
    { name: "the page's process after that, resident", unit: "MiB", values: [last.resident] },
  ];
}

/** Runs in the page. */
function watchTasks(): void {
  const longTasks: number[] = [];
  Reflect.set(window, "longTasks", longTasks);
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) longTasks.push(entry.duration);
  }).observe({ type: "longtask" });
  Reflect.set(window, "seen", new Set<string>());
}

/** Runs in the page: scrolls page by page until so many messages were drawn. */
async function scrollBack({ to, forMs }: { to: number; forMs: number }): Promise<number> {
  const scroller = [...document.querySelectorAll("[role=log]")].find((log) => log.checkVisibility())?.parentElement;
  if (!scroller) throw new Error("nothing scrolls");
  const seen: Set<string> = Reflect.get(window, "seen");
  const begun = performance.now();
  while (seen.size < to && performance.now() - begun < forMs) {
    scroller.scrollBy({ top: -scroller.clientHeight });
    await new Promise((resolve) => setTimeout(resolve, 50));
    for (const article of scroller.querySelectorAll("article")) {
      const number = /\((\d+)\)/.exec(article.textContent ?? "")?.[1];
      if (number !== undefined) seen.add(number);
    }
  }
  return seen.size;
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds that the thread worked. */
  readonly tdur?: number;
}

/** Runs it, and tells the longest work at one task of the thread that lays the page out. */
async function withTrace(session: CDPSession, run: () => Promise<number>): Promise<{ seen: number; work: number }> {
  const longest = new Map<string, number>();
  const layouts = new Map<string, number>();
  const gather = ({ value }: { value: object[] }) => {
    for (const event of value) {
      const { name, pid, tid, tdur }: TraceEvent = { name: "", pid: 0, tid: 0, ...event };
      const thread = `${pid} ${tid}`;
      if (name === "Layout") layouts.set(thread, (layouts.get(thread) ?? 0) + 1);
      if (name.endsWith("RunTask")) longest.set(thread, Math.max(longest.get(thread) ?? 0, (tdur ?? 0) / 1000));
    }
  };
  session.on("Tracing.dataCollected", gather);
  const traceConfig = { includedCategories: ["toplevel", "devtools.timeline"] };
  await session.send("Tracing.start", { transferMode: "ReportEvents", traceConfig });
  const seen = await run();
  const complete = new Promise<void>((resolve) => session.once("Tracing.tracingComplete", () => resolve()));
  await session.send("Tracing.end");
  await complete;
  session.off("Tracing.dataCollected", gather);
  const [page] = [...layouts].sort((a, b) => b[1] - a[1]);
  return { seen, work: longest.get(page?.[0] ?? "") ?? Number.NaN };
}

async function memoryOf(page: Page, session: CDPSession): Promise<{ heap: number; resident: number }> {
  await session.send("HeapProfiler.collectGarbage");
  const { metrics } = await session.send("Performance.getMetrics");
  const heap = (metrics.find(({ name }) => name === "JSHeapUsedSize")?.value ?? Number.NaN) / 2 ** 20;
  const browser = await page.context().browser()?.newBrowserCDPSession();
  const { processInfo } = (await browser?.send("SystemInfo.getProcessInfo")) ?? { processInfo: [] };
  const sizes = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => residentOf(id));
  return { heap, resident: Math.max(...sizes) };
}

/** MiB that a process has in memory. */
function residentOf(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(line ?? Number.NaN) / 1024;
}
