import { setUp } from "@parley/testkit/people";
import { fakeKey, startFakeProvider } from "@parley/testkit/providers";
import { expect, test } from "./support/test.ts";

test("an agent is told when its conversations begin anew; one that does says so, and its model is shown nothing of before", async ({
  parley,
  newBrowser,
}) => {
  test.setTimeout(240_000);
  const provider = await startFakeProvider();
  try {
    const rosa = await newBrowser();
    const who = { name: "rosa", password: "correct horse battery", server: "Atelier" };
    await setUp(rosa, parley.setupLink() ?? "", who, 120_000);
    await rosa.goto(`${parley.baseUrl}/settings/models`);
    await rosa.getByRole("button", { name: "Add a provider with a key" }).click();
    await rosa.getByRole("combobox", { name: "Kind" }).click();
    await rosa.getByRole("option", { name: "OpenAI-compatible" }).click();
    await rosa.getByLabel("Name", { exact: true }).fill("Harbour");
    await rosa.getByLabel("Address").fill(`${provider.url}/v1`);
    await rosa.getByLabel("Key", { exact: true }).fill(fakeKey);
    await rosa.getByLabel("Model 1").fill("small");
    await rosa.getByRole("button", { name: "Add provider" }).click();
    await expect(rosa.getByRole("article", { name: "Harbour" })).toBeVisible();

    await rosa.goto(`${parley.baseUrl}/agents`);
    await rosa.getByRole("button", { name: "Create agent" }).click();
    const dialog = rosa.getByRole("dialog", { name: "Create an agent" });
    await dialog.getByLabel("Name", { exact: true }).fill("Scout");
    await dialog.getByText("After a pause").click();
    await dialog.getByRole("button", { name: "Create agent" }).click();
    const log = rosa.getByRole("log");
    const say = async (words: string, answer: string) => {
      provider.answer({ parts: [{ type: "text", text: answer }] });
      await rosa.getByRole("textbox", { name: "Message Scout" }).fill(words);
      await rosa.getByRole("textbox", { name: "Message Scout" }).press("Enter");
      await expect(log.getByText(answer)).toBeVisible();
    };
    await say("Name a beast", "A whale.");
    await expect(rosa.getByText(/^Begun anew on/u)).toHaveCount(0);
    await rosa.getByRole("list", { name: "Conversations" }).getByRole("listitem").first().hover();
    await rosa
      .getByRole("button", { name: /^More: / })
      .first()
      .click();
    await rosa.getByRole("menuitem", { name: "Delete" }).click();
    await rosa.getByRole("button", { name: "Begin anew" }).click();
    // Where one looks at it, at once.
    await expect(rosa.getByText(/^Begun anew on/u)).toBeVisible();
    await expect(log.getByRole("article")).toHaveCount(0);
    await say("And one that flies", "An owl.");
    expect(JSON.stringify(provider.requests.at(-1)?.body)).not.toContain("whale");
    await rosa.reload();
    await expect(rosa.getByText(/^Begun anew on/u)).toBeVisible();
    await expect(log.getByRole("article")).toHaveCount(2);
  } finally {
    await provider.close();
  }
});
