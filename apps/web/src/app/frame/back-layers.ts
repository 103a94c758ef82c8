import type { Clock } from "@parley/kernel";
import type { RouterHistory } from "@tanstack/react-router";
import type { BackLayers } from "../../ui/back.ts";

/** How deep an entry of the history lies over its page; 0 for the page itself. */
function depthOf(history: RouterHistory): number {
  const { layer } = history.location.state as { readonly layer?: unknown };
  return typeof layer === "number" ? layer : 0;
}

/**
 * Where it `applies`, gives each layer that opens an entry of the history with the same address, so that Back closes the
 * layer and leaves the page where it is. Elsewhere Back leaves the page, and no layer stays behind on another one.
 */
export function createBackLayers(
  history: RouterHistory,
  clock: Clock,
  applies: () => boolean,
): BackLayers & { listen(): () => void } {
  /** Who closes at which depth, from 1; null: gone, its entry not yet. */
  const owners: ((() => void) | null)[] = [];
  /** Layers without an entry. */
  const loose = new Set<() => void>();
  let cancel: (() => void) | null = null;

  /** Takes away the entries of layers that were closed otherwise. Later: the next layer may want them. */
  const settle = () => {
    cancel = null;
    let gone = 0;
    const depth = depthOf(history);
    while (gone < depth && owners[depth - 1 - gone] === null) gone += 1;
    if (gone > 0) history.go(-gone);
    while (owners.length > 0 && owners.at(-1) === null) owners.pop();
  };

  return {
    open(close) {
      if (!applies()) {
        loose.add(close);
        return () => void loose.delete(close);
      }
      const free = owners.length > 0 && owners.at(-1) === null && depthOf(history) === owners.length;
      if (free) owners[owners.length - 1] = close;
      else {
        // What lies deeper belongs to a page that was left.
        owners.length = Math.min(owners.length, depthOf(history));
        owners.push(close);
        history.push(history.location.href, { layer: owners.length });
      }
      return () => {
        const at = owners.indexOf(close);
        if (at === -1) return;
        owners[at] = null;
        cancel ??= clock.after(0, settle);
      };
    },
    listen() {
      const stop = history.subscribe(({ action }) => {
        if (action.type === "PUSH" || action.type === "REPLACE") return;
        for (const close of [...loose].reverse()) close();
        loose.clear();
        const depth = depthOf(history);
        for (const close of owners.splice(depth).reverse()) close?.();
        // Left behind by a layer from which one went on to another page: nothing is to be seen here.
        if (action.type === "BACK" && depth > 0 && owners[depth - 1] === undefined) history.back();
      });
      return () => {
        stop();
        cancel?.();
        cancel = null;
      };
    },
  };
}
