import type { FoundHomeserver } from "@parley/matrix";
import type { NextPage } from "../model/ticket.ts";
import { AskingWays } from "./AskingWays.tsx";
import { PagesThere } from "./elsewhere/PagesThere.tsx";

/** The ways in to our own homeserver that lead over pages of others; words while it is asked for them. */
export function OwnWaysIn({
  ways,
  next,
  canCreate,
}: {
  readonly ways: FoundHomeserver | "asking" | null;
  readonly next: NextPage;
  readonly canCreate?: false;
}) {
  if (ways === "asking") return <AskingWays />;
  return ways && <PagesThere found={ways} next={next} {...(canCreate === undefined ? {} : { canCreate })} />;
}
