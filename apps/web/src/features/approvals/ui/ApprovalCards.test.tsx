// @vitest-environment jsdom
import { AppError } from "@parley/kernel";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { createFakeParley, renderInWorld } from "../../../shared/testing/fake-world.tsx";
import { ApprovalCards } from "./ApprovalCards.tsx";

afterEach(cleanup);

const approval = (part: object = {}) => ({
  id: "ask-1",
  kind: "exec",
  run: null,
  tool: null,
  account: "@rosa:localhost",
  request: {
    command: "npm publish",
    commandArgv: ["npm", "publish", "--tag", "next one"],
    cwd: "/work",
    resolvedPath: "/usr/bin/npm",
    agentId: "scout",
  },
  hash: "00",
  createdAtMs: 0,
  expiresAtMs: Date.now() + 600_000,
  state: "pending",
  decision: null,
  resolvedBy: null,
  resolvedAtMs: null,
  alwaysOffered: false,
  ...part,
});

async function open(resolve: () => unknown, asked = approval()) {
  const parley = createFakeParley();
  let pending = [asked];
  parley.answers = {
    "exec.approval.list": () => ({ approvals: pending }),
    "agents.list": () => ({ agents: [{ id: "scout", name: "Scout" }] }),
    "exec.approval.resolve": () => {
      const answer = resolve();
      pending = [];
      return answer;
    },
  };
  await parley.signIn();
  renderInWorld(<ApprovalCards />, { parley });
  return parley;
}

it("shows who asks and exactly what, allows once, and shrinks to a line", async () => {
  const parley = await open(() => ({ ok: true }));
  expect(await screen.findByRole("article", { name: "Scout wants to run a program" })).toBeTruthy();
  expect(screen.getByText("npm publish --tag 'next one'")).toBeTruthy();
  expect(screen.getByText("/work")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Always allow" })).toBeNull();
  fireEvent.click(screen.getByRole("button", { name: "Allow once" }));
  expect(await screen.findByText(/^Allowed once: npm publish/u)).toBeTruthy();
  expect(screen.queryByRole("article")).toBeNull();
  expect(parley.calls).toContainEqual({
    method: "exec.approval.resolve",
    params: { id: "ask-1", decision: "allow-once" },
  });
});

it("says that somebody else was faster, and what an answer that did not arrive means", async () => {
  let code = "CONFLICT";
  await open(() => {
    throw new AppError(code, "no");
  });
  fireEvent.click(await screen.findByRole("button", { name: "Deny" }));
  expect(await screen.findByText(/Somebody else has answered/u)).toBeTruthy();
  code = "CLIENT_OFFLINE";
  fireEvent.click(screen.getByRole("button", { name: "Allow once" }));
  expect(await screen.findByText(/nothing was allowed by it/u)).toBeTruthy();
});

it("vanishes when it is answered elsewhere", async () => {
  const parley = await open(() => ({ ok: true }));
  await screen.findByRole("article");
  parley.answers["exec.approval.list"] = () => ({ approvals: [] });
  parley.emit("exec.approval.resolved", { id: "ask-1", decision: "deny", resolvedBy: "@mira:localhost", ts: 1 });
  await waitFor(() => expect(screen.queryByRole("article")).toBeNull());
});

it("shows a call of a tool with all that it is given", async () => {
  const tool = {
    name: "message_send",
    input: { to: "x\u202ey" },
    target: "@mira:localhost",
    reason: "It was on the web.",
  };
  await open(() => ({ ok: true }), approval({ kind: "tool", tool, alwaysOffered: true }));
  expect(await screen.findByRole("article", { name: "Scout wants to use message_send" })).toBeTruthy();
  expect(screen.getByText(/x\\u\{202e\}y/u)).toBeTruthy();
  expect(screen.getByText("It was on the web.")).toBeTruthy();
  expect(screen.getByRole("button", { name: "Always allow" })).toBeTruthy();
});
