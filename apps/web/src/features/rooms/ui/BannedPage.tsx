import type { BannedMember } from "@parley/matrix";
import { Ban } from "lucide-react";
import { useEffect, useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { MediaAvatar } from "../../../shared/MediaAvatar.tsx";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { Row, Section } from "../../../ui/Row.tsx";
import { Skeleton, Waiting } from "../../../ui/Skeleton.tsx";
import { useToast } from "../../../ui/Toast.tsx";
import { strings } from "../strings/index.ts";

/** Who may not come back, and the way to let them. */
export function BannedPage({ roomId }: { readonly roomId: string }) {
  const t = useStrings(strings);
  const { moderation, rooms } = useSession();
  const isServer = useSignal(rooms.details(roomId))?.kind === "space";
  const [banned, setBanned] = useState<readonly BannedMember[] | null>(null);
  const load = useTask(async () => setBanned(await moderation.banned(roomId)));
  const { run } = load;
  useEffect(() => void run(), [run]);
  return (
    <>
      {load.error !== null && <ErrorNote error={load.error} onRetry={() => void run()} />}
      <Waiting waiting={banned === null && load.error === null} shape={<Skeleton className="h-24 w-full" />}>
        {banned?.length === 0 && (
          <div className="py-12">
            <EmptyState icon={<Ban className="size-5" strokeWidth={1.75} />} title={t("noBanned")}>
              {t("noBannedHint")}
            </EmptyState>
          </div>
        )}
        {isServer && banned !== null && banned.length > 0 && <p className="text-13 text-ink-2">{t("unbanAbout")}</p>}
        <Section>
          {banned?.map((member) => (
            <BannedRow
              key={member.userId}
              member={member}
              roomId={roomId}
              onLifted={() => setBanned((before) => before?.filter((other) => other !== member) ?? null)}
            />
          ))}
        </Section>
      </Waiting>
    </>
  );
}

function BannedRow({
  member,
  roomId,
  onLifted,
}: {
  readonly member: BannedMember;
  readonly roomId: string;
  readonly onLifted: () => void;
}) {
  const t = useStrings(strings);
  const { moderation } = useSession();
  const toast = useToast();
  const [step, setStep] = useState<{ readonly n: number; readonly of: number } | null>(null);
  const lift = useTask(async () => {
    const { kept, skipped } = await moderation.unban(roomId, member.userId, (n, of) => setStep({ n, of }));
    onLifted();
    const { name } = member;
    if (skipped > 0) toast({ title: t("unbanSkipped", { name, n: skipped + kept }) });
    else toast({ title: kept > 0 ? t("unbanKept", { name, n: kept }) : t("unbanned", { name }) });
  });
  const doing = t("unbanning");
  return (
    <>
      <Row
        title={
          <span className="flex min-w-0 items-center gap-3">
            <MediaAvatar id={member.userId} name={member.name} mxc={member.avatarMxc} size={32} />
            <span className="min-w-0">
              <bdi className="wrap-anywhere block">{member.name}</bdi>
              {member.name !== member.userId && (
                <span className="wrap-anywhere block font-mono font-normal text-12 text-ink-2">{member.userId}</span>
              )}
              <span className="wrap-anywhere block font-normal text-13 text-ink-2">
                {member.reason === null
                  ? t("bannedBy", { name: member.byName })
                  : t("bannedBecause", { name: member.byName, reason: member.reason })}
              </span>
            </span>
          </span>
        }
      >
        <Button
          busy={lift.running && (step === null ? doing : t("inChannels", { doing, ...step }))}
          onClick={() => void lift.run()}
        >
          {t("unban")}
        </Button>
      </Row>
      {lift.error !== null && <ErrorNote error={lift.error} />}
    </>
  );
}
