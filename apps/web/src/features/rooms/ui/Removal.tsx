import type { RoomDetails } from "@parley/matrix";
import { useEffect, useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { RadioGroup } from "../../../ui/RadioGroup.tsx";
import { TextField } from "../../../ui/TextField.tsx";
import { useToast } from "../../../ui/Toast.tsx";
import { strings } from "../strings/index.ts";
import { Sure } from "./Sure.tsx";

type Reach = "channel" | "server";

/** Who is asked about: whether they are in the server of this channel, and whether I may do it there as well. */
function useServer(deed: "remove" | "ban", userId: string, details: RoomDetails) {
  const { rooms, moderation } = useSession();
  const spaceId = details.spaceId ?? "";
  const space = useSignal(rooms.details(spaceId));
  const members = useSignal(rooms.members(spaceId));
  const mine = space !== null && space.membership === "join";
  // Members come as they are met: that someone stays is said once it is known.
  const { run } = useTask(async () => void (await moderation.allMembers(spaceId)));
  useEffect(() => {
    if (mine) void run();
  }, [mine, run]);
  if (!mine) return null;
  return {
    name: space.name,
    inside: members.some((member) => member.userId === userId && member.membership === "join"),
    may: moderation.actionsOn(spaceId, userId)[deed],
  };
}

/** Removing or banning, with a reason: from this channel, or from its server where one may. */
export function Removal({
  deed,
  userId,
  name,
  details,
  onClose,
}: {
  readonly deed: "remove" | "ban";
  readonly userId: string;
  readonly name: string;
  readonly details: RoomDetails;
  readonly onClose: () => void;
}) {
  const t = useStrings(strings);
  const { moderation } = useSession();
  const toast = useToast();
  const [reason, setReason] = useState("");
  const [step, setStep] = useState<{ readonly n: number; readonly of: number } | null>(null);
  const [wanted, setWanted] = useState<Reach>("channel");
  const server = useServer(deed, userId, details);
  const here = moderation.actionsOn(details.id, userId)[deed];
  const reach: Reach = server?.may && (wanted === "server" || !here) ? "server" : "channel";
  const isChannel = details.kind === "room" && details.spaceId !== null;
  const channel = isChannel && !details.voice ? `#${details.name}` : details.name;
  const whole = details.kind === "space" || reach === "server";
  const doing = t(deed === "ban" ? "banning" : "removing");
  const stays = !whole && server?.inside === true;
  const about = t(`${deed}${whole ? "Server" : stays ? "Channel" : ""}About`, { server: server?.name ?? "" });
  const from = reach === "server" && server !== null ? server.name : channel;
  return (
    <Sure
      title={t(deed === "ban" ? "banTitle" : "removeTitle", { name, room: from })}
      about={about}
      verb={t(deed)}
      doing={step === null ? doing : t("inChannels", { doing, ...step })}
      act={async () => {
        const why = reason.trim() === "" ? undefined : reason;
        const at = reach === "server" && details.spaceId !== null ? details.spaceId : details.id;
        const { skipped } = await moderation[deed](at, userId, why, (n, of) => setStep({ n, of }));
        if (skipped > 0) toast({ title: t(deed === "ban" ? "banSkipped" : "removeSkipped", { name, n: skipped }) });
      }}
      onClose={onClose}
    >
      {here && server?.may && (
        <RadioGroup<Reach>
          label={t("fromWhere")}
          value={reach}
          onChange={setWanted}
          options={[
            { value: "channel", label: t("fromChannel", { channel }) },
            { value: "server", label: t("fromServer", { server: server.name }), hint: t("fromServerHint") },
          ]}
        />
      )}
      <TextField
        label={t("reason")}
        hint={t("reasonHint")}
        value={reason}
        onChange={setReason}
        maxLength={300}
        autoComplete="off"
        dir="auto"
      />
    </Sure>
  );
}
