import type { Person } from "@parley/matrix";
import { useEffect, useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { MediaAvatar } from "../../../shared/MediaAvatar.tsx";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { RadioGroup } from "../../../ui/RadioGroup.tsx";
import { Row, Section } from "../../../ui/Row.tsx";
import { useToast } from "../../../ui/Toast.tsx";
import { strings } from "../strings/index.ts";

/** How others see me, and whom I do not want to see. */
export function PrivacySettings() {
  const t = useStrings(strings);
  const { people } = useSession();
  const visible = useSignal(people.visible);
  const blocked = useSignal(people.blocked);
  const show = useTask((next: boolean) => people.setVisible(next));
  return (
    <>
      <Section>
        <Row title={t("visible")} hint={t("visibleHint")}>
          <RadioGroup
            shape="segments"
            label={t("visible")}
            hideLabel
            value={visible ? "on" : "off"}
            onChange={(next) => void show.run(next === "on")}
            options={[
              { value: "on", label: t("visibleOn") },
              { value: "off", label: t("visibleOff") },
            ]}
          />
        </Row>
        {show.error !== null && <ErrorNote error={show.error} />}
      </Section>
      <Section title={t("blockedPeople")} hint={t("blockedHint")}>
        {blocked.length === 0 && <p className="py-4 text-14 text-ink-2">{t("noBlocked")}</p>}
        {blocked.map((userId) => (
          <BlockedRow key={userId} userId={userId} />
        ))}
      </Section>
    </>
  );
}

function BlockedRow({ userId }: { readonly userId: string }) {
  const t = useStrings(strings);
  const { people } = useSession();
  const toast = useToast();
  const [person, setPerson] = useState<Person | null>(null);
  const name = person?.name ?? userId;
  useEffect(() => {
    let current = true;
    // Without a name the id says who it is.
    people.profile(userId).then(
      (found) => {
        if (current) setPerson(found);
      },
      () => {},
    );
    return () => {
      current = false;
    };
  }, [people, userId]);
  const unblock = useTask(async () => {
    await people.unblock(userId);
    toast({
      title: t("unblocked", { name }),
      action: { label: t("undo"), run: () => void people.block(userId).catch(() => {}) },
    });
  });
  return (
    <>
      <Row
        title={
          <span className="flex min-w-0 items-center gap-3">
            <MediaAvatar id={userId} name={name} mxc={person?.avatarMxc ?? null} size={32} />
            <span className="min-w-0">
              <bdi className="wrap-anywhere block">{name}</bdi>
              {name !== userId && (
                <span className="wrap-anywhere block font-mono font-normal text-12 text-ink-2">{userId}</span>
              )}
            </span>
          </span>
        }
      >
        <Button busy={unblock.running && t("unblocking")} onClick={() => void unblock.run()}>
          {t("unblock")}
        </Button>
      </Row>
      {unblock.error !== null && <ErrorNote error={unblock.error} />}
    </>
  );
}
