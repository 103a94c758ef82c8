import AxeBuilder from "@axe-core/playwright";
import { invite, setUp, signUp } from "@parley/testkit/people";
import { type FakeProvider, fakeKey, startFakeProvider } from "@parley/testkit/providers";
import type { Page } from "@playwright/test";
import { test as base, expect } from "./support/test.ts";

const test = base.extend<{ readonly provider: FakeProvider }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names that a fixture uses from this pattern.
  provider: async ({}, use) => {
    const provider = await startFakeProvider();
    await use(provider);
    await provider.close();
  },
});

const log = (page: Page) => page.getByRole("log");
const field = (page: Page) => page.getByRole("textbox", { name: "Message Scout" });
const say = async (page: Page, words: string): Promise<void> => {
  await field(page).fill(words);
  await field(page).press("Enter");
};

async function look(page: Page, screen: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 200)).join()}`);
  expect.soft(found, screen).toEqual([]);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect.soft(over, `${screen}: wider than the window`).toBeLessThanOrEqual(0);
}

test("the owner enters a key, makes an agent and talks to it; an answer streams, is stopped and kept, and is nobody else's", async ({
  parley,
  provider,
  newBrowser,
}) => {
  test.setTimeout(300_000);
  const rosa = await newBrowser();
  await setUp(
    rosa,
    parley.setupLink() ?? "",
    { name: "rosa", password: "correct horse battery", server: "Atelier" },
    120_000,
  );
  const link = await invite(rosa, "Atelier");

  await rosa.goto(`${parley.baseUrl}/settings/models`);
  await expect(rosa.getByRole("heading", { name: "No provider yet" })).toBeVisible();
  await look(rosa, "no provider yet");
  await rosa.getByRole("button", { name: "Add a provider with a key" }).click();
  await rosa.getByRole("combobox", { name: "Kind" }).click();
  await rosa.getByRole("option", { name: "OpenAI-compatible" }).click();
  await rosa.getByLabel("Name", { exact: true }).fill("Harbour");
  await rosa.getByLabel("Address").fill(`${provider.url}/v1`);
  await rosa.getByLabel("Key", { exact: true }).fill(fakeKey);
  await rosa.getByLabel("Model 1").fill("small");
  await rosa.getByRole("button", { name: "Add provider" }).click();
  const card = rosa.getByRole("article", { name: "Harbour" });
  await expect(card.getByText("Default", { exact: true })).toBeVisible();
  provider.answer({ parts: [{ type: "text", text: "hello" }] });
  await card.getByRole("button", { name: "Test small" }).click();
  await expect(card.getByText(/^small answered in/u)).toBeVisible();
  // The key is told nobody again, not to who entered it either.
  await rosa.reload();
  await expect(card.getByText(/key kept/u)).toBeVisible();
  expect(await rosa.content()).not.toContain(fakeKey);
  await look(rosa, "providers");

  await rosa.goto(`${parley.baseUrl}/agents`);
  await rosa.getByRole("button", { name: "Create agent" }).click();
  const dialog = rosa.getByRole("dialog", { name: "Create an agent" });
  await dialog.getByLabel("Name", { exact: true }).fill("Scout");
  await dialog.getByLabel("Instructions").fill("You know the tides.");
  await dialog.getByRole("button", { name: "Create agent" }).click();
  await expect(rosa.getByRole("heading", { name: "Say something to Scout" })).toBeVisible();

  const tides = "The tide turns at **noon**, and again when the lamps are lit along the quay.";
  provider.answer({ parts: [{ type: "text", text: tides }], fault: { type: "drip", everyMs: 250 } });
  await say(rosa, "When does the tide turn?");
  // Word by word: its beginning is read before its end was said.
  await expect(log(rosa).getByText(/^The tide/u)).toBeVisible();
  await expect(rosa.getByRole("button", { name: "Stop" })).toBeVisible();
  await expect(log(rosa).getByText("along the quay.")).toBeVisible();
  await expect(log(rosa).locator("strong")).toHaveText("noon");
  await expect(rosa.getByRole("button", { name: /^Steps of this answer/u })).toBeVisible();
  await look(rosa, "a conversation");

  const endless = Array.from({ length: 400 }, (_, at) => `wave ${at}`).join(" ");
  provider.answer({ parts: [{ type: "text", text: endless }], fault: { type: "drip", everyMs: 150 } });
  await say(rosa, "Count the waves.");
  await expect(log(rosa).getByText(/wave 0/u)).toBeVisible();
  await rosa.getByRole("button", { name: "Stop" }).click();
  await expect(rosa.getByRole("button", { name: "Send" })).toBeVisible();
  await expect.poll(() => provider.requests.at(-1)?.closedAt).toBeDefined();

  // What could not be answered is asked again, and said once; its steps are those of the run that answered.
  provider.answer({ fault: { type: "auth" } });
  await say(rosa, "How high is it?");
  await expect(log(rosa).getByText(/Scout could not answer/u)).toBeVisible();
  await look(rosa, "an answer that did not come");
  provider.answer({ parts: [{ type: "text", text: "Three metres." }] });
  await log(rosa).getByRole("button", { name: "Ask again" }).click();
  await expect(log(rosa).getByText("Three metres.")).toBeVisible();
  await expect(log(rosa).getByText(/Scout could not answer/u)).toHaveCount(0);
  await expect(log(rosa).getByText("How high is it?")).toHaveCount(1);
  const last = log(rosa).getByRole("article").last();
  await last.getByRole("button", { name: /^Steps of this answer/u }).click();
  await expect(rosa.getByText("It answered without using a tool.")).toBeVisible();
  const asked: { messages?: { role: string; content: unknown }[] } = provider.requests.at(-1)?.body ?? {};
  const told = (asked.messages ?? []).filter(({ content }) => JSON.stringify(content).includes("How high is it?"));
  expect(told).toHaveLength(1);

  await rosa.reload();
  await expect(log(rosa).getByText(/wave 0/u)).toBeVisible();
  await expect(log(rosa).getByRole("article")).toHaveCount(6);
  await expect(log(rosa).getByText("When does the tide turn?")).toHaveCount(1);

  await rosa.goto(`${parley.baseUrl}/settings/usage`);
  await expect(rosa.getByRole("heading", { name: "What was used" })).toBeVisible();
  await expect(rosa.getByText("Harbour/small")).toBeVisible();
  await expect(rosa.getByText(/went to models without a price/u)).toBeVisible();
  await look(rosa, "usage");
  await rosa.getByRole("button", { name: "Change limits of Everybody" }).click();
  await rosa.getByLabel("Tokens a day").fill("1");
  await look(rosa, "limits of everybody");
  await rosa.getByRole("button", { name: "Save limits" }).click();
  await expect(rosa.getByText("Used up: agents stop for you until then.")).toBeVisible();

  const mira = await newBrowser({ viewport: { width: 360, height: 740 }, hasTouch: true });
  await signUp(mira, link, { name: "mira", password: "staple battery horse" });
  await mira.goto(`${parley.baseUrl}/agents`);
  await expect(mira.getByRole("link", { name: /Assistant/u })).toBeVisible();
  await expect(mira.getByText("Scout")).toHaveCount(0);
  await look(mira, "agents of another account");
  await mira.goto(`${parley.baseUrl}/agents/scout/main`);
  await expect(mira.getByRole("heading", { name: "No such agent" })).toBeVisible();
});
