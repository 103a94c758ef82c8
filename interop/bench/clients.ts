import { composer, invite, setUp, signUp } from "@parley/testkit/people";
import type { RunningParley } from "@parley/testkit/stack";
import type { Browser, BrowserContext, Page } from "@playwright/test";
import { watchMedia } from "../../e2e/support/media.ts";
import { createApi, type Person } from "./api.ts";
import { bareJoiner, elementJoiner, enter, type Joiner, parleyJoiner } from "./joiners.ts";

/** One way to call, with two people: what they signed in with stays with their browser when their pages are closed. */
export interface Client {
  readonly name: string;
  /** Whether who is in a call makes a new key when somebody has left. */
  readonly renewsKeys: boolean;
  /** Opens both pages: the first person goes into a call, the other one waits before it. */
  open(): Promise<Opened>;
}

interface Opened {
  readonly joiner: Joiner;
  /** The first person leaves the call, and the pages are gone. */
  close(): Promise<void>;
}

interface Ground {
  readonly browser: Browser;
  readonly parley: RunningParley;
  /** Where they are served. */
  readonly pages: { readonly host: string; readonly bare: string };
  /** Ours and no other. */
  readonly alone: boolean;
}

const rosa = { name: "rosa", password: "correct horse battery", server: "Bench" };
const tomas = { name: "tomas", password: "staple battery horse" };

/** Ours first. */
export async function createClients({ browser, parley, pages, alone }: Ground): Promise<Client[]> {
  const own = await createOwn(browser, parley);
  if (alone) return [own];
  const api = await createApi(parley.baseUrl, [rosa, tomas]);
  const [elementRoom, bareRoom] = [await api.makeRoom(true), await api.makeRoom(false)];
  return [
    own,
    await createElementCall(browser, { url: pages.host, baseUrl: parley.baseUrl, roomId: elementRoom }),
    await createBare(browser, pages.bare, (person) => api.token(person, bareRoom)),
  ];
}

async function createOwn(browser: Browser, parley: RunningParley): Promise<Client> {
  const [stays, comes] = [await makeContext(browser), await makeContext(browser)];
  const [one, other] = [await openPage(stays), await openPage(comes)];
  await setUp(one, parley.setupLink() ?? "", rosa);
  await signUp(other, await invite(one, rosa.server), tomas);
  const room = one.url();
  // Whoever has opened their microphone comes with it open the next time.
  for (const page of [one, other]) {
    await page.getByRole("button", { name: page === one ? "Start video call" : "Join with video" }).click();
    await page.getByRole("button", { name: "Unmute microphone" }).click();
    await page.getByRole("button", { name: "Mute microphone", exact: true }).waitFor();
  }
  for (const page of [other, one]) await leaveAndClose(page);
  return {
    name: "Parley",
    renewsKeys: true,
    async open() {
      const standing = await openPage(stays);
      await standing.goto(room);
      await standing.getByRole("button", { name: "Start video call" }).click();
      await standing.getByRole("button", { name: "Mute microphone", exact: true }).waitFor();
      const page = await openPage(comes);
      await page.goto(room);
      await composer(page).waitFor();
      return {
        joiner: parleyJoiner(page),
        async close() {
          await page.close();
          await leaveAndClose(standing);
        },
      };
    },
  };
}

async function leaveAndClose(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Leave call" }).click();
  await page.getByRole("button", { name: "Leave call" }).waitFor({ state: "hidden" });
  await page.waitForTimeout(500);
  await page.close();
}

/** `url`: of the page that hosts it. */
async function createElementCall(
  browser: Browser,
  { url, baseUrl, roomId }: { readonly url: string; readonly baseUrl: string; readonly roomId: string },
): Promise<Client> {
  const [stays, comes] = [await makeContext(browser), await makeContext(browser)];
  const openHost = async (context: BrowserContext, person: Person): Promise<Page> => {
    const page = await openPage(context);
    await page.goto(url);
    await page.waitForFunction(() => window.host !== undefined);
    await page.evaluate(([address, name, password]) => window.host.signIn(address, name, password, true), [
      baseUrl,
      person.name,
      person.password,
    ] as const);
    return page;
  };
  return {
    name: "Element Call",
    renewsKeys: true,
    async open() {
      const standing = await openHost(stays, rosa);
      await enter(standing, roomId, "start_call", false);
      const page = await openHost(comes, tomas);
      return {
        joiner: elementJoiner(page, roomId),
        async close() {
          await page.close();
          await standing.evaluate(() => window.host.hangUp());
          await standing.waitForTimeout(1000);
          await standing.close();
        },
      };
    },
  };
}

async function createBare(
  browser: Browser,
  url: string,
  token: (person: Person) => Promise<readonly [string, string]>,
): Promise<Client> {
  const context = await makeContext(browser);
  const openBare = async (): Promise<Page> => {
    const page = await openPage(context);
    await page.goto(url);
    await page.waitForFunction(() => window.bare !== undefined);
    return page;
  };
  return {
    name: "a bare client with a token",
    renewsKeys: false,
    async open() {
      const [standing, page] = [await openBare(), await openBare()];
      await standing.evaluate(([address, jwt]) => window.bare.join(address, jwt, true), await token(rosa));
      return {
        joiner: bareJoiner(page, url, () => token(tomas)),
        async close() {
          await page.close();
          await standing.evaluate(() => window.bare.leave());
          await standing.close();
        },
      };
    },
  };
}

async function makeContext(browser: Browser): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
    permissions: ["camera", "microphone"],
  });
  await watchMedia(context);
  return context;
}

async function openPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  return page;
}
