import { useLivesHere, useParley, useSession } from "../../../../shared/contexts.ts";
import { explain } from "../../../../shared/explain.ts";
import { sharedStrings } from "../../../../shared/strings/index.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useToast } from "../../../../ui/Toast.tsx";
import { personStrings } from "./strings/index.ts";

export type Source = "microphone" | "camera" | "screen";

/** Keeping order in a call, by our server. */
export interface Order {
  mute(source: Source): Promise<void>;
  /** Rejects where it could not be done. */
  remove(): Promise<void>;
}

const done = { microphone: "mutedAll", camera: "cameraOffAll", screen: "screenOffAll" } as const;

/** What one may do to somebody in a room's call, for everyone; null: nothing. It takes the power to remove from the room. */
export function useOrder(roomId: string, userId: string, name: string): Order | null {
  const t = useStrings(personStrings);
  const shared = useStrings(sharedStrings);
  const parley = useParley();
  const { moderation, account } = useSession();
  const livesHere = useLivesHere();
  const toast = useToast();
  if (!livesHere || userId === account.userId || !moderation.actionsOn(roomId, userId).remove) return null;
  return {
    async mute(source) {
      try {
        await parley.call("calls.mute", { roomId, userId, source });
        toast({ title: t(done[source], { name }) });
      } catch (thrown) {
        toast({ title: explain(thrown, shared).sentence, priority: "high" });
      }
    },
    async remove() {
      await parley.call("calls.remove", { roomId, userId });
      toast({ title: t("removed", { name }) });
    },
  };
}
