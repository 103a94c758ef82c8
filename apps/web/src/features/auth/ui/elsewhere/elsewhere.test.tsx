// @vitest-environment jsdom
import { AppError } from "@parley/kernel";
import type { Elsewhere, FoundHomeserver, SignInTicket } from "@parley/matrix";
import { buildSession } from "@parley/testkit";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { sharedStrings } from "../../../../shared/strings/index.ts";
import { createFakeMatrix, createFakeParley, renderInWorld } from "../../../../shared/testing/fake-world.tsx";
import { findElsewhere } from "../../model/find-elsewhere.ts";
import { keepTicket, takeTicket } from "../../model/ticket.ts";
import { strings as sayings } from "../../strings/index.ts";
import { SignInPage } from "../SignInPage.tsx";
import { ElsewherePage } from "./ElsewherePage.tsx";
import { HomeserverPage } from "./HomeserverPage.tsx";
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

function draw(page: ReactNode, over: Partial<Elsewhere> = {}, otherHomeservers: "none" | "any" | string[] = "any") {
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
  return { parley, ...renderInWorld(page, { parley, matrix: createFakeMatrix({ elsewhere }) }) };
}
const openChoice = (...more: [Partial<Elsewhere>?, ("none" | "any" | string[])?]) => draw(<ElsewherePage />, ...more);

/** As after a reload: the address alone says which one. Each test has a name of its own: what was found is remembered. */
let count = 0;
function openHomeserver(over: Partial<Elsewhere> = {}, more: Partial<FoundHomeserver> = {}) {
  count += 1;
  const name = `hs${count}.example`;
  history.replaceState(null, "", `/sign-in/elsewhere/${name}`);
  const there = { ...found, name, ...more };
  return { there, ...draw(<HomeserverPage />, { find: async () => there, ...over }) };
}

