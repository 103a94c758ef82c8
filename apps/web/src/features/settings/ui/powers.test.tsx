// @vitest-environment jsdom
import { signal } from "@parley/kernel";
import type { AccountPowers, Session } from "@parley/matrix";
import { buildSession } from "@parley/testkit";
import { cleanup, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { renderInWorld } from "../../../shared/testing/fake-world.tsx";
import { ToastProvider } from "../../../ui/Toast.tsx";
import { DevicesPage } from "./DevicesPage.tsx";
import { SettingsPage } from "./SettingsPage.tsx";

afterEach(cleanup);

const device = { name: "Phone", lastSeenAt: null, lastSeenIp: null, verified: true };
function sessionThat(powers: AccountPowers): Session {
  const fake = buildSession();
  const devices = async () => [
    { ...device, id: "A", current: true },
    { ...device, id: "B", current: false },
  ];
  return { ...fake, own: { ...fake.own, powers: signal(powers), devices } };
}
const draw = (powers: AccountPowers, page: "password" | "devices") =>
  renderInWorld(
    <ToastProvider>
      {page === "devices" ? <DevicesPage /> : <SettingsPage page="password" onBack={undefined} more={[]} />}
    </ToastProvider>,
    { session: sessionThat(powers) },
  );

describe("an account whose homeserver manages it on a page of its own", () => {
  const abroad = { password: false, page: "https://account.example.org/manage" };
  it("has no page for the password", () => {
    draw(abroad, "password");
    expect(screen.queryByLabelText("Current password")).toBeNull();
  });
  it("is led to that page to sign out other devices", async () => {
    draw(abroad, "devices");
    const link = await screen.findByRole("link", { name: "Manage them at account.example.org" });
    expect([link.getAttribute("href"), link.getAttribute("rel")]).toEqual([abroad.page, "noopener noreferrer"]);
    expect(screen.queryByRole("button", { name: /Sign out/ })).toBeNull();
  });
});

it("everyone else does both here", async () => {
  const all = { password: true, page: null };
  draw(all, "password");
  expect(screen.getByLabelText("Current password")).toBeTruthy();
  cleanup();
  draw(all, "devices");
  expect(await screen.findByRole("button", { name: /Sign out of all others/ })).toBeTruthy();
});
