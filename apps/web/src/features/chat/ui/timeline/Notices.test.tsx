// @vitest-environment jsdom
import { buildNotice, buildSession } from "@parley/testkit";
import { cleanup } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { choose } from "../../../../shared/messages.ts";
import { es } from "../../strings/es.ts";
import { renderChat } from "../testing/render-chat.tsx";
import { Notices } from "./Notices.tsx";

afterEach(cleanup);

it("sets each name in its own direction, and the sentence in the reader's", () => {
  const items = [
    buildNotice({ actorName: "ليلى" }),
    buildNotice({ actorName: "Jun" }),
    buildNotice({ actorName: "Jun", notice: { kind: "topic", value: "מסכים" } }),
  ];
  const { container } = renderChat(buildSession({}), <Notices items={items} kind="room" />);
  const line = container.querySelector("p");
  expect(line?.textContent).toBe("ليلى and Jun joined · Jun set the topic: מסכים");
  expect(line?.hasAttribute("dir")).toBe(false);
  expect([...(line?.querySelectorAll("bdi") ?? [])].map((name) => name.textContent)).toEqual([
    "ليلى",
    "Jun",
    "Jun",
    "מסכים",
  ]);
});

it("says who let whom in", () => {
  const notice = { kind: "let-in", subjectName: "Inês" } as const;
  const items = [buildNotice({ actorName: "Rosa", notice })];
  const { container } = renderChat(buildSession({}), <Notices items={items} kind="channel" />);
  expect(container.querySelector("p")?.textContent).toBe("Rosa let Inês in");
});

it.each([
  ["room", "Jun created this room"],
  ["channel", "Jun created this channel"],
  ["direct", "Jun began this conversation"],
] as const)("calls a %s what it is", (kind, words) => {
  const items = [buildNotice({ actorName: "Jun", notice: { kind: "created" } })];
  const { container } = renderChat(buildSession({}), <Notices items={items} kind={kind} />);
  expect(container.querySelector("p")?.textContent).toBe(words);
});

it("says of several what several do, also in a language whose verbs know it", () => {
  const of = (kind: "permissions" | "pinned") =>
    ["Jun", "Rosa"].map((actorName) => buildNotice({ actorName, subjectId: `@${actorName}:x`, notice: { kind } }));
  const items = [...of("permissions"), ...of("pinned")];
  const { container } = renderChat(buildSession({}), <Notices items={items} kind="room" />);
  expect(container.querySelector("p")?.textContent).toBe(
    "Jun and Rosa changed who may do what · Jun and Rosa pinned messages",
  );
  expect(choose(es.noticePermissions, "es", 2)).toContain("han cambiado");
});
