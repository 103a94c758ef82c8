// @vitest-environment jsdom

import { createManualClock } from "@parley/testkit";
import { createMemoryHistory } from "@tanstack/react-router";
import { act, cleanup, render, screen } from "@testing-library/react";
import { StrictMode } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { BackLayersContext } from "../../ui/back.ts";
import { Dialog } from "../../ui/Dialog.tsx";
import { createBackLayers } from "./back-layers.ts";

afterEach(cleanup);

const room = "/home/!room";

function build(applies = true) {
  const history = createMemoryHistory({ initialEntries: ["/", room], initialIndex: 1 });
  const clock = createManualClock();
  const layers = createBackLayers(history, clock, () => applies);
  layers.listen();
  const settle = () => clock.tick(0);
  return { history, clock, layers, settle };
}

describe("layers over a page", () => {
  it("are closed by Back, which leaves the page only after that", () => {
    const { history, layers, settle } = build();
    const close = vi.fn();
    const gone = layers.open(close);
    expect(history.location.href).toBe(room);
    history.back();
    expect(close).toHaveBeenCalledTimes(1);
    gone();
    settle();
    expect(history.location.href).toBe(room);
    history.back();
    expect(history.location.href).toBe("/");
  });

  it("leave no entry behind when they are closed otherwise", () => {
    const { history, layers, settle } = build();
    layers.open(() => {})();
    settle();
    history.back();
    expect(history.location.href).toBe("/");
  });

  it("are closed one by one, the upper first", () => {
    const { history, layers } = build();
    const [lower, upper] = [vi.fn(), vi.fn()];
    layers.open(lower);
    layers.open(upper);
    history.back();
    expect(upper).toHaveBeenCalledTimes(1);
    expect(lower).not.toHaveBeenCalled();
    history.back();
    expect(lower).toHaveBeenCalledTimes(1);
    expect(history.location.href).toBe(room);
  });

  it("hand their entry on: a sheet that opens a dialog", () => {
    const { history, layers, settle } = build();
    const dialog = vi.fn();
    layers.open(() => {})();
    layers.open(dialog);
    settle();
    expect(dialog).not.toHaveBeenCalled();
    history.back();
    expect(dialog).toHaveBeenCalledTimes(1);
    history.back();
    expect(history.location.href).toBe("/");
  });

  it("are not come back to from the page to which they led", () => {
    const { history, layers, settle } = build();
    const gone = layers.open(() => {});
    history.push("/settings");
    gone();
    settle();
    expect(history.location.href).toBe("/settings");
    history.back();
    expect(history.location.href).toBe(room);
    history.back();
    expect(history.location.href).toBe("/");
  });

  it("do nothing to the history where there is room, and do not stay when the page is left", () => {
    const { history, layers } = build(false);
    const [gone, open] = [vi.fn(), vi.fn()];
    layers.open(gone)();
    layers.open(open);
    history.back();
    expect(history.location.href).toBe("/");
    expect(gone).not.toHaveBeenCalled();
    expect(open).toHaveBeenCalledTimes(1);
  });

  it("stay there when only the address under them is set right", () => {
    const { history, layers } = build(false);
    const open = vi.fn();
    layers.open(open);
    history.replace("/home/!other");
    expect(open).not.toHaveBeenCalled();
  });

  it("are all dialogs", () => {
    const { history, layers, settle } = build();
    const onClose = vi.fn();
    render(
      <StrictMode>
        <BackLayersContext value={layers}>
          <Dialog open onClose={onClose} title="Message" />
        </BackLayersContext>
      </StrictMode>,
    );
    settle();
    expect(screen.getByRole("dialog")).toBeTruthy();
    act(() => history.back());
    expect(onClose).toHaveBeenCalledTimes(1);
    expect(history.location.href).toBe(room);
  });
});
