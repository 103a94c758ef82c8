import type { Participant } from "@parley/calls";
import type { CallView } from "../../model/current-call.ts";
import type { ForMe } from "../../model/for-me.ts";
import type { Signs } from "../../model/signs.ts";
import type { useFaces } from "./use-people.ts";

/** What every tile of a call knows. */
export interface TileWorld {
  readonly roomId: string;
  readonly participants: readonly Participant[];
  readonly view: CallView;
  readonly faceOf: ReturnType<typeof useFaces>;
  readonly signs: Signs;
  readonly forMe: ForMe;
}
