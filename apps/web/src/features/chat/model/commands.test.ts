import { describe, expect, it } from "vitest";
import type { SlashCommand } from "../../../shared/slash-commands.ts";
import { matchCommands, readCommand } from "./commands.ts";

const command = (name: string, argument: string | null, optional = false): SlashCommand => ({
  name,
  about: name,
  argument,
  optional,
  effect: { rewrite: {} },
});
const all = [command("me", "what"), command("shrug", "words", true), command("leave", null)];
const read = (text: string) => readCommand(text, all);

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
    expect(matchCommands(all, "S").map(({ name }) => name)).toEqual(["shrug"]);
    expect(matchCommands(all, "")).toHaveLength(3);
  });
});
