import { lazy } from "react";

/** Fetched when someone wants to go. */
export const SignOutDialog = lazy(() =>
  import("./SignOutDialog.tsx").then((module) => ({ default: module.SignOutDialog })),
);
