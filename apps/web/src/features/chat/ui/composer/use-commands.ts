import { useMemo } from "react";
import { useSession } from "../../../../shared/contexts.ts";
import { type SlashCommand, useSlashCommands } from "../../../../shared/slash-commands.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { composerStrings } from "./strings/index.ts";

/** Faces that stand behind the words. */
const faces = {
  shrug: "¯\\_(ツ)_/¯",
  tableflip: "(╯°□°)╯︵ ┻━┻",
  unflip: "┬─┬ノ( º _ ºノ)",
  lenny: "( ͡° ͜ʖ ͡°)",
} as const;

/** The composer's own commands, and those that other parts bring. */
export function useCommands(roomId: string): readonly SlashCommand[] {
  const t = useStrings(composerStrings);
  const session = useSession();
  const others = useSlashCommands();
  const details = useSignal(session.rooms.details(roomId));
  const { displayName } = useSignal(session.own.profile);
  const permissions = details?.permissions ?? null;
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
        name: "nick",
        about: t("commandNick"),
        argument: t("commandNickArgument"),
        effect: {
          async run(argument) {
            await session.own.setDisplayName(argument);
            return null;
          },
        },
      },
      {
        name: "topic",
        about: t("commandTopic"),
        argument: t("commandTopicArgument"),
        may: () => permissions?.editTopic ?? true,
        effect: {
          async run(argument, inRoom) {
            await session.rooms.setTopic(inRoom, argument);
            return null;
          },
        },
      },
    ];
    const added = Object.entries(faces).map(([face, after]) => ({
      name: face,
      about: t("commandFace", { face: after }),
      argument: t("commandFaceArgument"),
      optional: true,
      effect: { rewrite: { after } },
    }));
    return [...own, ...others, ...added];
  }, [t, session, others, permissions, name]);
}
