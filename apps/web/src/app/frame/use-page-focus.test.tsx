// @vitest-environment jsdom
import { cleanup, render, waitFor } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { usePageFocus } from "./use-page-focus.ts";

afterEach(cleanup);

function Page({ page }: { readonly page: string | null }) {
  usePageFocus(page);
  return (
    <main id="content">
      <h1>{page}</h1>
      <input aria-label="beside" />
    </main>
  );
}

it("stands on the heading of a page that one came to, unless something else has the focus", async () => {
  const { rerender, getByLabelText } = render(<Page page={null} />);
  rerender(<Page page="/settings/privacy" />);
  await waitFor(() => expect(document.activeElement?.textContent).toBe("/settings/privacy"));
  getByLabelText("beside").focus();
  rerender(<Page page="/settings/devices" />);
  await new Promise((resolve) => setTimeout(resolve, 250));
  expect(document.activeElement).toBe(getByLabelText("beside"));
});
