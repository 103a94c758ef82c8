import type { Scene, Screen } from "./scene.ts";

const signUpPath = "/sign-in/elsewhere/example.org?as=visitor";
const makeAccount = "main button:not([type=submit]):not([aria-pressed]) >> nth=0";
async function toToken(screen: Screen): Promise<void> {
  await screen.click(makeAccount);
  await screen.fill("input[name=username]", "ada");
  await screen.fill("input[name=password]", "correct horse battery");
  await screen.press("input[name=password]", "Enter");
  await screen.hover("input[name=token]");
}
async function toEmail(screen: Screen): Promise<void> {
  await toToken(screen);
  await screen.fill("input[name=token]", "abc");
  await screen.press("input[name=token]", "Enter");
  await screen.hover("input[name=email]");
}

/** What one sees who is not signed in. */
export const doors: readonly Scene[] = [
  {
    name: "set-up",
    route: "/setup",
    path: "/setup?as=visitor&setup=needed#0123456789abcdef0123456789abcdef0123456789a",
  },
  { name: "set-up-without-link", route: "/setup", path: "/setup?as=visitor&setup=needed" },
  { name: "sign-in", route: "/sign-in", path: "/sign-in?as=visitor" },
  { name: "sign-in-elsewhere", route: "/sign-in/elsewhere", path: "/sign-in/elsewhere?as=visitor" },
  {
    name: "sign-in-elsewhere-providers",
    route: "/sign-in/elsewhere/$homeserver",
    path: "/sign-in/elsewhere/sso.example?as=visitor",
  },
  {
    name: "sign-in-elsewhere-own-page",
    route: "/sign-in/elsewhere/$homeserver",
    path: "/sign-in/elsewhere/oauth.example?as=visitor",
  },
  {
    name: "sign-in-elsewhere-too-old",
    route: "/sign-in/elsewhere/$homeserver",
    path: "/sign-in/elsewhere/old.example?as=visitor",
  },
  { name: "sign-in-own-page", route: "/sign-in", path: "/sign-in?as=visitor&home=page" },
  { name: "sign-in-own-providers", route: "/sign-in", path: "/sign-in?as=visitor&home=providers" },
  {
    name: "set-up-own-page",
    route: "/setup",
    path: "/setup?as=visitor&setup=needed&home=page#0123456789abcdef0123456789abcdef0123456789a",
  },
  {
    name: "invitation-own-page",
    route: "/invite",
    path: "/invite?as=visitor&home=page#0123456789abcdef0123456789abcdef0123456789a",
  },
  {
    name: "sign-up-elsewhere",
    route: "/sign-in/elsewhere/$homeserver",
    path: signUpPath,
    act: async (screen) => {
      await screen.click(makeAccount);
      await screen.fill("input[name=username]", "Ada Maria");
      await screen.fill("input[name=password]", "short");
    },
  },
  { name: "sign-up-token", route: "/sign-in/elsewhere/$homeserver", path: signUpPath, act: toToken },
  { name: "sign-up-email", route: "/sign-in/elsewhere/$homeserver", path: signUpPath, act: toEmail },
  {
    name: "sign-up-email-sent",
    route: "/sign-in/elsewhere/$homeserver",
    path: signUpPath,
    act: async (screen) => {
      await toEmail(screen);
      await screen.fill("input[name=email]", "ada@example.org");
      await screen.press("input[name=email]", "Enter");
      await screen.hover("bdi");
    },
  },
  { name: "sign-up-confirmed", route: "/sign-up/confirmed", path: "/sign-up/confirmed?as=visitor" },
  { name: "sign-in-return-stale", route: "/sign-in/return", path: "/sign-in/return?as=visitor" },
  { name: "sign-in-server-gone", route: "/sign-in", path: "/sign-in?as=visitor&server=none" },
  { name: "invitation", route: "/invite", path: "/invite?as=visitor#0123456789abcdef0123456789abcdef0123456789a" },
  {
    name: "invitation-refused",
    route: "/invite",
    path: "/invite?as=visitor&invite=refused#0123456789abcdef0123456789abcdef0123456789a",
  },
  { name: "recovery-save", route: "/recovery", path: "/recovery?encryption=unsaved" },
  { name: "recovery-enter", route: "/recovery", path: "/recovery?encryption=needs-recovery" },
  { name: "recovery-restoring", route: "/recovery", path: "/recovery?encryption=restoring" },
  { name: "recovery-broken", route: "/recovery", path: "/recovery?encryption=broken" },
];
