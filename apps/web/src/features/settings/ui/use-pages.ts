import { useMemo } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { type BuiltInPage, pages } from "./pages.ts";

/** The pages that the account's homeserver leaves something to do on. */
export function usePages(): readonly BuiltInPage[] {
  const { password, page } = useSignal(useSession().own.powers);
  const hasPassword = password && page === null;
  return useMemo(() => (hasPassword ? pages : pages.filter(({ id }) => id !== "password")), [hasPassword]);
}
