// @vitest-environment jsdom
import { signal } from "@parley/kernel";
import type { Session } from "@parley/matrix";
import { buildRoom, buildSession, buildSpace, createManualClock } from "@parley/testkit";
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider, useRouter } from "@tanstack/react-router";
import { act, cleanup, render, screen } from "@testing-library/react";
import { useMemo } from "react";
import { afterEach, expect, test } from "vitest";
import { SessionContext } from "../../shared/contexts.ts";
import { hrefOf, type Navigation, NavigationContext } from "../../shared/navigation.ts";
import { ClockContext } from "../../shared/time.ts";
import { usePlace } from "./use-place.ts";

afterEach(cleanup);

const session = buildSession({
  spaces: [buildSpace({ id: "!space", name: "Atelier" })],
  rooms: [buildRoom({ id: "!general", spaceId: "!space", name: "general" })],
});

const clock = createManualClock();
let shown: Session = session;
afterEach(() => {
  shown = session;
});

function Frame() {
  const place = usePlace("wide");
  return <p>{hrefOf(place)}</p>;
}

/** The frame; it stays whatever the address becomes, as while another page is being loaded. */
function Page() {
  const { history } = useRouter();
  const navigation = useMemo<Navigation>(
    () => ({
      go: (to, options) => (options?.replace ? history.replace(hrefOf(to)) : history.push(hrefOf(to))),
      fromHere: () => () => {},
      back() {},
      isAt: () => false,
      openSwitcher() {},
      invitePeople() {},
    }),
    [history],
  );
  return (
    <NavigationContext value={navigation}>
      <ClockContext value={clock}>
        <SessionContext value={shown}>
          <Frame />
        </SessionContext>
      </ClockContext>
    </NavigationContext>
  );
}

async function show(path: string) {
  const history = createMemoryHistory({ initialEntries: [path] });
  const router = createRouter({
    routeTree: createRootRoute({ component: Page, notFoundComponent: Page }),
    history,
  });
  await act(async () => {
    render(<RouterProvider router={router} />);
  });
  return history;
}

test("the bare address goes to the first channel of the server", async () => {
  const history = await show("/");
  expect(history.location.pathname).toBe("/s/!space/!general");
});

test("on the way to a page outside of the frame, nobody is taken back into a room", async () => {
  const history = await show("/s/!space/!general");
  await act(async () => history.push("/recovery"));
  expect(history.location.pathname).toBe("/recovery");
  expect(screen.getByText("/s/!space/!general")).toBeDefined();
});

test("a server whose channels come one by one opens at one to read; at a voice channel where there is no other", async () => {
  const space = buildSpace({ id: "!new" });
  const lobby = buildRoom({ id: "!lobby", spaceId: "!new", voice: true });
  const first = buildSession({ spaces: [space], rooms: [lobby] });
  const full = buildSession({ spaces: [space], rooms: [lobby, buildRoom({ id: "!general", spaceId: "!new" })] });
  const list = signal(first.rooms.list.value);
  shown = { ...first, rooms: { ...first.rooms, list } };
  const history = await show("/s/!new");
  expect(history.location.pathname).toBe("/s/!new");
  await act(async () => {
    list.value = full.rooms.list.value;
  });
  expect(history.location.pathname).toBe("/s/!new/!general");
  cleanup();
  localStorage.clear();
  shown = first;
  const other = await show("/s/!new");
  await act(async () => clock.tick(3000));
  expect(other.location.pathname).toBe("/s/!new/!lobby");
});

test("the address of a server that goes on as another one leads there, to the same channel", async () => {
  const { list } = session.rooms;
  const replacedSpaces = [{ id: "!before", by: "!space" }];
  shown = { ...session, rooms: { ...session.rooms, list: signal({ ...list.value, replacedSpaces }) } };
  expect((await show("/s/!before/!general")).location.pathname).toBe("/s/!space/!general");
  cleanup();
  expect((await show("/s/!before")).location.pathname).toBe("/s/!space/!general");
});
