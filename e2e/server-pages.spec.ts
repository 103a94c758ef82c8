import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { setUp } from "@parley/testkit/people";
import { expect, test } from "./support/test.ts";

test("the owner fetches a model's file by its checksum and takes it for the default, and finds a line in the server's log", async ({
  parley,
  newBrowser,
}) => {
  test.setTimeout(240_000);
  const rosa = await newBrowser();
  const who = { name: "rosa", password: "correct horse battery", server: "Atelier" };
  await setUp(rosa, parley.setupLink() ?? "", who, 120_000);
  const look = async (screen: string) => {
    const { violations } = await new AxeBuilder({ page: rosa }).analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`);
    expect.soft(found, screen).toEqual([]);
  };

  const model = Buffer.from(`GGUF${"not much of a model. ".repeat(10_000)}`);
  const publisher = createServer((_request, response) => response.end(model));
  await new Promise<void>((resolve) => publisher.listen(0, "127.0.0.1", resolve));
  const { port } = publisher.address() as AddressInfo;
  await rosa.goto(`${parley.baseUrl}/settings/models`);
  await rosa.getByRole("button", { name: "Use a local model" }).click();
  const dialog = rosa.getByRole("dialog", { name: "Add a provider" });
  await expect(dialog.getByText(/^There is no file of a model yet/u)).toBeVisible();
  await look("no file of a model");
  await dialog.getByText("Download a file").click();
  const fetchIt = async (sum: string) => {
    await dialog.getByLabel("Address of the file").fill(`http://127.0.0.1:${port}/tiny.gguf`);
    await dialog.getByLabel("SHA-256").fill(sum);
    await dialog.getByRole("button", { name: "Download", exact: true }).click();
  };
  await fetchIt("0".repeat(64));
  await expect(dialog.getByText(/another checksum than was said/u)).toBeVisible();
  expect(existsSync(join(parley.dataFolder, "models", "tiny.gguf"))).toBe(false);
  await fetchIt(createHash("sha256").update(model).digest("hex"));
  await dialog.getByRole("checkbox", { name: "tiny.gguf" }).check();
  publisher.close();
  await look("a file of a model");
  await dialog.getByRole("button", { name: "Add provider" }).click();
  const card = rosa.getByRole("article", { name: "Local" });
  await expect(card.getByText("Default", { exact: true })).toBeVisible();
  await expect(card.getByText("tiny.gguf")).toBeVisible();

  await rosa.goto(`${parley.baseUrl}/settings/log`);
  const lines = rosa.getByRole("region", { name: "Lines of the log" });
  await expect(lines).toContainText("INFO");
  await rosa.getByRole("searchbox", { name: "Find in the log" }).fill("zebra crossing");
  await expect(rosa.getByText("No such line")).toBeVisible();
  await rosa.getByRole("searchbox", { name: "Find in the log" }).fill("download");
  await expect(lines).toContainText(/download/iu);
  await look("the server's log");
});
