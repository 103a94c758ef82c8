import type { ClientHandle } from "./client-handle.ts";

/** Whether there is no way to the homeserver: who is there is not known then. `changed` hears of each change of that. */
export function watchLine({ connection, scope }: Pick<ClientHandle, "connection" | "scope">, changed: () => void) {
  const isCut = (): boolean => connection.peek().state === "offline";
  let cut = isCut();
  const stop = connection.subscribe(() => {
    if (isCut() === cut) return;
    cut = !cut;
    changed();
  });
  scope.onEnd(stop);
  return isCut;
}
