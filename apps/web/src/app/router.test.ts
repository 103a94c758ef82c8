// @vitest-environment jsdom
import { createMemoryHistory } from "@tanstack/react-router";
import { expect, it } from "vitest";
import { createAppRouter } from "./router.tsx";

it.each(["/home/!r/$event", "/home/!r/%24event", "/home/!r/event"])(
  "reads an event from its address, with its sign or without: %s",
  (address) => {
    const router = createAppRouter();
    router.update({ history: createMemoryHistory({ initialEntries: [address] }) });
    // As the router does when the page opens.
    const { pathname } = router.buildLocation({ to: router.latestLocation.pathname, params: true });
    expect(pathname).toBe("/home/!r/event");
  },
);
