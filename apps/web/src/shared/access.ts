import type { Session } from "@parley/matrix";
import { type ComponentType, createContext, useContext } from "react";

/** The way in and out, for the pages that sign people in. Filled by `app/`. */
export interface Access {
  /** The session of a stored account, while there is one: set-up and invitations go on with it. */
  readonly session: Session | null;
  /**
   * `session` once its client runs, after a start too. Rejects with NOT_SIGNED_IN when nobody is here, with
   * MATRIX_TIMEOUT when it does not come up.
   */
  whenLive(): Promise<Session>;
  /** Makes the Matrix session the one that our server is asked with. Nothing is shown yet. */
  hold(session: Session): void;
  /** Shows the app with the session that is held. */
  enter(session: Session): void;
  /** Signs this device out everywhere and forgets what it kept. Rejects when it still keeps something. */
  signOut(): Promise<void>;
  /** Asks before `signOut`, and says what would be lost; `stays`: on this page afterwards. */
  readonly SignOutDialog: ComponentType<{ readonly onClose: () => void; readonly stays: true }>;
  /** Why someone who was in is out again; for the sign-in page. */
  readonly notice: "signed-out" | "store-lost" | null;
}

export const AccessContext = createContext<Access | null>(null);

export function useAccess(): Access {
  const access = useContext(AccessContext);
  if (access === null) throw new Error("useAccess is used outside its provider");
  return access;
}
