import type { SpaceSummary } from "@parley/matrix";
import { Hash, Lock, Volume2 } from "lucide-react";
import { useState } from "react";
import { useCallSlots } from "../../../../shared/call-slots.ts";
import { useSession } from "../../../../shared/contexts.ts";
import { useNavigation } from "../../../../shared/navigation.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStillHere } from "../../../../shared/use-still-here.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useTask } from "../../../../shared/use-task.ts";
import { Checkbox } from "../../../../ui/Checkbox.tsx";
import { RadioGroup } from "../../../../ui/RadioGroup.tsx";
import { Select } from "../../../../ui/Select.tsx";
import { TextField } from "../../../../ui/TextField.tsx";
import { chatStrings } from "../../strings/index.ts";
import { checkName, FormDialog, useLeading } from "./FormDialog.tsx";
import { NameField } from "./NameField.tsx";
import { PeoplePicker } from "./PeoplePicker.tsx";
import { dialogStrings } from "./strings/index.ts";

const sign = { "aria-hidden": true, className: "size-5", strokeWidth: 1.75 } as const;

/** What one asked for may come below the fold. */
const bringIntoView = (part: HTMLElement | null) => part?.scrollIntoView?.({ block: "nearest" });

/** Makes a channel of a server, and goes there. */
export function CreateChannelDialog({
  space,
  categoryId,
  onClose,
}: {
  readonly space: SpaceSummary;
  readonly categoryId: string | null;
  readonly onClose: () => void;
}) {
  const chat = useStrings(chatStrings);
  const t = useStrings(dialogStrings);
  const calls = useCallSlots();
  const session = useSession();
  const navigation = useNavigation();
  const isHere = useStillHere();
  const { focusAfter, leave } = useLeading();
  const [value, setValue] = useState("");
  const [topic, setTopic] = useState("");
  const [category, setCategory] = useState(categoryId ?? "");
  const [tried, setTried] = useState(false);
  const [type, setType] = useState<"text" | "voice">("text");
  const [access, setAccess] = useState<"everyone" | "server" | "invited">("server");
  const [listed, setListed] = useState(false);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const members = useSignal(session.rooms.members(space.id));
  const others = members.filter(({ userId, membership }) => membership === "join" && userId !== session.account.userId);
  const create = useTask(async () => {
    const { name, fault } = checkName(value);
    setTried(true);
    if (fault !== null) return;
    const roomId = await session.rooms.createChannel(space.id, {
      name,
      categoryId: category === "" ? null : category,
      ...(type === "voice" ? { voice: true } : {}),
      ...(topic.trim() === "" ? {} : { topic: topic.trim() }),
      ...(access === "everyone" ? { access, listed } : {}),
      ...(access === "invited" ? { access, invite: [...chosen] } : {}),
    });
    if (!isHere()) return;
    leave();
    onClose();
    navigation.go({ at: "space", spaceId: space.id, roomId });
  });
  const categories = space.categories.filter((other) => other.id !== null);
  return (
    <FormDialog
      title={chat("createChannel")}
      verb={chat("createChannel")}
      doing={t("creating")}
      task={create}
      onClose={onClose}
      focusAfter={focusAfter}
    >
      {calls !== null && (
        <RadioGroup
          label={t("channelType")}
          value={type}
          onChange={setType}
          options={[
            { value: "text", label: t("channelText"), hint: t("channelTextHint"), icon: <Hash {...sign} /> },
            { value: "voice", label: t("channelVoice"), hint: t("channelVoiceHint"), icon: <Volume2 {...sign} /> },
          ]}
        />
      )}
      <NameField label={t("channelName")} value={value} onChange={setValue} shown={tried} />
      <TextField
        label={t("channelTopic")}
        hint={t("channelTopicHint")}
        value={topic}
        onChange={setTopic}
        maxLength={250}
        autoComplete="off"
        dir="auto"
      />
      {categories.length > 0 && (
        <div className="flex flex-col items-start gap-1.5">
          <span aria-hidden="true" className="font-medium text-13">
            {t("channelCategory")}
          </span>
          <Select
            label={t("channelCategory")}
            value={category}
            onChange={setCategory}
            options={[
              { value: "", label: t("noCategory") },
              ...categories.map((other) => ({ value: other.id ?? "", label: other.name })),
            ]}
          />
        </div>
      )}
      <RadioGroup
        label={t("channelAccess")}
        value={access}
        onChange={setAccess}
        options={[
          { value: "server", label: t("channelForAll", { space: space.name }), hint: t("channelForAllHint") },
          { value: "everyone", label: t("channelOpen"), hint: t("channelOpenHint", { space: space.name }) },
          { value: "invited", label: t("channelPrivate"), hint: t("channelPrivateHint") },
        ]}
      />
      {access === "everyone" && (
        <div ref={bringIntoView}>
          <Checkbox checked={listed} onChange={setListed} label={t("channelListed")} hint={t("channelListedHint")} />
        </div>
      )}
      {access === "invited" && others.length > 0 && (
        <div ref={bringIntoView}>
          <PeoplePicker label={t("channelInvite")} people={others} chosen={chosen} onChange={setChosen} />
        </div>
      )}
      <p className="flex gap-2 text-13 text-ink-2">
        <Lock aria-hidden="true" className="size-4 shrink-0 text-good" strokeWidth={1.75} />
        {t(type === "voice" ? "channelEncryptedVoice" : "channelEncrypted")}
      </p>
    </FormDialog>
  );
}
