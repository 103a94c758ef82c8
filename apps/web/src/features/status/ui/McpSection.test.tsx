// @vitest-environment jsdom
import { AppError } from "@parley/kernel";
import type { ResultOf } from "@parley/protocol";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { createFakeParley, renderInWorld } from "../../../shared/testing/fake-world.tsx";
import { McpSection } from "./McpSection.tsx";

afterEach(cleanup);

const server: ResultOf<"stack.status">["mcpServers"][number] = {
  name: "archive",
  kind: "http",
  state: "unconfigured",
  since: 0,
  version: null,
  restarts: 0,
  lastError: null,
  tools: 0,
  leftOut: 0,
  agents: ["*"],
  secrets: [
    { name: "Authorization", entered: false },
    { name: "X-Tenant", entered: true },
  ],
  signIn: "none",
};

it("takes a secret once, keeps what was typed where it was refused, and shows nothing of one that is there", async () => {
  const parley = createFakeParley();
  const changed: unknown[] = [];
  let refuse = true;
  parley.answers["mcp.setSecret"] = () => {
    if (refuse) throw new AppError("UNREACHABLE", "The server does not answer.", { retryable: true });
    return { server: { ...server, state: "starting" } };
  };
  await parley.signIn();
  renderInWorld(<McpSection servers={[server]} onChanged={(one) => changed.push(one)} />, { parley });
  const calls = () => parley.calls.filter(({ method }) => method === "mcp.setSecret").map(({ params }) => params);
  fireEvent.click(screen.getByRole("button", { name: "Enter Authorization" }));
  const field = () => screen.getByLabelText<HTMLInputElement>("Authorization");
  expect(field().type).toBe("password");
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByText("Enter the value.")).toBeTruthy();
  expect([calls(), screen.queryByRole("button", { name: "Remove" })]).toEqual([[], null]);
  fireEvent.change(field(), { target: { value: " Bearer k " } });
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  await screen.findByRole("alert");
  expect([field().value, changed]).toEqual([" Bearer k ", []]);
  refuse = false;
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(changed).toEqual([{ ...server, state: "starting" }]));
  expect(calls().at(-1)).toEqual({ server: "archive", name: "Authorization", value: "Bearer k" });
  await waitFor(() => expect(screen.queryByLabelText("Authorization")).toBeNull());

  fireEvent.click(screen.getByRole("button", { name: "Change X-Tenant" }));
  expect(screen.getByLabelText<HTMLInputElement>("X-Tenant").value).toBe("");
  fireEvent.click(screen.getByRole("button", { name: "Remove" }));
  await waitFor(() => expect(calls().at(-1)).toEqual({ server: "archive", name: "X-Tenant", value: null }));
});
