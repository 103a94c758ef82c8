import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { setUp } from "@parley/testkit/people";
import { expect, test } from "./support/test.ts";

test("the owner changes a setting in the form and in the text, is told the line of a fault, and that somebody else was faster", async ({
  parley,
  newBrowser,
}) => {
  test.setTimeout(240_000);
  const rosa = await newBrowser();
  const who = { name: "rosa", password: "correct horse battery", server: "Atelier" };
  await setUp(rosa, parley.setupLink() ?? "", who, 120_000);
  const file = join(parley.dataFolder, "parley.json5");
  const look = async (screen: string) => {
    const { violations } = await new AxeBuilder({ page: rosa }).analyze();
    expect
      .soft(
        violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`),
        screen,
      )
      .toEqual([]);
    const over = await rosa.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect.soft(over, `${screen}: wider than the window`).toBeLessThanOrEqual(0);
  };
  const save = rosa.getByRole("button", { name: "Save settings" });
  const text = rosa.getByLabel("Text of the file");

  await rosa.goto(`${parley.baseUrl}/settings/gateway`);
  await expect(rosa.getByText(/^There is no file yet/u)).toBeVisible();
  await rosa.getByLabel("Runs of agents").fill("30");
  await save.click();
  await expect(rosa.getByText("The settings were saved and are in force")).toBeVisible();
  expect(readFileSync(file, "utf8")).toContain('"keepRuns": 30');
  await look("the form");

  await rosa.getByRole("radio", { name: "Text" }).check({ force: true });
  await expect(text).toHaveValue(/"keepRuns": 30/u);
  await text.fill("// ours\n{\n  keepRuns: 30,\n  prot: 1,\n}\n");
  await expect(rosa.getByRole("region", { name: "1 fault" }).getByRole("listitem")).toHaveText(
    "Line 4: prot is not a setting",
  );
  await look("a text with a fault");
  await text.fill("// ours\n{\n  keepRuns: 60,\n}\n");
  await expect(rosa.getByRole("region", { name: "1 fault" })).toHaveCount(0);
  await save.click();
  await expect(save).toHaveCount(0);
  expect(readFileSync(file, "utf8")).toBe("// ours\n{\n  keepRuns: 60,\n}\n");

  // Who edits the file by hand is not written over: one is told while one types, and takes what is newer.
  await text.fill("{\n  keepRuns: 61,\n}\n");
  writeFileSync(file, "{\n  keepRuns: 62,\n}\n");
  await expect(rosa.getByText(/^Somebody else changed the file/u)).toBeVisible();
  await look("a file that somebody else changed");
  await rosa.getByRole("button", { name: "Take the newer one" }).click();
  await expect(text).toHaveValue("{\n  keepRuns: 62,\n}\n");
  await expect(save).toHaveCount(0);
});
