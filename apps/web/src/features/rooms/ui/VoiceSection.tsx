import type { CallRight, MemberRole, RoomDetails } from "@parley/matrix";
import { useEffect, useRef, useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Row, Section } from "../../../ui/Row.tsx";
import { Select } from "../../../ui/Select.tsx";
import { strings } from "../strings/index.ts";

type Given = Exclude<MemberRole, "creator">;

const rights = ["join", "speak", "video", "screen"] as const;
const titles = { join: "callJoin", speak: "callSpeak", video: "callVideo", screen: "callScreen" } as const;
const who = { member: "forMembers", moderator: "forModerators", admin: "forAdmins", creator: "forCreators" } as const;
const rank: Readonly<Record<MemberRole, number>> = { creator: 3, admin: 2, moderator: 1, member: 0 };

/** Who may join a voice channel's call, and what they may bring into it. */
export function VoiceSection({ details }: { readonly details: RoomDetails }) {
  const t = useStrings(strings);
  const { editRoles } = details.permissions;
  return (
    <Section title={t("inTheCall")} hint={editRoles ? t("inTheCallHint") : t("inTheCallRead")}>
      {rights.map((right) => (
        <Right key={right} details={details} right={right} />
      ))}
    </Section>
  );
}

function Right({ details, right }: { readonly details: RoomDetails; readonly right: CallRight }) {
  const t = useStrings(strings);
  const { upkeep } = useSession();
  const present = details.callRoles[right];
  /** Chosen here, and not yet what the homeserver's sync says. */
  const [wanted, setWanted] = useState<MemberRole | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever the sync says last is so
  useEffect(() => setWanted(null), [present]);
  const next = useRef<Given | null>(null);
  const set = useTask(async () => {
    // The last choice counts, also when it is made before the one before it is answered.
    for (let role = next.current; role !== null; role = next.current) {
      next.current = null;
      try {
        await upkeep.setCallRole(details.id, right, role);
      } catch (thrown) {
        next.current = null;
        setWanted(null);
        throw thrown;
      }
    }
  });
  const choose = (role: Given): void => {
    next.current = role;
    setWanted(role);
    void set.run();
  };
  const shown = wanted ?? present;
  // Nobody gives away more than they have.
  const given = (["member", "moderator", "admin"] as const).filter((role) => rank[role] <= rank[details.role]);
  const options = given.some((role) => role === shown) ? given : [...given, shown];
  const mayChange = details.permissions.editRoles && rank[shown] <= rank[details.role];
  return (
    <>
      <Row title={t(titles[right])}>
        {mayChange ? (
          <Select<MemberRole>
            label={t(titles[right])}
            value={shown}
            onChange={(role) => {
              if (role !== shown && role !== "creator") choose(role);
            }}
            options={options.map((role) => ({ value: role, label: t(who[role]) }))}
          />
        ) : (
          <span className="text-14 text-ink-2">{t(who[shown])}</span>
        )}
      </Row>
      {set.error !== null && <ErrorNote error={set.error} />}
    </>
  );
}
