// @vitest-environment jsdom
import { act, render, screen } from "@testing-library/react";
import { Suspense } from "react";
import { expect, test } from "vitest";
import { optionalPart } from "./optional-part.ts";

test("a part that cannot be fetched leaves its place empty and the rest as it is", async () => {
  const There = optionalPart(async () => ({ word }: { readonly word: string }) => <p>{word}</p>);
  const Gone = optionalPart(() => Promise.reject(new TypeError("Failed to fetch dynamically imported module")));
  await act(async () => {
    render(
      <main>
        <Suspense>
          <There word="here" />
        </Suspense>
        <Suspense>
          <Gone />
        </Suspense>
        the rest
      </main>,
    );
  });
  expect(screen.getByRole("main").textContent).toBe("herethe rest");
});
