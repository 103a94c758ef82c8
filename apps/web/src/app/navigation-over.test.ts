import { createMemoryHistory } from "@tanstack/react-router";
import { expect, it } from "vitest";
import { navigationOver } from "./navigation-over.ts";

it("leads on after a wait only who has stayed", () => {
  const history = createMemoryHistory({ initialEntries: ["/home"] });
  const navigation = navigationOver(history);
  const late = navigation.fromHere();
  const stayed = navigation.fromHere();
  stayed({ at: "home", roomId: "!joined" });
  expect(history.location.pathname).toBe("/home/!joined");
  late({ at: "home", roomId: "!other" });
  expect(history.location.pathname).toBe("/home/!joined");
  const replacing = navigation.fromHere();
  replacing({ at: "activity" }, { replace: true });
  expect([history.location.pathname, history.length]).toEqual(["/activity", 2]);
});

it("goes to a message again that the address names, and to nothing else twice", () => {
  const history = createMemoryHistory({ initialEntries: ["/home/!a"] });
  const { go } = navigationOver(history);
  go({ at: "home", roomId: "!a" });
  expect(history.length).toBe(1);
  go({ at: "home", roomId: "!a", eventId: "$said" });
  go({ at: "home", roomId: "!a", eventId: "$said" });
  expect([history.location.pathname, history.length]).toEqual(["/home/!a/said", 3]);
});
