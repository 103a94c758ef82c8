// @vitest-environment jsdom
import { AppError } from "@parley/kernel";
import type { Elsewhere, FoundHomeserver, SignInTicket } from "@parley/matrix";
import { buildSession } from "@parley/testkit";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { sharedStrings } from "../../../../shared/strings/index.ts";
import { createFakeMatrix, createFakeParley, renderInWorld } from "../../../../shared/testing/fake-world.tsx";
import { keepTicket, takeTicket } from "../../model/ticket.ts";
import { SignInPage } from "../SignInPage.tsx";
import { ReturnPage } from "./ReturnPage.tsx";

const found: FoundHomeserver = {
  name: "example.org",
  baseUrl: "https://matrix.example.org",
  password: true,
  providers: [],
  oauth: null,
  signUp: false,
};
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole("button", { name }));
const type = (label: string | RegExp, text: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value: text } });

afterEach(cleanup);
beforeEach(() => {
  history.replaceState(null, "", "/sign-in");
  sessionStorage.clear();
});

function open(over: Partial<Elsewhere> = {}, otherHomeservers: "none" | "any" | string[] = "any") {
  const parley = createFakeParley();
  parley.answers["auth.discover"] = () => ({
    setup: "done",
    mode: "embedded",
    homeserver: { baseUrl: "http://h", serverName: "localhost", state: "ready" },
    otherHomeservers,
    publicUrl: "http://localhost",
    version: "0.1.0",
  });
  const elsewhere = { ...createFakeMatrix().elsewhere, find: async () => found, ...over };
  return { parley, ...renderInWorld(<SignInPage />, { parley, matrix: createFakeMatrix({ elsewhere }) }) };
}

async function choose(name = "example.org") {
  fireEvent.click(await screen.findByRole("button", { name: "Use another homeserver" }));
  // The page is loaded when it is first asked for.
  await screen.findByRole("button", { name: "Go on" }, { timeout: 5000 });
  if (screen.queryByLabelText("Homeserver", { selector: "input" }) !== null) type("Homeserver", name);
  press("Go on");
}

describe("another homeserver", () => {
  it("is not offered where the owner allows none", async () => {
    open({}, "none");
    await screen.findByText(/To Parley at localhost/);
    expect(screen.queryByRole("button", { name: "Use another homeserver" })).toBeNull();
  });

  it("is chosen from the owner's list", async () => {
    const find = vi.fn(async () => found);
    open({ find }, ["example.org", "https://matrix.example.net"]);
    await choose();
    await waitFor(() => expect(find).toHaveBeenCalledWith("example.org"));
    expect(await screen.findByRole("heading", { name: "Sign in at example.org" })).toBeTruthy();
  });

  it.each([
    ["MATRIX_HOMESERVER_NAME", "homeserverName"],
    ["MATRIX_HOMESERVER_UNREACHABLE", "homeserverUnreachable"],
    ["MATRIX_HOMESERVER_WELL_KNOWN", "homeserverWellKnown"],
    ["MATRIX_HOMESERVER_NONE", "homeserverNone"],
    ["MATRIX_HOMESERVER_OLD", "homeserverOld"],
    ["MATRIX_HOMESERVER_INSECURE", "homeserverInsecure"],
  ] as const)("%s is said in words, and what was typed stays", async (code, words) => {
    open({
      find: async () => {
        throw new AppError(code, "technical");
      },
    });
    await choose("typo.example");
    expect((await screen.findByRole("alert")).textContent).toContain(sharedStrings.en[words]);
    expect(screen.getByLabelText("Homeserver")).toHaveProperty("value", "typo.example");
  });

  it("takes name and password there, and asks our own server nothing about it", async () => {
    const session = buildSession();
    const signIn = vi.fn(async () => session);
    const { entered, went, parley } = open({ signIn });
    await choose();
    await screen.findByRole("heading", { name: "Sign in at example.org" });
    type("Name", " rosa ");
    type("Password", "correct horse");
    press("Sign in");
    await waitFor(() => expect(entered).toEqual([session]));
    expect(signIn).toHaveBeenCalledWith(expect.objectContaining({ found, user: "rosa" }));
    expect(went).toEqual([{ at: "chats" }]);
    expect(new Set(parley.calls.map(({ method }) => method))).toEqual(new Set(["auth.discover"]));
  });

  it("keeps the ticket of a provider's page in this tab", async () => {
    const ticket = { kind: "sso", state: "s" };
    const departBySso = vi.fn(async () => ({ url: "#away", ticket }));
    const providers = [
      { id: "x", name: "Company" },
      { id: "y", name: "University" },
    ];
    open({ find: async () => ({ ...found, providers }), departBySso });
    await choose();
    fireEvent.click(await screen.findByRole("button", { name: "Go on with University" }));
    await waitFor(() => expect(location.hash).toBe("#away"));
    expect(departBySso).toHaveBeenCalledWith(
      expect.anything(),
      "y",
      expect.stringMatching(/^http:\/\/localhost(:\d+)?\/sign-in\/return$/),
    );
    expect(takeTicket()).toEqual(ticket);
    expect(takeTicket()).toBeNull();
  });

  it("offers the page of a homeserver with OAuth, and a new account there", async () => {
    const departByOAuth = vi.fn(async () => ({ url: "#away", ticket: {} }));
    open({
      find: async () => ({ ...found, password: false, oauth: { host: "account.example.org", canCreate: true } }),
      departByOAuth,
    });
    await choose();
    expect(await screen.findByRole("button", { name: "Go on at account.example.org" })).toBeTruthy();
    expect(screen.queryByLabelText("Password")).toBeNull();
    press("Make an account there");
    await waitFor(() => expect(departByOAuth).toHaveBeenCalledWith(expect.anything(), expect.anything(), true));
  });

  it("says so where no way in is known", async () => {
    open({ find: async () => ({ ...found, password: false }) });
    await choose();
    expect(await screen.findByText(/offers no way to sign in/)).toBeTruthy();
  });
});

