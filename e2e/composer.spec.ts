import { composer, invite, message, setUp, signUp } from "@parley/testkit/people";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/test.ts";

/** The rich field, which comes after the timeline. */
async function rich(page: Page) {
  const field = page.locator(".rich-field");
  await field.waitFor();
  await field.click();
  return field;
}

/** As another program leaves it in the clipboard. */
async function paste(page: Page, data: Readonly<Record<string, string>>): Promise<void> {
  await composer(page).evaluate((field, given) => {
    const clipboardData = new DataTransfer();
    for (const [type, text] of Object.entries(given)) clipboardData.setData(type, text);
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, data);
}

test("a message looks for the other as it was written: lists, names, code, what was pasted, and its edit", async ({
  parley,
  newBrowser,
}) => {
  const first = await newBrowser();
  await setUp(first, parley.setupLink() ?? "", { name: "rosa", password: "correct horse battery", server: "Atelier" });
  const invitation = await invite(first, "Atelier");
  const second = await newBrowser();
  await signUp(second, invitation, { name: "tomas", password: "staple battery horse" });

  const field = await rich(first);
  const { keyboard } = first;
  await keyboard.type("For @tom");
  await first.getByRole("option", { name: /tomas/ }).waitFor();
  await keyboard.press("Tab");
  await keyboard.type("in **bold** and ||hidden|| :)");
  await keyboard.press("Space");
  await keyboard.press("Shift+Enter");
  await keyboard.type("- one");
  await keyboard.press("Shift+Enter");
  await keyboard.type("two");
  await expect(field.locator("li")).toHaveText(["one", "two"]);

  // A reload keeps the draft, form and all.
  await first.waitForTimeout(600);
  await first.reload();
  await rich(first);
  await expect(field.locator("li")).toHaveText(["one", "two"]);
  await expect(field.locator(".pill")).toHaveText("@tomas");
  await keyboard.press("Control+End");
  await keyboard.press("Enter");

  const arrived = message(second, "For @tomas").last();
  await expect(arrived.locator("li")).toHaveText(["one", "two"]);
  await expect(arrived.locator("strong, b").filter({ hasText: "bold" })).toBeVisible();
  await expect(arrived.getByRole("link", { name: "@tomas" }).or(arrived.getByText("@tomas")).first()).toBeVisible();
  await expect(arrived).toContainText("🙂");
  await expect(field).toHaveText("");

  // What is pasted keeps its form, loses what runs, and can be undone.
  await paste(first, {
    // As word processors say it: with styles, in a <b> that is none.
    "text/html":
      '<b style="font-weight:normal"><p>from <span style="font-weight:700">elsewhere</span></p></b>' +
      '<script>document.title = "broken"</script>',
    "text/plain": "from elsewhere",
  });
  await expect(field.locator("strong")).toHaveText("elsewhere");
  await keyboard.press("Control+z");
  await expect(field).toHaveText("");
  // What comes all at once, as dictated, means what it says; one undo gives the letters back.
  await field.fill("a **weight** to carry");
  await expect(field.locator("strong")).toHaveText("weight");
  await keyboard.press("Control+z");
  await expect(field).toHaveText("a **weight** to carry");
  await field.fill("");
  await paste(first, {
    "text/plain": "const a = 1;\nconst b = 2;",
    "vscode-editor-data": JSON.stringify({ mode: "typescript" }),
  });
  await keyboard.press("Control+Enter");
  await expect(second.getByRole("log").locator("pre")).toContainText("const b = 2;");

  // ↑ takes the last message up again, as it looks.
  await expect(field).toHaveText("");
  await keyboard.press("ArrowUp");
  await expect(field.locator("pre")).toContainText("const b = 2;");
  await keyboard.press("Escape");
  await expect(field).toHaveText("");

  await keyboard.type("/dance");
  await keyboard.press("Enter");
  await expect(first.getByRole("alert").filter({ hasText: "There is no command /dance" })).toBeVisible();
  await keyboard.press("Control+a");
  await keyboard.type("/me waves");
  await keyboard.press("Enter");
  await expect(message(second, "waves").last()).toBeVisible();

  await first.getByRole("button", { name: "Emoji", exact: true }).click();
  await first.getByRole("combobox", { name: "Search emoji" }).fill("tada");
  await expect(first.getByRole("option", { name: "party popper" })).toBeVisible();
  await keyboard.press("Enter");
  await keyboard.press("Enter");
  await expect(message(second, "🎉").last()).toBeVisible();
});
