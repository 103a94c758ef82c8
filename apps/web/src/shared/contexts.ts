import type { ParleyClient } from "@parley/client";
import type { Matrix, Session } from "@parley/matrix";
import { createContext, useContext } from "react";

/** The Matrix door, there from the first paint. */
export const MatrixContext = createContext<Matrix | null>(null);
/** The running Matrix session, there once someone is signed in. */
export const SessionContext = createContext<Session | null>(null);
/** Our own server. */
export const ParleyContext = createContext<ParleyClient | null>(null);

function required<T>(value: T | null, name: string): T {
  if (value === null) throw new Error(`${name} is used outside its provider`);
  return value;
}

export const useMatrix = (): Matrix => required(useContext(MatrixContext), "useMatrix");
export const useSession = (): Session => required(useContext(SessionContext), "useSession");
export const useParley = (): ParleyClient => required(useContext(ParleyContext), "useParley");
/**
 * Whether the account lives on this server's own homeserver. Elsewhere Parley is a plain Matrix client: what needs our
 * server (invitation links, Status) is not shown.
 */
export const useLivesHere = (): boolean => useSession().account.elsewhere !== true;
