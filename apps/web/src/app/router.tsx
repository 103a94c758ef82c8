import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { Crash } from "./Crash.tsx";
import { Members } from "./Members.tsx";
import { NotFound } from "./NotFound.tsx";
import { Root } from "./Root.tsx";

const root = createRootRoute({ component: Root, notFoundComponent: NotFound, errorComponent: Crash });

/** What only someone who is signed in sees. */
const members = createRoute({ getParentRoute: () => root, id: "members", component: Members });

const page = (path: string, component: ReturnType<typeof lazyRouteComponent>) =>
  createRoute({ getParentRoute: () => root, path, component });

const signIn = page(
  "/sign-in",
  lazyRouteComponent(() => import("../features/auth/index.ts"), "SignInPage"),
);
const elsewhere = page(
  "/sign-in/elsewhere",
  lazyRouteComponent(() => import("../features/auth/index.ts"), "ElsewherePage"),
);
const homeserver = page(
  "/sign-in/elsewhere/$homeserver",
  lazyRouteComponent(() => import("../features/auth/index.ts"), "HomeserverPage"),
);
const signInReturn = page(
  "/sign-in/return",
  lazyRouteComponent(() => import("../features/auth/index.ts"), "ReturnPage"),
);
const confirmed = page(
  "/sign-up/confirmed",
  lazyRouteComponent(() => import("../features/auth/index.ts"), "ConfirmedPage"),
);
const setUp = page(
  "/setup",
  lazyRouteComponent(() => import("../features/auth/index.ts"), "SetUpPage"),
);
const invite = page(
  "/invite",
  lazyRouteComponent(() => import("../features/auth/index.ts"), "InvitePage"),
);
const signedIn = page(
  "/mcp/signed-in",
  lazyRouteComponent(() => import("../features/status/index.ts"), "SignedInPage"),
);
const recovery = createRoute({
  getParentRoute: () => members,
  path: "/recovery",
  component: lazyRouteComponent(() => import("../features/recovery/index.ts"), "RecoveryPage"),
});

const frame = createRoute({
  getParentRoute: () => members,
  id: "frame",
  component: lazyRouteComponent(() => import("./frame/FrameRoute.tsx"), "FrameRoute"),
});
// The frame reads the place from the address by itself: these only say which addresses there are.
const places = [
  "/",
  "/home",
  "/home/$roomId",
  "/home/$roomId/$eventId",
  "/s/$spaceId",
  "/s/$spaceId/$roomId",
  "/s/$spaceId/$roomId/$eventId",
  "/activity",
  "/agents",
  "/agents/$agentId",
  "/agents/$agentId/$conversation",
  "/agents/$agentId/$conversation/$runId",
  "/settings",
  "/settings/$page",
  "/status",
  "/manage/$roomId",
  "/manage/$roomId/$page",
  "/discover",
  "/join/$target",
].map((path) => createRoute({ getParentRoute: () => frame, path }));

/** All addresses of the app. */
export function createAppRouter() {
  return createRouter({
    routeTree: root.addChildren([
      signIn,
      elsewhere,
      homeserver,
      signInReturn,
      confirmed,
      setUp,
      invite,
      signedIn,
      members.addChildren([recovery, frame.addChildren(places)]),
    ]),
    defaultErrorComponent: Crash,
    defaultPendingMs: 300,
    defaultPendingMinMs: 300,
    trailingSlash: "never",
    // Room and space ids hold these; they need no percent signs.
    pathParamsAllowedCharacters: [":", "@", "$", "+", "=", ","],
    // What begins with a dollar is a parameter to the router: of an event's id it would make "undefined".
    rewrite: {
      input: ({ url }) => {
        url.pathname = url.pathname.replace(/\/(?:\$|%24)(?=[^/]+$)/u, "/");
        return url;
      },
    },
  });
}

export type AppRouter = ReturnType<typeof createAppRouter>;
