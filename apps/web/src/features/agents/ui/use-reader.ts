import { useEffect } from "react";
import { useParley } from "../../../shared/contexts.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import type { Kept, Reader } from "../model/lists.ts";

/** What a reader has, asked for now and again when the server is back. */
export function useReader<T>(reader: Reader<T>): Kept<T> {
  const open = useSignal(useParley().connection) === "open";
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when the connection came back
  useEffect(() => {
    void reader.load();
  }, [reader, open]);
  return useSignal(reader.kept);
}
