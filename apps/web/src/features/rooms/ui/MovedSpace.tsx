import type { SpaceSummary } from "@parley/matrix";
import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { codeOf } from "../../../shared/explain.ts";
import { useNavigation } from "../../../shared/navigation.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStillHere } from "../../../shared/use-still-here.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { strings } from "../strings/index.ts";

const refusals = { MATRIX_FORBIDDEN: "newServerForbidden", MATRIX_NOT_FOUND: "newServerUnreachable" } as const;

/** In the list of a server that goes on as another one: the way there. */
export function MovedSpace({ space }: { readonly space: SpaceSummary }) {
  const t = useStrings(strings);
  const { rooms } = useSession();
  const navigation = useNavigation();
  const successor = useSignal(rooms.details(space.id))?.successor ?? null;
  const isHere = useStillHere();
  const go = useTask(async () => {
    if (successor === null) return;
    const { roomId: spaceId, via, joined } = successor;
    if (!joined) await rooms.join(spaceId, via);
    // Who has gone elsewhere meanwhile stays there.
    if (isHere()) navigation.go({ at: "space", spaceId });
  });
  if (successor === null) return null;
  const refusal = refusals[codeOf(go.error) as keyof typeof refusals];
  return (
    <div data-moved="" className="mb-2 flex flex-col gap-2 rounded-card bg-raised p-2.5 phone:border phone:border-line">
      <p role="status" className="text-14 text-ink">
        {t("serverContinued")}
      </p>
      {go.error !== null && (
        <ErrorNote
          error={go.error}
          {...(refusal === undefined ? {} : { words: t(refusal, { name: successor.byName }) })}
        />
      )}
      <Button look="primary" busy={go.running && t("joiningNewServer")} onClick={() => void go.run()}>
        {t(successor.joined ? "goToNewServer" : "joinNewServer")}
      </Button>
    </div>
  );
}
