import { computed, type ReadonlySignal, signal } from "@parley/kernel";
import type { KeptFile, KeptFiles } from "../contract/kept-files.ts";
import type { KeptPorts, KeptStore } from "./kept-files.ts";
import type { LocalFiles } from "./local-files.ts";

/** Files beside unsent words; what keeps them is loaded once the first timeline stands. */
export interface LazyKeptFiles extends KeptFiles {
  open(): Promise<KeptStore>;
}

export function lazyKeptFiles(ports: KeptPorts, local: LocalFiles): LazyKeptFiles {
  const store = signal<KeptStore | null>(null);
  let opening: Promise<KeptStore> | null = null;
  const open = (): Promise<KeptStore> => {
    opening ??= import("./kept-files.ts").then(({ createKeptFiles }) => {
      store.value = createKeptFiles(ports, local);
      return store.value;
    });
    opening.catch(() => {
      opening = null;
    });
    return opening;
  };
  return {
    open,
    of: (roomId): ReadonlySignal<readonly KeptFile[] | null> => computed(() => store.value?.of(roomId).value ?? null),
    keep: async (roomId, id, media, stop) => (await open()).keep(roomId, id, media, stop),
    move: async (id, roomId) => (await open()).move(id, roomId),
    drop: async (id) => (await open()).drop(id),
  };
}
