// @vitest-environment jsdom
import { buildSession } from "@parley/testkit";
import { cleanup, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { createFakeParley, renderInWorld } from "../../../shared/testing/fake-world.tsx";
import { MembershipSettings } from "./MembershipSettings.tsx";

afterEach(cleanup);

it("says who someone of another homeserver is here, and how that ends", () => {
  const parley = createFakeParley();
  const account = { userId: "@vera:abroad.example", role: "member", createdAt: 0 } as const;
  parley.account.value = { account, scopes: ["operator.read"] };
  renderInWorld(<MembershipSettings />, { parley, session: buildSession() });
  expect(screen.getByText("@vera:abroad.example")).toBeTruthy();
  expect(screen.getByText("Member")).toBeTruthy();
  expect(screen.getByText(/within 15 minutes/)).toBeTruthy();
  cleanup();
  renderInWorld(<MembershipSettings />, { session: buildSession() });
  expect(screen.getByText(/has no session/)).toBeTruthy();
});
