import { describe, expect, it } from "vitest";
import type { SlashCommand } from "../../../shared/slash-commands.ts";
import { argumentOf, matchCommands, readCommand } from "./commands.ts";

const command = (name: string, argument: string | null, optional = false): SlashCommand => ({
  name,
  about: name,
  argument,
  optional,
  effect: { rewrite: {} },
});
const all = [command("me", "what"), command("shrug", "words", true), command("leave", null)];
const read = (text: string) => readCommand(text, all, "!a:x");

describe("commands", () => {
  it("stand at the start, with what follows them", () => {
    expect(read("/me waves  at all ")).toMatchObject({ kind: "command", argument: "waves  at all", skip: 4 });
    expect(read("/Shrug")).toMatchObject({ kind: "command", argument: "" });
    expect(read("/leave")).toMatchObject({ kind: "command" });
    expect(read("say /me")).toEqual({ kind: "message", skip: 0 });
  });

  it("are named when they are unknown, or when something is missing", () => {
    expect(read("/dance now")).toEqual({ kind: "unknown", name: "dance" });
    expect(read("/me  ")).toEqual({ kind: "incomplete", name: "me" });
  });

  it("are not paths and not numbers, and two slashes send one", () => {
    expect(read("/usr/bin/env")).toEqual({ kind: "message", skip: 0 });
    expect(read("/ 2")).toEqual({ kind: "message", skip: 0 });
    expect(read("//me too")).toEqual({ kind: "message", skip: 1 });
  });

  it("are offered by their beginning", () => {
    expect(matchCommands(all, "S", "!a:x").map(({ name }) => name)).toEqual(["shrug"]);
    expect(matchCommands(all, "", "!a:x")).toHaveLength(3);
  });

  it("are understood by their other names, and refused where one may not", () => {
    const kick: SlashCommand = {
      ...command("remove", "whom"),
      aliases: ["kick"],
      may: (roomId) => roomId === "!mine:x",
    };
    expect(readCommand("/kick @jun", [kick], "!mine:x")).toMatchObject({ kind: "command", command: kick });
    expect(readCommand("/kick @jun", [kick], "!a:x")).toEqual({ kind: "forbidden", name: "kick" });
    expect(matchCommands([kick], "re", "!mine:x")).toEqual([kick]);
    expect(matchCommands([kick], "kick", "!mine:x")).toEqual([kick]);
    expect(matchCommands([kick], "k", "!mine:x")).toEqual([]);
    expect(matchCommands([kick], "re", "!a:x")).toEqual([]);
  });
});

describe("what follows a command", () => {
  const told = (markdown: string, person?: "member" | "anyone") =>
    argumentOf(markdown, person === undefined ? {} : { person });

  it("begins with the id of a person from the list where it is for one, a name stays a name", () => {
    expect(told("[@Mira Lindqvist](https://matrix.to/#/%40mira%3Ax) is late", "member")).toBe("@mira:x is late");
    expect(told("@Mira Lindqvist is late", "member")).toBe("@Mira Lindqvist is late");
    expect(told("[@Jun \\[design\\]](https://matrix.to/#/%40jun%3Ax)", "member")).toBe("@jun:x");
    expect(told("@ines:other.example hi @mira", "anyone")).toBe("@ines:other.example hi @mira");
    expect(told("@nobody hi", "anyone")).toBe("@nobody hi");
  });

  it("is words elsewhere, nothing escaped, with rooms as links", () => {
    expect(told("a\\*b\\* by [@Mira](https://matrix.to/#/%40mira%3Ax)\u00a0now")).toBe("a*b* by @Mira now");
    expect(told("[#design](https://matrix.to/#/!d%3Ax?via=x)")).toBe("https://matrix.to/#/!d%3Ax?via=x");
    expect(told("[@bad](https://matrix.to/#/%zz)", "anyone")).toBe("%zz");
  });
});