describe("another homeserver", () => {
  it("is offered on the sign-in page where the owner allows it", async () => {
    const { went } = draw(<SignInPage />);
    fireEvent.click(await screen.findByRole("button", { name: "Use another homeserver" }));
    expect(went).toEqual([{ at: "sign-in", elsewhere: "" }]);
    cleanup();
    draw(<SignInPage />, {}, "none");
    await screen.findByText(/To Parley at localhost/);
    expect(screen.queryByRole("button", { name: "Use another homeserver" })).toBeNull();
    cleanup();
    openChoice({}, "none");
    expect(await screen.findByText(sayings.en.elsewhereNot)).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Go on" })).toBeNull();
  });

  it("is chosen from the owner's list", async () => {
    const find = vi.fn(async () => found);
    const { went } = openChoice({ find }, ["example.org", "https://matrix.example.net"]);
    fireEvent.click(await screen.findByRole("radio", { name: "matrix.example.net" }));
    press("Go on");
    await waitFor(() => expect(find).toHaveBeenCalledWith("https://matrix.example.net"));
    await waitFor(() => expect(went).toEqual([{ at: "sign-in", elsewhere: "example.org" }]));
  });

  it.each([
    ["MATRIX_HOMESERVER_NAME", "homeserverName"],
    ["MATRIX_HOMESERVER_UNREACHABLE", "homeserverUnreachable"],
    ["MATRIX_HOMESERVER_WELL_KNOWN", "homeserverWellKnown"],
    ["MATRIX_HOMESERVER_NONE", "homeserverNone"],
    ["MATRIX_HOMESERVER_OLD", "homeserverOld"],
    ["MATRIX_HOMESERVER_INSECURE", "homeserverInsecure"],
  ] as const)("%s is said in words, and what was typed stays", async (code, words) => {
    const { went } = openChoice({
      find: async () => {
        throw new AppError(code, "technical");
      },
    });
    await screen.findByLabelText("Homeserver");
    type("Homeserver", "typo.example");
    press("Go on");
    expect((await screen.findByRole("alert")).textContent).toContain(sharedStrings.en[words]);
    expect(screen.getByLabelText("Homeserver")).toHaveProperty("value", "typo.example");
    expect(went).toEqual([]);
  });

  it.each([
    ["none", "evil.example", "before it is looked for"],
    [["example.org"], "evil.example", "before it is looked for"],
    [["https://matrix.example.org"], "a.matrix.example.org", "before it is looked for"],
    [["example.org"], "chat.example.org", "once it names an address elsewhere"],
  ] as const)("is refused with %j when the address names %s, %s", async (allowed, name, when) => {
    const find = vi.fn(async () => ({ ...found, name, baseUrl: "https://matrix.evil.example" }));
    history.replaceState(null, "", `/sign-in/elsewhere/${name}`);
    draw(<HomeserverPage />, { find }, typeof allowed === "string" ? allowed : [...allowed]);
    expect((await screen.findByRole("alert")).textContent).toContain(sharedStrings.en.homeserverNotAllowed);
    expect(find).toHaveBeenCalledTimes(when === "before it is looked for" ? 0 : 1);
    expect(screen.queryByLabelText("Password")).toBeNull();
  });

  it.each([
    ["https://matrix.evil.example", "HOMESERVER_NOT_ALLOWED"],
    ["https://matrix.example.org", "MATRIX_HOMESERVER_UNREACHABLE"],
  ])("%s that does not answer is %s: the page's policy lets it ask the list alone", async (baseUrl, code) => {
    const parley = createFakeParley();
    parley.answers["auth.discover"] = () => ({ otherHomeservers: ["example.org"] });
    const find = async () => {
      throw new AppError("MATRIX_HOMESERVER_UNREACHABLE", "no", { details: { baseUrl } });
    };
    const elsewhere = { ...createFakeMatrix().elsewhere, find };
    await expect(findElsewhere({ parley, elsewhere }, "example.org")).rejects.toMatchObject({ code });
  });

  it("says which address the setting has to name when the sign-in page lies elsewhere, before it is asked", async () => {
    const origins = ["https://matrix.example.org", "https://account.example.net"];
    const find = async (name: string) => ({ ...found, name, oauth: { host: "x", origins, canCreate: true } });
    history.replaceState(null, "", "/sign-in/elsewhere/chat.example.org");
    draw(<HomeserverPage />, { find }, ["example.org"]);
    const said = (await screen.findByRole("alert")).textContent;
    expect(said).toContain("add https://account.example.net to the setting homeservers");
    expect(screen.queryByRole("button", { name: /^Go on at/ })).toBeNull();
    cleanup();
    draw(<HomeserverPage />, { find }, ["example.org", "https://account.example.net"]);
    expect(await screen.findByRole("button", { name: "Go on at x" })).toBeTruthy();
  });

  it.each([
    [["example.org"], "@ada:example.org"],
    [["http://localhost:8008"], "localhost:8008"],
    [["https://matrix.example.org"], "https://matrix.example.org/"],
  ])("is looked for where %j covers %s", async (allowed, typed) => {
    const parley = createFakeParley();
    parley.answers["auth.discover"] = () => ({ otherHomeservers: allowed });
    const find = vi.fn(async () => ({ ...found, baseUrl: allowed[0]?.replace(/^(?!http)/, "https://") ?? "" }));
    const elsewhere = { ...createFakeMatrix().elsewhere, find };
    await findElsewhere({ parley, elsewhere }, typed);
    expect(find).toHaveBeenCalledExactlyOnceWith(typed);
  });

  it("takes the name along when a whole user id was typed", async () => {
    const { went } = openChoice({ find: async () => ({ ...found, name: "ids.example" }) });
    await screen.findByLabelText("Homeserver");
    type("Homeserver", " @ada:ids.example");
    press("Go on");
    await waitFor(() => expect(went).toEqual([{ at: "sign-in", elsewhere: "ids.example" }]));
    cleanup();
    history.replaceState(null, "", "/sign-in/elsewhere/ids.example");
    draw(<HomeserverPage />);
    expect(await screen.findByLabelText("Name")).toHaveProperty("value", "ada");
  });

  it("is found again from the address after a reload, and a fault can be tried again", async () => {
    let up = false;
    const { there } = openHomeserver({
      find: async (name) => {
        if (!up) throw new AppError("MATRIX_HOMESERVER_UNREACHABLE", "no");
        return { ...found, name };
      },
    });
    await screen.findByRole("alert");
    up = true;
    press("Try again");
    expect(await screen.findByLabelText("Password")).toBeTruthy();
    expect(screen.getByRole("heading", { name: `Sign in at ${there.name}` })).toBeTruthy();
  });

  it("takes name and password there, and asks our own server nothing about it", async () => {
    const session = buildSession();
    const signIn = vi.fn(async () => session);
    const { entered, went, parley, there } = openHomeserver({ signIn });
    await screen.findByLabelText("Name");
    type("Name", " rosa ");
    type("Password", "correct horse");
    press("Sign in");
    await waitFor(() => expect(entered).toEqual([session]));
    expect(signIn).toHaveBeenCalledWith(expect.objectContaining({ found: there, user: "rosa" }));
    expect(went).toEqual([{ at: "chats" }]);
    expect(parley.calls.map(({ method }) => method)).toEqual(["auth.discover"]);
  });

  it("keeps the ticket of a provider's page in this tab", async () => {
    const ticket = { kind: "sso", state: "s" };
    const departBySso = vi.fn(async () => ({ url: "#away", ticket }));
    const providers = [
      { id: "x", name: "Company" },
      { id: "y", name: "University" },
    ];
    openHomeserver({ departBySso }, { providers });
    fireEvent.click(await screen.findByRole("button", { name: "Go on with University" }));
    await waitFor(() => expect(location.hash).toBe("#away"));
    expect(departBySso).toHaveBeenCalledWith(
      expect.anything(),
      "y",
      expect.stringMatching(/^http:\/\/localhost(:\d+)?\/sign-in\/return$/),
    );
    expect(takeTicket()).toEqual({ ticket, next: "chats" });
    expect(takeTicket()).toBeNull();
  });

  it("offers the page of a homeserver with OAuth, and a new account there", async () => {
    const departByOAuth = vi.fn(async () => ({ url: "#away", ticket: {} }));
    openHomeserver(
      { departByOAuth },
      {
        password: false,
        oauth: { host: "account.example.org", origins: ["https://account.example.org"], canCreate: true },
      },
    );
    expect(await screen.findByRole("button", { name: "Go on at account.example.org" })).toBeTruthy();
    expect(screen.queryByLabelText("Password")).toBeNull();
    press("Make an account there");
    await waitFor(() => expect(departByOAuth).toHaveBeenCalledWith(expect.anything(), expect.anything(), true));
  });

  it("says so where no way in is known", async () => {
    openHomeserver({}, { password: false });
    expect(await screen.findByText(/offers no way to sign in/)).toBeTruthy();
  });

  it("leads whoever writes our own homeserver's name to the door of our own accounts", async () => {
    const own = { ...found, baseUrl: "http://h" };
    const { went } = openChoice({ find: async () => own }, "any");
    await screen.findByLabelText("Homeserver");
    type("Homeserver", "h.example");
    press("Go on");
    await waitFor(() => expect(went).toEqual([{ at: "sign-in" }]));
    cleanup();
    // Whatever the list says of others, and without asking for it.
    const find = vi.fn();
    history.replaceState(null, "", "/sign-in/elsewhere/h");
    const listed = draw(<HomeserverPage />, { find }, ["example.org"]);
    await waitFor(() => expect(listed.went).toEqual([{ at: "sign-in" }]));
    expect(find).not.toHaveBeenCalled();
    cleanup();
    history.replaceState(null, "", "/sign-in/elsewhere/h.example");
    const again = draw(<HomeserverPage />, { find: async () => own });
    await waitFor(() => expect(again.went).toEqual([{ at: "sign-in" }]));
    expect(screen.queryByLabelText("Password")).toBeNull();
  });

  it("is not for someone who is in already: one device runs one account", async () => {
    const { went } = renderInWorld(<ElsewherePage />, { session: buildSession() });
    await waitFor(() => expect(went).toEqual([{ at: "chats" }]));
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
    const { entered, went } = openHomeserver({ signUp: () => ({ go }) }, { signUp: true });
    fireEvent.click(await screen.findByRole("button", { name: "Make an account there" }));
    type("User name", "rosa");
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

  /** Name and password are through; `go` answers from there on. */
  async function begin(go: ReturnType<Elsewhere["signUp"]>["go"]) {
    const world = openHomeserver({ signUp: () => ({ go }) }, { signUp: true });
    fireEvent.click(await screen.findByRole("button", { name: "Make an account there" }));
    type("User name", "rosa");
    type("Password", "correct horse battery");
    press("Make account");
    return world;
  }

  it("says of a token that it is not taken, beside the field, which is to be typed anew", async () => {
    let tries = 0;
    const { there } = await begin(async () => {
      tries += 1;
      if (tries === 2) throw new AppError("MATRIX_REGISTRATION_TOKEN", "no");
      return { stage: "token" };
    });
    const field = await screen.findByLabelText("Registration token");
    fireEvent.change(field, { target: { value: "wrong" } });
    press("Go on");
    expect((await screen.findByRole("alert")).textContent).toBe(
      `${there.name} does not take this token. Check it, or ask whoever runs that homeserver.`,
    );
    const again = screen.getByLabelText<HTMLInputElement>("Registration token");
    await waitFor(() => expect(document.activeElement).toBe(again));
    expect([again.value, again.selectionStart, again.selectionEnd]).toEqual(["wrong", 0, 5]);
    // Another one is no fault yet.
    fireEvent.change(again, { target: { value: "other" } });
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("says of a page that is not finished that it is not", async () => {
    const { there } = await begin(async () => ({ stage: "page", url: "https://example.org/captcha" }));
    fireEvent.click(await screen.findByRole("link", { name: /Open the page/ }));
    press("Go on");
    expect((await screen.findByRole("alert")).textContent).toContain(
      `${there.name} says that its page is not finished`,
    );
  });

  it("confirms an address by e-mail: sends, waits, looks by itself, sends again, and takes another", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const session = buildSession();
    const answers: unknown[] = [];
    let opened = false;
    const { entered } = await begin(async (answer) => {
      answers.push(answer);
      if (answer?.stage === "email") return { stage: "email", sentTo: answer.address };
      if (answer?.stage === "email-opened") return opened ? session : { stage: "email", sentTo: "ada@example.org" };
      return { stage: "email", sentTo: null };
    });
    const field = await screen.findByLabelText("E-mail address");
    fireEvent.change(field, { target: { value: "nobody" } });
    press("Send the link");
    expect((await screen.findByRole("alert")).textContent).toContain("ada@example.org");
    expect(document.activeElement).toBe(field);
    fireEvent.change(field, { target: { value: " ada@example.org " } });
    press("Send the link");
    expect(await screen.findByText(/A link is on its way to/)).toBeTruthy();
    expect(answers.at(-1)).toEqual({ stage: "email", address: "ada@example.org" });
    press("I have opened it");
    expect(await screen.findByText(/has not been opened yet/)).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Send it again" })).toBeNull();
    await vi.advanceTimersByTimeAsync(31_000);
    const looks = answers.filter((answer) => Object(answer).stage === "email-opened").length;
    expect(looks).toBeGreaterThan(5);
    fireEvent.click(await screen.findByRole("button", { name: "Send it again" }));
    await waitFor(() => expect(answers.at(-1)).toEqual({ stage: "email", address: "ada@example.org" }));
    press("Another address");
    expect(await screen.findByLabelText("E-mail address")).toHaveProperty("value", "ada@example.org");
    press("Send the link");
    await screen.findByText(/A link is on its way to/);
    opened = true;
    await vi.advanceTimersByTimeAsync(5000);
    expect(entered).toEqual([session]);
    vi.useRealTimers();
  });

  it("keeps the letters as they are typed, says what they become, and makes the account with that", async () => {
    const signUp = vi.fn(() => ({ go: async () => buildSession() }));
    const { there } = openHomeserver({ signUp }, { signUp: true });
    fireEvent.click(await screen.findByRole("button", { name: "Make an account there" }));
    type("User name", "Ada Maria");
    const field = screen.getByLabelText("User name");
    expect(field).toHaveProperty("value", "Ada Maria");
    expect(screen.getByText(/small letters and no blanks/).textContent).toContain(`@adamaria:${there.name}`);
    type("Password", "correct horse battery");
    press("Make account");
    await waitFor(() => expect(signUp).toHaveBeenCalledWith(expect.objectContaining({ username: "adamaria" })));
    cleanup();
    openHomeserver({ signUp }, { signUp: true });
    fireEvent.click(await screen.findByRole("button", { name: "Make an account there" }));
    type("User name", "Ada");
    fireEvent.blur(screen.getByLabelText("User name"));
    expect(screen.getByLabelText("User name")).toHaveProperty("value", "ada");
  });

  it("says what cannot be done here", async () => {
    const go = async () => {
      throw new AppError("MATRIX_SIGN_UP_PHONE", "the homeserver asks for a phone number");
    };
    openHomeserver({ signUp: () => ({ go }) }, { signUp: true });
    fireEvent.click(await screen.findByRole("button", { name: "Make an account there" }));
    type("User name", "rosa");
    type("Password", "correct horse battery");
    press("Make account");
    expect((await screen.findByRole("alert")).textContent).toContain(sharedStrings.en.signUpPhone);
  });
});

describe("coming back from another page", () => {
  const arriveAt = (address: string, arrive: Elsewhere["arrive"], parley = createFakeParley()) => {
    history.replaceState(null, "", address);
    const elsewhere = { ...createFakeMatrix().elsewhere, arrive };
    return { parley, ...renderInWorld(<ReturnPage />, { parley, matrix: createFakeMatrix({ elsewhere }) }) };
  };

  it.each([
    ["setup", []],
    ["invite", []],
    ["chats", ["signIn"]],
  ] as const)("of our own homeserver goes on at %s, where what a link says is done", async (next, calls) => {
    keepTicket({ kind: "sso", state: "s", own: true }, next);
    const session = buildSession();
    const { went, parley } = arriveAt("/sign-in/return?state=s&loginToken=x", async () => session);
    await waitFor(() => expect(went).toEqual([{ at: next }]));
    expect(parley.calls.map(({ method }) => method)).toEqual(calls);
  });

  it("of our own homeserver lets nobody in whom nobody let in, and signs the device out again", async () => {
    keepTicket({ kind: "sso", state: "s", own: true }, "chats");
    const parley = createFakeParley();
    parley.signIns = [new AppError("NOT_ADMITTED", "no")];
    const session = buildSession();
    const signOut = vi.spyOn(session, "signOut").mockResolvedValue();
    const { entered } = arriveAt("/sign-in/return?state=s&loginToken=x", async () => session, parley);
    expect((await screen.findByRole("alert")).textContent).toContain(sharedStrings.en.notAdmitted);
    expect(signOut).toHaveBeenCalled();
    expect(entered).toEqual([]);
  });

  it("goes to no page that only the tab's store names", async () => {
    sessionStorage.setItem("parley:sign-in-ticket", JSON.stringify({ ticket: {}, next: "https://evil.example/" }));
    expect(takeTicket()).toEqual({ ticket: {}, next: "chats" });
  });

  it("takes the token out of the address bar at once and signs in with this tab's ticket, once", async () => {
    const ticket: SignInTicket = { kind: "sso", state: "s" };
    keepTicket(ticket, "chats");
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
