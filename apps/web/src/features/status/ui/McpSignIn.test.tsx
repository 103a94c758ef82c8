// @vitest-environment jsdom
import { AppError } from "@parley/kernel";
import type { ResultOf } from "@parley/protocol";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { afterEach, expect, it, vi } from "vitest";
import { createFakeParley, renderInWorld } from "../../../shared/testing/fake-world.tsx";
import { handOver, takeReturned } from "../model/signed-in.ts";
import { McpSection } from "./McpSection.tsx";
import { SignedInPage } from "./SignedInPage.tsx";

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  history.replaceState(null, "", "/");
});

type Server = ResultOf<"stack.status">["mcpServers"][number];
const server: Server = {
  name: "mail",
  kind: "http",
  state: "unconfigured",
  since: 0,
  version: null,
  restarts: 0,
  lastError: null,
  tools: 0,
  leftOut: 0,
  agents: ["*"],
  secrets: [],
  signIn: "needed",
};
function SignedIn() {
  const [now, setNow] = useState<Server>({ ...server, state: "ready", signIn: "in" });
  return <McpSection servers={[now]} onChanged={setNow} />;
}
const state = "mail.0123456789";
const url = `https://sign-in.example/authorize?state=${state}`;

it("opens the service, takes what comes back once, and says that it is connected", async () => {
  const parley = createFakeParley();
  const changed: unknown[] = [];
  parley.answers["mcp.signIn"] = () => ({ url, host: "sign-in.example", expiresAt: 1 });
  parley.answers["mcp.finishSignIn"] = () => ({ server: { ...server, state: "ready", signIn: "in" } });
  await parley.signIn();
  const open = vi.spyOn(window, "open").mockReturnValue(null);
  renderInWorld(<McpSection servers={[server]} onChanged={(one) => changed.push(one)} />, { parley });
  expect(screen.getByText("Needs sign-in")).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Sign in to mail" }));
  expect(await screen.findByText(/^sign-in\.example opens in a new window/)).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Open" }));
  expect(open.mock.calls).toEqual([[url, "_blank", "noopener,noreferrer"]]);
  expect(await screen.findByText("Waiting for you in the other window")).toBeTruthy();
  // Of another sign-in: not ours to take.
  expect(await handOver({ state: "other.1", code: "c" })).toBe(false);
  expect(await handOver({ state, code: "very-secret-code", iss: "https://sign-in.example" })).toBe(true);
  await waitFor(() => expect(changed).toEqual([{ ...server, state: "ready", signIn: "in" }]));
  const calls = parley.calls.filter(({ method }) => method === "mcp.finishSignIn");
  expect(calls.map(({ params }) => params)).toEqual([
    { state, code: "very-secret-code", iss: "https://sign-in.example" },
  ]);
  expect(screen.queryByRole("dialog")).toBeNull();
  cleanup();
  renderInWorld(<McpSection servers={[{ ...server, state: "ready", signIn: "in" }]} onChanged={() => {}} />, {
    parley,
  });
  expect(screen.getByText("Connected")).toBeTruthy();
});

it("says in a sentence why it did not come about, and begins anew", async () => {
  const parley = createFakeParley();
  let reason: string | null = "no-registration";
  parley.answers["mcp.signIn"] = () => {
    if (reason === null) return { url, host: "sign-in.example", expiresAt: 1 };
    throw new AppError("SIGN_IN_FAILED", "It did not.", { details: { reason, host: "sign-in.example" } });
  };
  parley.answers["mcp.finishSignIn"] = () => {
    throw new AppError("CODE_REFUSED", "It is over.");
  };
  await parley.signIn();
  renderInWorld(<McpSection servers={[{ ...server, signIn: "over" }]} onChanged={() => {}} />, { parley });
  expect(screen.getByText(/^The sign-in has run out/)).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Sign in to mail" }));
  expect((await screen.findByRole("alert")).textContent).toContain(
    "sign-in.example lets no program register by itself.",
  );
  for (const other of ["nowhere", "not-let", "unreachable", "garbage", "refused", "denied"]) {
    reason = other;
    fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(screen.getByRole("alert").textContent).not.toContain("register"));
    expect(screen.getByRole("alert").textContent).toContain("sign-in.example");
  }
  reason = null;
  fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  await screen.findByText(/^sign-in\.example opens/);
  expect(await handOver({ state, error: "access_denied" })).toBe(true);
  expect((await screen.findByRole("alert")).textContent).toContain("took too long or was begun elsewhere");
});

it("signs out, and says so where the service was not reached", async () => {
  const parley = createFakeParley();
  parley.answers["mcp.signOut"] = () => ({ server, withdrawn: false });
  await parley.signIn();
  renderInWorld(<SignedIn />, { parley });
  fireEvent.click(screen.getByRole("button", { name: "Sign out of mail" }));
  expect((await screen.findByRole("alert")).textContent).toContain("withdraw Parley’s access there");
});

it("the page that is come back to takes the code out of the address, and says what became of it", async () => {
  history.replaceState(null, "", `/mcp/signed-in?state=${state}&code=very-secret-code`);
  const close = vi.spyOn(window, "close").mockImplementation(() => {});
  const channel = new BroadcastChannel("parley signed in elsewhere");
  channel.onmessage = ({ data }) => channel.postMessage({ taken: data.state });
  renderInWorld(<SignedInPage />, {});
  expect([location.pathname, location.search]).toEqual(["/mcp/signed-in", ""]);
  expect(await screen.findByText("You can close this window. Parley goes on where you began.")).toBeTruthy();
  expect(close).toHaveBeenCalled();
  channel.close();
  cleanup();
  history.replaceState(null, "", "/mcp/signed-in?hello=1");
  expect(takeReturned()).toBeNull();
  renderInWorld(<SignedInPage />, {});
  expect(screen.getByText("This sign-in belongs to no open page")).toBeTruthy();
});
