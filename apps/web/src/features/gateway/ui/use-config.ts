import type { ResultOf } from "@parley/protocol";
import { useCallback, useEffect, useState } from "react";
import { useParley } from "../../../shared/contexts.ts";
import { useSignal } from "../../../shared/use-signal.ts";

/** The file of settings as it stands, and what is known of each setting. */
export interface ConfigRead {
  readonly config: ResultOf<"config.get">;
  readonly schema: ResultOf<"config.schema">;
}

/** What a write came to. */
export type Saved = Pick<ResultOf<"config.set">, "restart">;

/** The file of settings: read now, when the server is back, and when somebody changed it. */
export function useConfig(): {
  readonly read: ConfigRead | null;
  /** Why it could not be read the last time; what was read before stays. */
  readonly error: unknown;
  readonly load: () => Promise<void>;
} {
  const parley = useParley();
  const connection = useSignal(parley.connection);
  const [{ read, error }, set] = useState<{ readonly read: ConfigRead | null; readonly error: unknown }>({
    read: null,
    error: null,
  });
  const load = useCallback(async () => {
    try {
      const [config, schema] = await Promise.all([parley.call("config.get", {}), parley.call("config.schema", {})]);
      set({ read: { config, schema }, error: null });
    } catch (thrown) {
      set((before) => ({ ...before, error: thrown }));
    }
  }, [parley]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when the connection came back
  useEffect(() => {
    void load();
    return parley.on("config.changed", () => void load());
  }, [parley, load, connection === "open"]);
  return { read, error, load };
}
