// @vitest-environment jsdom
import { AppError } from "@parley/kernel";
import type { FoundHomeserver } from "@parley/matrix";
import { buildRoom, buildSession, buildSpace } from "@parley/testkit";
import { cleanup, fireEvent, renderHook, screen, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createFakeMatrix, createFakeParley, renderInWorld } from "../../../shared/testing/fake-world.tsx";
import { takeTicket } from "../model/ticket.ts";
import { strings as sayings } from "../strings/index.ts";
import { InvitePage } from "./InvitePage.tsx";
import { SetUpPage } from "./SetUpPage.tsx";
import { SignInPage } from "./SignInPage.tsx";

const discovery = (over: object = {}) => ({
  setup: "done",
  mode: "embedded",
  homeserver: { baseUrl: "http://h", serverName: "localhost", state: "ready" },
  publicUrl: "http://localhost",
  version: "0.1.0",
  ...over,
});
const type = (label: string | RegExp, text: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value: text } });
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole("button", { name }));

afterEach(cleanup);
beforeEach(() => {
  history.replaceState(null, "", "/");
  sessionStorage.clear();
});

describe("the sign-in page", () => {
  function open(signIn: () => Promise<never> | Promise<ReturnType<typeof buildSession>>) {
    const parley = createFakeParley();
    parley.answers["auth.discover"] = () => discovery();
    return { parley, ...renderInWorld(<SignInPage />, { parley, matrix: createFakeMatrix({ signIn }) }) };
  }
  it("signs in and goes to the chats", async () => {
    const session = buildSession();
    const signIn = vi.fn(async () => session);
    const { went, entered } = open(signIn);
    await screen.findByText(/To Parley at localhost/);
    type("Name", " rosa ");
    type("Password", "correct horse");
    press("Sign in");
    await waitFor(() => expect(entered).toEqual([session]));
    expect(signIn).toHaveBeenCalledWith(expect.objectContaining({ user: "rosa", homeserverUrl: "http://h" }));
    expect(went).toEqual([{ at: "chats" }]);
  });
  it("leads somebody who is signed in to the chats: no second account beside the first", async () => {
    const { went } = renderInWorld(<SignInPage />, { session: buildSession() });
    expect(went).toEqual([{ at: "chats" }]);
    expect(screen.queryByRole("button", { name: "Sign in" })).toBeNull();
  });
  it("says what is missing beside the field, before anything is sent", async () => {
    const signIn = vi.fn();
    open(signIn);
    await screen.findByText(/To Parley at localhost/);
    press("Sign in");
    const field = screen.getByLabelText("Name");
    expect(field.getAttribute("aria-invalid")).toBe("true");
    const described = document.getElementById(field.getAttribute("aria-describedby")?.split(" ")[0] ?? "");
    expect(described?.textContent).toContain("Choose a name");
    expect(signIn).not.toHaveBeenCalled();
  });
  it("says in words that the password is wrong, with the details apart", async () => {
    open(async () => {
      throw new AppError("MATRIX_WRONG_PASSWORD", "M_FORBIDDEN");
    });
    await screen.findByText(/To Parley at localhost/);
    type("Name", "rosa");
    type("Password", "wrong");
    press("Sign in");
    expect((await screen.findByRole("alert")).textContent).toContain("do not match");
    expect(screen.queryByText(/M_FORBIDDEN/)).toBeNull();
    press("Details");
    expect(screen.getByText(/M_FORBIDDEN/)).toBeTruthy();
  });
  it("asks for the password again where it was wrong: it is selected, to be typed over", async () => {
    open(async () => {
      throw new AppError("MATRIX_WRONG_PASSWORD", "M_FORBIDDEN");
    });
    await screen.findByText(/To Parley at localhost/);
    type("Name", "rosa");
    type("Password", "wrong");
    press("Sign in");
    await screen.findByRole("alert");
    const field = screen.getByLabelText<HTMLInputElement>("Password");
    expect(document.activeElement).toBe(field);
    expect([field.selectionStart, field.selectionEnd]).toEqual([0, 5]);
  });
  it("leads to the first field that is missing", async () => {
    open(vi.fn());
    await screen.findByText(/To Parley at localhost/);
    type("Name", "rosa");
    press("Sign in");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText("Password")));
  });
  it("shows and hides the password", async () => {
    open(vi.fn());
    await screen.findByText(/To Parley at localhost/);
    press("Show password");
    expect(screen.getByLabelText("Password").getAttribute("type")).toBe("text");
    press("Hide password");
    expect(screen.getByLabelText("Password").getAttribute("type")).toBe("password");
  });
});

