// @vitest-environment jsdom
import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterProvider,
  useLocation,
} from "@tanstack/react-router";
import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { createContext, useContext } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Viewport } from "../../shared/viewport.ts";
import { usePanelState } from "./use-panel-state.ts";

afterEach(cleanup);
// jsdom has none.
vi.stubGlobal("scrollTo", () => {});

const room = "/s/!atelier/!general";

const ViewportContext = createContext<Viewport>("phone");

function Probe() {
  const { pathname } = useLocation();
  const panel = usePanelState(useContext(ViewportContext), pathname);
  return (
    <>
      <button type="button" onClick={() => panel.toggle()}>
        toggle
      </button>
      <button type="button" onClick={() => panel.toggle("pins")}>
        pins
      </button>
      <button type="button" onClick={panel.close}>
        close
      </button>
      <output>{panel.open ? panel.kind : "room"}</output>
    </>
  );
}

async function draw(viewport: Viewport, entries: string[]) {
  const history = createMemoryHistory({ initialEntries: entries });
  const router = createRouter({ routeTree: createRootRoute({ component: Probe, notFoundComponent: Probe }), history });
  render(
    <ViewportContext value={viewport}>
      <RouterProvider router={router} />
    </ViewportContext>,
  );
  await screen.findByText("toggle");
  const press = (name: string) => act(async () => void fireEvent.click(screen.getByText(name)));
  const shows = (what: string) => waitFor(() => expect(screen.getByRole("status").textContent).toBe(what));
  return { history, press, shows };
}

describe("members on a phone", () => {
  it("are left for the room by Back, and for the list only by another", async () => {
    const { history, press, shows } = await draw("phone", ["/", room]);
    await press("toggle");
    await shows("members");
    expect(history.location.href).toBe(`${room}?panel=members`);
    await act(async () => history.back());
    await shows("room");
    expect(history.location.href).toBe(room);
    await act(async () => history.back());
    await waitFor(() => expect(history.location.href).toBe("/"));
  });

  it("leave no entry behind when they are closed", async () => {
    const { history, press, shows } = await draw("phone", ["/", room]);
    await press("toggle");
    await shows("members");
    await press("close");
    await shows("room");
    expect(history.location.href).toBe(room);
    await act(async () => history.back());
    await waitFor(() => expect(history.location.href).toBe("/"));
  });

  it("that were opened by their address close into the room", async () => {
    const { history, press, shows } = await draw("phone", [`${room}?panel=members`]);
    await shows("members");
    await press("close");
    await shows("room");
    expect(history.location.href).toBe(room);
  });
});

describe("members over the content", () => {
  it("make no entry", async () => {
    const { history, press, shows } = await draw("mid", [room]);
    await press("toggle");
    await shows("members");
    expect(history.location.href).toBe(room);
  });
});

describe("pins", () => {
  it("beside the content give their place back to the members", async () => {
    const { press, shows } = await draw("wide", [room]);
    await shows("members");
    await press("pins");
    await shows("pins");
    await press("close");
    await shows("members");
    await press("pins");
    await press("toggle");
    await shows("members");
    await press("toggle");
    await shows("room");
    await press("pins");
    await press("close");
    await shows("room");
  });

  it("on a phone are a level of their own", async () => {
    const { history, press, shows } = await draw("phone", ["/", room]);
    await press("pins");
    await shows("pins");
    expect(history.location.href).toBe(`${room}?panel=pins`);
    await act(async () => history.back());
    await shows("room");
  });
});
