import { useMemo } from "react";
import { useSession } from "../../../../shared/contexts.ts";
import { type SlashCommand, useSlashCommands } from "../../../../shared/slash-commands.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { composerStrings } from "./strings/index.ts";

const shrug = "¯\\_(ツ)_/¯";

/** The composer's own commands, and those that other parts bring. */
export function useCommands(roomId: string): readonly SlashCommand[] {
  const t = useStrings(composerStrings);
  const session = useSession();
  const others = useSlashCommands();
  const details = useSignal(session.rooms.details(roomId));
  const { displayName } = useSignal(session.own.profile);
  const mayTopic = details?.permissions.editTopic ?? false;
  const name = displayName ?? session.account.userId;
  return useMemo(() => {
    const own: SlashCommand[] = [
      {
        name: "me",
        about: t("commandMe", { name }),
        argument: t("commandMeArgument"),
        effect: { rewrite: { style: "emote" } },
      },
      {
        name: "shrug",
        about: t("commandShrug"),
        argument: t("commandShrugArgument"),
        optional: true,
        effect: { rewrite: { after: shrug } },
      },
      {
        name: "nick",
        about: t("commandNick"),
        argument: t("commandNickArgument"),
        effect: {
          async run(argument) {
            await session.own.setDisplayName(argument);
          },
        },
      },
    ];
    if (mayTopic) {
      own.push({
        name: "topic",
        about: t("commandTopic"),
        argument: t("commandTopicArgument"),
        effect: {
          async run(argument, inRoom) {
            await session.rooms.setTopic(inRoom, argument);
          },
        },
      });
    }
    return [...own, ...others];
  }, [t, session, others, mayTopic, name]);
}