describe("the set-up page", () => {
  const needed = discovery({
    setup: "needed",
    homeserver: { baseUrl: "http://h", serverName: null, state: "unconfigured" },
  });
  function open(hash: string, answer: object = needed) {
    history.replaceState(null, "", `/setup${hash}`);
    const parley = createFakeParley();
    parley.answers["auth.discover"] = () => answer;
    const session = buildSession();
    const signUp = vi.fn(async () => session);
    const world = renderInWorld(<SetUpPage />, { parley, matrix: createFakeMatrix({ signUp }) });
    return { parley, session, signUp, ...world };
  }
  const code = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOP-";

  it("takes the code out of the address bar, shows the resulting id, and leads to the recovery key", async () => {
    const { parley, session, entered, went } = open(`#${code}`);
    parley.answers["accounts.prepareOwner"] = () => ({
      serverName: "localhost",
      baseUrl: "http://h",
      registrationToken: "t",
    });
    await screen.findByLabelText("User name");
    expect(location.href).not.toContain(code);
    type("Name of your first server", "Atelier");
    expect(screen.getByText(/Small letters a–z, digits and/u)).toBeTruthy();
    type("User name", "Ána Ü");
    expect(screen.getByText(/A name can hold the letters a–z/u)).toBeTruthy();
    type("User name", "Rosa");
    expect(screen.getByText("@rosa:localhost")).toBeTruthy();
    type("Password", "correct horse battery");
    expect(screen.getByText("Strong.")).toBeTruthy();
    press("Create and sign in");
    await waitFor(() => expect(entered).toEqual([session]));
    expect(parley.calls.find(({ method }) => method === "accounts.prepareOwner")?.params).toEqual({
      code,
      serverName: "localhost",
    });
    expect(went).toEqual([{ at: "recovery" }]);
  });
  it("keeps the code over a reload of the tab, until it is used", async () => {
    open(`#${code}`);
    await screen.findByLabelText("User name");
    cleanup();
    // What a reload leaves: the path without the code, and the tab's store; the module is new.
    vi.resetModules();
    const fresh = await import("./use-link-code.ts");
    history.replaceState(null, "", "/setup");
    const read = () => renderHook(() => fresh.useLinkCode()).result.current.code;
    expect(read()).toBe(code);
    history.replaceState(null, "", "/invite");
    expect(read()).toBeNull();
    history.replaceState(null, "", "/setup");
    fresh.forgetLinkCode();
    expect(read()).toBeNull();
    expect(sessionStorage).toHaveLength(0);
  });
  it("asks for the domain when there is to be one, and refuses what is none", async () => {
    const { parley } = open(`#${code}`);
    await screen.findByLabelText("User name");
    fireEvent.click(screen.getByLabelText(/Under my domain/));
    type("Domain", "https://nope");
    type("Name of your first server", "Atelier");
    type("User name", "rosa");
    type("Password", "correct horse battery");
    press("Create and sign in");
    expect(screen.getByText(/This is no domain/)).toBeTruthy();
    expect(parley.calls.map(({ method }) => method)).toEqual(["auth.discover"]);
  });
  it("says how to print a new link when this one was used", async () => {
    const { parley } = open(`#${code}`);
    parley.answers["accounts.prepareOwner"] = () => {
      throw new AppError("CODE_REFUSED", "used");
    };
    await screen.findByLabelText("User name");
    type("Name of your first server", "Atelier");
    type("User name", "rosa");
    type("Password", "correct horse battery");
    press("Create and sign in");
    expect(await screen.findByText("npm start -- --setup-link")).toBeTruthy();
  });
  it.each([code.slice(0, -1), `${code}x`, "%"])("says that a link is incomplete: #%s", async (cut) => {
    open(`#${cut}`);
    expect(await screen.findByText(sayings.en.linkCutTitle)).toBeTruthy();
    expect([location.hash, sessionStorage.length]).toEqual(["", 0]);
  });
  it("takes no full stop for a part of the code", async () => {
    open(`#${code}.`);
    expect(await screen.findByLabelText("User name")).toBeTruthy();
  });
  it("says at once that the disk of the server is full, and keeps the link", async () => {
    const { parley } = open(`#${code}`);
    parley.answers["accounts.prepareOwner"] = () => {
      throw new AppError("PART_DOWN", "The disk is full.", { retryable: true, details: { cause: "disk-full" } });
    };
    await screen.findByLabelText("User name");
    type("Name of your first server", "Atelier");
    type("User name", "rosa");
    type("Password", "correct horse battery");
    press("Create and sign in");
    expect((await screen.findByRole("alert")).textContent).toContain("free some space there");
    expect(sessionStorage).toHaveLength(1);
    expect(screen.getByLabelText("User name")).toHaveProperty("value", "rosa");
  });
  it("leads to the sign-in page when there is an owner", async () => {
    const { went } = open(`#${code}`, discovery());
    press((await screen.findByRole("button")).textContent ?? "");
    expect(went).toEqual([{ at: "sign-in" }]);
  });
});