describe("a new account elsewhere", () => {
  it("goes through what the homeserver asks for", async () => {
    const session = buildSession();
    const policies = [{ name: "Terms of use", url: "https://example.org/terms" }];
    const stages = [
      { stage: "token" },
      { stage: "terms", policies },
      { stage: "page", url: "https://example.org/captcha" },
    ] as const;
    let at = 0;
    const go = vi.fn(async () => stages[at++] ?? session);
    const { entered, went } = open({ find: async () => ({ ...found, signUp: true }), signUp: () => ({ go }) });
    await choose();
    fireEvent.click(await screen.findByRole("button", { name: "Make an account there" }));
    type("Your name", "rosa");
    type("Password", "correct horse battery");
    press("Make account");
    type(await screen.findByLabelText("Registration token").then(() => "Registration token"), "abc");
    press("Go on");
    expect((await screen.findByRole("link", { name: /Terms of use/ })).getAttribute("rel")).toContain("noopener");
    press("Go on");
    expect((await screen.findByRole("alert")).textContent).toContain("only once you accept");
    fireEvent.click(screen.getByRole("checkbox"));
    press("Go on");
    fireEvent.click(await screen.findByRole("link", { name: /Open the page/ }));
    press("Go on");
    await waitFor(() => expect(entered).toEqual([session]));
    expect(go.mock.calls).toEqual([
      [null],
      [{ stage: "token", token: "abc" }],
      [{ stage: "terms" }],
      [{ stage: "page" }],
    ]);
    expect(went).toEqual([{ at: "recovery" }]);
  });

  it("says what cannot be done here", async () => {
    const go = async () => {
      throw new AppError("MATRIX_SIGN_UP_PHONE", "the homeserver asks for a phone number");
    };
    open({ find: async () => ({ ...found, signUp: true }), signUp: () => ({ go }) });
    await choose();
    fireEvent.click(await screen.findByRole("button", { name: "Make an account there" }));
    type("Your name", "rosa");
    type("Password", "correct horse battery");
    press("Make account");
    expect((await screen.findByRole("alert")).textContent).toContain(sharedStrings.en.signUpPhone);
  });
});

describe("coming back from another page", () => {
  const arriveAt = (address: string, arrive: Elsewhere["arrive"]) => {
    history.replaceState(null, "", address);
    const elsewhere = { ...createFakeMatrix().elsewhere, arrive };
    return renderInWorld(<ReturnPage />, { matrix: createFakeMatrix({ elsewhere }) });
  };

  it("takes the token out of the address bar at once and signs in with this tab's ticket, once", async () => {
    const ticket: SignInTicket = { kind: "sso", state: "s" };
    keepTicket(ticket);
    const session = buildSession();
    let bar = "";
    const arrive = vi.fn(async () => {
      bar = location.href;
      return session;
    });
    const { entered, went } = arriveAt("/sign-in/return?state=s&loginToken=secret", arrive);
    await waitFor(() => expect(entered).toEqual([session]));
    expect(bar).not.toContain("secret");
    expect(arrive).toHaveBeenCalledExactlyOnceWith(
      ticket,
      expect.stringContaining("?state=s&loginToken=secret"),
      expect.any(String),
    );
    expect(sessionStorage).toHaveLength(0);
    expect(went).toEqual([{ at: "chats" }]);
  });

  it("asks nobody when this tab began nothing", async () => {
    const arrive = vi.fn();
    const { went } = arriveAt("/sign-in/return#state=x&code=stolen", arrive);
    expect((await screen.findByRole("alert")).textContent).toContain(sharedStrings.en.signInStale);
    expect(arrive).not.toHaveBeenCalled();
    expect(location.hash).toBe("");
    press("Begin again");
    expect(went).toEqual([{ at: "sign-in" }]);
  });
});
