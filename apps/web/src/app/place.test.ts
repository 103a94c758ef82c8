import { describe, expect, it } from "vitest";
import { hrefOf, type Place } from "../shared/navigation.ts";
import { isNamedIn, placeAbove, placeOf } from "./place.ts";

const places: readonly Place[] = [
  { at: "chats" },
  { at: "home" },
  { at: "home", roomId: "!abc:example.org" },
  { at: "space", spaceId: "!Kmj-av_s" },
  { at: "space", spaceId: "!Kmj-av_s", roomId: "!a/b%c:localhost" },
  { at: "home", roomId: "!abc:example.org", eventId: "$Kmj/av_s" },
  { at: "space", spaceId: "!Kmj-av_s", roomId: "!abc", eventId: "$event" },
  { at: "activity" },
  { at: "agents" },
  { at: "agents", agentId: "scout" },
  { at: "agents", agentId: "scout", conversation: "web-a b" },
  { at: "agents", agentId: "scout", conversation: "main", runId: "run_1" },
  { at: "settings" },
  { at: "settings", page: "devices" },
  { at: "status" },
];

describe("addresses", () => {
  it.each(places)("lead back to %j", (place) => {
    expect(placeOf(hrefOf(place).replace(/\/$/, "") || "/")).toEqual(place);
  });
  it.each(["/sign-in", "/setup", "/invite", "/recovery", "/nowhere"])("%s stands outside the frame", (path) => {
    expect(placeOf(path)).toBeNull();
  });
  it.each(["/s/!abc:x/!r", "/s/!abc%3Ax", "/s/%21abc%3ax"])("name a space however it is written: %s", (path) => {
    expect(isNamedIn(path, "!abc:x")).toBe(true);
    expect(isNamedIn(path, "!abc")).toBe(false);
  });
  it("survive a percent sign that means nothing", () => {
    expect(placeOf("/home/%zz")).toEqual({ at: "home", roomId: "%zz" });
  });
  it.each(["/home/!r/$event", "/home/!r/%24event", "/home/!r/event"])(
    "name an event with its sign or without: %s",
    (path) => {
      expect(placeOf(path)).toEqual({ at: "home", roomId: "!r", eventId: "$event" });
    },
  );
  it("have a level above", () => {
    expect(placeAbove({ at: "settings", page: "devices" })).toEqual({ at: "settings" });
    expect(placeAbove({ at: "space", spaceId: "!s", roomId: "!r" })).toEqual({ at: "chats" });
  });
});