describe("the invitation page", () => {
  it.each(["%", "abc%E0%A4", "%zz", "x".repeat(42), "x".repeat(44)])(
    "says that the link is incomplete: #%s",
    async (hash) => {
      history.replaceState(null, "", `/invite#${hash}`);
      const parley = createFakeParley();
      renderInWorld(<InvitePage />, { parley, matrix: createFakeMatrix({}) });
      expect(await screen.findByText("The invitation is incomplete")).toBeTruthy();
      expect(parley.calls).toEqual([]);
      expect(location.hash).toBe("");
    },
  );
  it("says so too of what the server does not take as a code, and that a used one is no more", async () => {
    for (const [fault, title] of [
      ["BAD_PARAMS", "The invitation is incomplete"],
      ["CODE_REFUSED", sayings.en.inviteRefusedTitle],
    ] as const) {
      history.replaceState(null, "", `/invite#${"x".repeat(43)}`);
      const parley = createFakeParley();
      parley.answers["invites.look"] = () => {
        throw new AppError(fault, "no");
      };
      renderInWorld(<InvitePage />, { parley, matrix: createFakeMatrix({}) });
      expect(await screen.findByText(title)).toBeTruthy();
      cleanup();
      // Refused is final: a reload of the tab does not ask for the same code again.
      expect(sessionStorage).toHaveLength(fault === "CODE_REFUSED" ? 0 : 1);
    }
  });
  it("goes on with a used-up link that this account has used before a reload", async () => {
    history.replaceState(null, "", `/invite#${"x".repeat(43)}`);
    const session = buildSession();
    const parley = createFakeParley();
    parley.answers["invites.look"] = () => {
      throw new AppError("CODE_REFUSED", "used up");
    };
    const { went, entered } = renderInWorld(<InvitePage />, { parley, session });
    await waitFor(() => expect(went).toEqual([{ at: "chats" }]));
    expect(entered).toEqual([session]);
    expect(parley.calls.at(-1)).toEqual({ method: "signIn", params: { inviteCode: "x".repeat(43) } });
    expect(sessionStorage).toHaveLength(0);
  });
  it("ends in the first channel of the server", async () => {
    history.replaceState(null, "", `/invite#${"x".repeat(43)}`);
    const session = buildSession({
      spaces: [buildSpace({ id: "!s" })],
      rooms: [buildRoom({ id: "!general", spaceId: "!s" })],
    });
    const parley = createFakeParley();
    parley.answers["invites.look"] = () => {
      throw new AppError("CODE_REFUSED", "used up");
    };
    parley.signIns = [{ spaceId: "!s" }];
    const { went } = renderInWorld(<InvitePage />, { parley, session });
    await waitFor(() => expect(went).toEqual([{ at: "space", spaceId: "!s", roomId: "!general" }]), { timeout: 4000 });
  });
  it("keeps a used-up link while it is not known whether it was this account's", async () => {
    history.replaceState(null, "", `/invite#${"x".repeat(43)}`);
    const parley = createFakeParley();
    parley.answers["invites.look"] = () => {
      throw new AppError("CODE_REFUSED", "used up");
    };
    parley.signIns = [new AppError("CLIENT_OFFLINE", "no"), new AppError("CODE_REFUSED", "no")];
    renderInWorld(<InvitePage />, { parley, session: buildSession() });
    await screen.findByRole("alert");
    expect(sessionStorage).toHaveLength(1);
    press("Try again");
    expect(await screen.findByText(sayings.en.inviteRefusedTitle)).toBeTruthy();
    expect(sessionStorage).toHaveLength(0);
  });
  it.each([
    ["Ada Byron", "Ada Byron invites you to Atelier"],
    [null, "ada invites you to Atelier"],
  ])("names who invites as people see them: %j", async (invitedByName, title) => {
    history.replaceState(null, "", `/invite#${"x".repeat(43)}`);
    const parley = createFakeParley();
    parley.answers["auth.discover"] = () => discovery();
    const look = { spaceName: "Atelier", invitedBy: "@ada:localhost", serverName: "localhost", canSignUp: true };
    parley.answers["invites.look"] = () => ({ ...look, invitedByName });
    renderInWorld(<InvitePage />, { parley });
    expect(await screen.findByRole("heading", { name: title })).toBeTruthy();
  });
  it("tells someone of another homeserver that it is not for that account, and asks for no session", async () => {
    history.replaceState(null, "", `/invite#${"x".repeat(43)}`);
    const parley = createFakeParley();
    parley.answers["auth.discover"] = () => discovery();
    const look = { spaceName: "Atelier", invitedBy: "@ada:localhost", serverName: "localhost", canSignUp: true };
    parley.answers["invites.look"] = () => look;
    const fake = buildSession();
    const account = { ...fake.account, userId: "@vera:abroad.example", elsewhere: true } as const;
    const { went } = renderInWorld(<InvitePage />, { parley, session: { ...fake, account } });
    expect(await screen.findByText(/an account of another homeserver/)).toBeTruthy();
    press("To my chats");
    expect(went).toEqual([{ at: "chats" }]);
    expect(parley.calls.map(({ method }) => method)).not.toContain("signIn");
  });
  it("asks nothing of a member, lets them open the server, and lets another account in with the same link", async () => {
    history.replaceState(null, "", `/invite#${"x".repeat(43)}`);
    const parley = createFakeParley();
    parley.answers["auth.discover"] = () => discovery();
    parley.answers["invites.look"] = () => ({
      spaceId: "!s",
      spaceName: "Atelier",
      invitedBy: "@ada:localhost",
      serverName: "localhost",
      canSignUp: true,
    });
    const session = buildSession({ spaces: [buildSpace({ id: "!s", name: "Atelier" })] });
    const signOut = vi.fn(async () => {});
    const { went } = renderInWorld(<InvitePage />, { parley, session, signOut });
    expect(await screen.findByRole("heading", { name: "You are in Atelier already" })).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Join Atelier" })).toBeNull();
    press("Use another account");
    press("Really sign out");
    await waitFor(() => expect(signOut).toHaveBeenCalledOnce());
    expect(sessionStorage).toHaveLength(1);
    press("Open Atelier");
    expect(went).toEqual([{ at: "space", spaceId: "!s" }]);
    expect(sessionStorage).toHaveLength(0);
    expect(parley.calls.map(({ method }) => method)).not.toContain("signIn");
  });
  it("forgets a code that is refused only when it is used", async () => {
    history.replaceState(null, "", `/invite#${"x".repeat(43)}`);
    const parley = createFakeParley();
    parley.answers["auth.discover"] = () => discovery();
    parley.answers["invites.look"] = () => ({
      spaceName: "Atelier",
      invitedBy: "@ada:localhost",
      serverName: "localhost",
      canSignUp: false,
    });
    parley.signIns = [new AppError("CODE_REFUSED", "no")];
    renderInWorld(<InvitePage />, { parley, matrix: createFakeMatrix({ signIn: async () => buildSession() }) });
    await screen.findByLabelText("Name");
    type("Name", "rosa");
    type("Password", "correct horse");
    press("Join Atelier");
    expect(await screen.findByText(sayings.en.inviteRefusedTitle)).toBeTruthy();
    expect(sessionStorage).toHaveLength(0);
  });
});

