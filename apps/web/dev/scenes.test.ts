import { expect, test } from "vitest";
import { createAppRouter } from "../src/app/router.tsx";
import { pages } from "../src/features/settings/ui/pages.ts";
import { readScenario } from "./scenario.ts";
import { scenes } from "./scenes.ts";
import { seedSession } from "./seed.ts";

test("each route has a scene", () => {
  const shown = new Set(scenes.map((scene) => scene.route));
  const routes = Object.keys(createAppRouter().routesByPath);
  expect(routes).toContain("/s/$spaceId/$roomId");
  expect(routes.filter((route) => !shown.has(route))).toEqual([]);
});

test("each page of the settings has a scene", () => {
  const shown = new Set(scenes.map((scene) => scene.path.split("?")[0]));
  expect(pages.map((page) => `/settings/${page.id}`).filter((path) => !shown.has(path))).toEqual([]);
});

test("each scene has a name of its own", () => {
  const names = scenes.map((scene) => scene.name);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});

test.each([
  ["network", ["@rosa:localhost"]],
  ["homeserver", ["@rosa:localhost"]],
  ["online", ["@rosa:localhost", "@mira:localhost", "@tomas:localhost"]],
])("in a scene with the connection %s these are called online: %j", (connection, online) => {
  const session = seedSession(readScenario(`?connection=${connection}`));
  const members = session.rooms.members("!design").value;
  expect(members.filter(({ presence }) => presence === "online").map(({ userId }) => userId)).toEqual(online);
});
