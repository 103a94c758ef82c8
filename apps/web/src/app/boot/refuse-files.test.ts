// @vitest-environment jsdom
import { fireEvent } from "@testing-library/react";
import { beforeAll, expect, it } from "vitest";
import { refuseFiles } from "./refuse-files.ts";

beforeAll(() => refuseFiles(window));

const held = (types: readonly string[]) => ({ types, dropEffect: "copy" });
/** Whether the browser would do with it what it does by itself. */
const left = (target: Element, name: "dragOver" | "drop", dataTransfer: object) =>
  fireEvent[name](target, { dataTransfer });

it.each(["dragOver", "drop"] as const)("leaves no file to the browser: %s", (name) => {
  const files = held(["Files"]);
  expect(left(document.body, name, files)).toBe(false);
  expect(files.dropEffect).toBe("none");
});

it("keeps out of what is no file, what is taken, and a field for files", () => {
  expect(left(document.body, "drop", held(["text/plain"]))).toBe(true);
  const field = document.createElement("input");
  field.type = "file";
  const room = document.createElement("div");
  room.addEventListener("dragover", (event) => event.preventDefault());
  document.body.append(field, room);
  expect(left(field, "drop", held(["Files"]))).toBe(true);
  const files = held(["Files"]);
  expect(left(room, "dragOver", files)).toBe(false);
  expect(files.dropEffect).toBe("copy");
});