describe("a homeserver that runs elsewhere", () => {
  const attached = (over: object = {}) =>
    discovery({
      mode: "attached",
      homeserver: { baseUrl: "https://matrix.example.org", serverName: "example.org", state: "ready" },
      otherHomeservers: "none",
      ...over,
    });
  const there: FoundHomeserver = {
    name: "example.org",
    baseUrl: "https://matrix.example.org",
    password: false,
    providers: [],
    oauth: null,
    signUp: false,
    own: true,
  };
  const sso = { ...there, providers: [{ id: "cas", name: "University" }] };
  const oauth = { ...there, oauth: { host: "account.example.org", origins: [], canCreate: true } };
  const code = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOP-";

  function open(page: ReactNode, ways: FoundHomeserver | "silent", { path = "/sign-in", found = attached() } = {}) {
    history.replaceState(null, "", path);
    const parley = createFakeParley();
    parley.answers["auth.discover"] = () => found;
    const invitation = { spaceName: "Atelier", invitedBy: "@ada:example.org", serverName: "example.org" };
    parley.answers["invites.look"] = () => ({ ...invitation, canSignUp: true });
    const fake = createFakeMatrix();
    const asked = vi.fn(async () => {
      if (ways === "silent") throw new AppError("MATRIX_UNREACHABLE", "no");
      return ways;
    });
    // To an address that jsdom goes to; a page of others has no say in the code of a link.
    const leave = vi.fn(async () => ({ url: "#", ticket: { kind: "x" } }));
    const elsewhere = { ...fake.elsewhere, ways: asked, departBySso: leave, departByOAuth: leave };
    return { asked, leave, parley, ...renderInWorld(page, { parley, matrix: { ...fake, elsewhere } }) };
  }

  it.each([
    ["by a provider", sso, "Go on with University"],
    ["on its own page", oauth, "Go on at account.example.org"],
  ])("signs people in %s where it takes no passwords", async (_, ways, button) => {
    const { asked, leave } = open(<SignInPage />, ways);
    fireEvent.click(await screen.findByRole("button", { name: button }));
    expect(screen.queryByLabelText("Password")).toBeNull();
    expect(screen.queryByRole("button", { name: "Make an account there" })).toBeNull();
    await waitFor(() => expect(takeTicket()).toMatchObject({ next: "chats" }));
    expect(leave).toHaveBeenCalledTimes(1);
    expect(asked).toHaveBeenCalledExactlyOnceWith("https://matrix.example.org", "example.org");
  });

  it("takes passwords beside its providers, and as long as it does not say how it signs people in", async () => {
    open(<SignInPage />, { ...sso, password: true });
    expect(await screen.findByRole("button", { name: "Go on with University" })).toBeTruthy();
    expect(screen.getByLabelText("Password")).toBeTruthy();
    cleanup();
    open(<SignInPage />, "silent");
    expect(await screen.findByLabelText("Password")).toBeTruthy();
  });

  it("is not asked where accounts are ours", async () => {
    const { asked } = open(<SignInPage />, sso, { found: discovery() });
    expect(await screen.findByLabelText("Password")).toBeTruthy();
    expect(asked).not.toHaveBeenCalled();
  });

  it("signs its owner in before the set-up goes on, with the same link", async () => {
    const found = attached({ setup: "needed" });
    open(<SetUpPage />, oauth, { path: `/setup#${code}`, found });
    fireEvent.click(await screen.findByRole("button", { name: "Go on at account.example.org" }));
    expect(screen.queryByLabelText("Name of your first server")).toBeNull();
    await waitFor(() => expect(takeTicket()).toMatchObject({ next: "setup" }));
    cleanup();
    // Back from there, in the same tab.
    history.replaceState(null, "", "/setup");
    const parley = createFakeParley();
    parley.answers["auth.discover"] = () => found;
    const session = buildSession();
    const { entered } = renderInWorld(<SetUpPage />, { parley, session });
    fireEvent.change(await screen.findByLabelText("Name of your first server"), { target: { value: "Atelier" } });
    press("Go on");
    await waitFor(() => expect(entered).toEqual([session]));
    expect(parley.calls.at(-1)).toEqual({ method: "signIn", params: { setupCode: code } });
  });

  it("takes invitations by its page, and offers no account that only it can make", async () => {
    open(<InvitePage />, oauth, { path: `/invite#${code}` });
    fireEvent.click(await screen.findByRole("button", { name: "Go on at account.example.org" }));
    expect(screen.queryByLabelText("User name")).toBeNull();
    expect(screen.queryByRole("button", { name: "I am new here" })).toBeNull();
    expect(screen.getByRole("button", { name: "Make an account there" })).toBeTruthy();
    await waitFor(() => expect(takeTicket()).toMatchObject({ next: "invite" }));
  });
});
