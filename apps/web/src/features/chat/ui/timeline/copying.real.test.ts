import { expect, it } from "vitest";
import { inBrowser, openStage } from "../../../../shared/testing/stage.ts";

const stage = openStage();

inBrowser("copying over several messages", () => {
  it("takes what is read, and nothing that is said to screen readers alone", async () => {
    const page = await stage.open("s/!atelier/!design", 1280);
    await page
      .getByRole("button", { name: /Take yours back/ })
      .first()
      .waitFor({ timeout: 60_000 });
    const copied = await page.evaluate(() => {
      const log = [...document.querySelectorAll("[role=log]")].find((one) => one.checkVisibility());
      const selection = getSelection();
      if (log === undefined || selection === null) return "";
      selection.selectAllChildren(log);
      return selection.toString();
    });
    expect(copied).toContain("nobody has to squint again");
    expect(copied).toContain("Removing them changes no layout");
    expect(copied).not.toMatch(/Take yours back|Add yours/);
    await page.close();
  });
});
