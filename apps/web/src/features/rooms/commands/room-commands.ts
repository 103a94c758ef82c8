import type { RoomPermissions, Session } from "@parley/matrix";
import { codeOf } from "../../../shared/explain.ts";
import type { Place } from "../../../shared/navigation.ts";
import type { CommandOutcome, SlashCommand } from "../../../shared/slash-commands.ts";
import type { Speak } from "../../../shared/use-strings.ts";
import { joinTarget } from "../model/links.ts";
import { meantBy } from "../model/meant.ts";
import type { commandStrings } from "./strings/index.ts";

export interface RoomCommandPorts {
  readonly session: Session;
  readonly t: Speak<typeof commandStrings.en>;
  go(place: Place): void;
  /** Asks before a room is left. */
  leave(roomId: string): void;
  /** Of the page, as links of this app begin with it. */
  readonly origin: string;
}

/** Someone whom a command is for, and what follows. */
interface Meant {
  readonly userId: string;
  /** As people know them, or the id. */
  readonly name: string;
  readonly rest: string;
}

type Named = Pick<Meant, "userId" | "name">;
/** More ids are not put into a sentence. */
const mostNamed = 5;

const serverOf = (userId: string): string => userId.slice(userId.indexOf(":") + 1);

/** `@name:server`, or `@name` of the own homeserver. Null: no person. */
function idOf(word: string, ownUserId: string): string | null {
  const [, local, server] = /^@?([^\s:@]+)(?::(\S+))?$/u.exec(word) ?? [];
  if (local === undefined) return null;
  return server === undefined ? `@${local.toLowerCase()}:${serverOf(ownUserId)}` : `@${local}:${server}`;
}

/** What the commands share: who is meant, what one may, and how it is said that something is not done. */
function createBasis({ session, t }: RoomCommandPorts) {
  const { rooms, people, moderation, account } = session;
  const refuse = (refused: string): CommandOutcome => ({ refused });
  const membersOf = (roomId: string) => rooms.members(roomId).peek();

  /** Of some people or others: an id means who has it, a name the one of them who bears it. */
  function meant(argument: string, people: readonly Named[]): Meant | { readonly refused: string } {
    const [word = "", ...after] = argument.split(/\s+/u);
    const isWhole = /^@?[^\s:@]+:\S+$/u.test(word);
    const named = meantBy(argument, isWhole ? [] : people);
    const [one, ...others] = named.people;
    if (one !== undefined && others.length > 0) {
      const ids = named.people.map(({ userId }) => userId).slice(0, mostNamed);
      return { refused: t("ambiguous", { name: word.replace(/^@/u, ""), ids: ids.join(", ") }) };
    }
    if (one !== undefined) return { userId: one.userId, name: one.name, rest: named.rest };
    const userId = idOf(word, account.userId);
    if (userId === null) return { refused: t("whom") };
    const name = people.find((member) => member.userId === userId)?.name ?? userId;
    return { userId, name, rest: after.join(" ") };
  }
  /** Names can be anything: who it was is told by the id. */
  const called = ({ userId, name }: Named): string => (name === userId ? userId : `${name} (${userId})`);

  /** A command for someone: `deed` is asked once it is clear who is meant. */
  const forSomeone = (deed: (person: Meant, roomId: string) => Promise<CommandOutcome>) => ({
    async run(argument: string, roomId: string): Promise<CommandOutcome> {
      // All of them: who is not known yet may bear the same name.
      const others = (await moderation.allMembers(roomId)).filter(({ userId }) => userId !== account.userId);
      const person = meant(argument, others);
      if ("refused" in person) return person;
      if (person.userId === account.userId) return refuse(t("notOneself"));
      return deed(person, roomId);
    },
  });

  return {
    refuse,
    membersOf,
    meant,
    called,
    forSomeone,
    // Not known is not no: then the homeserver answers.
    may: (permission: keyof RoomPermissions) => (roomId: string) =>
      rooms.details(roomId).peek()?.permissions[permission] ?? true,
    /** Whether there is such an account; one that cannot be asked for may be there. */
    async exists(userId: string): Promise<boolean> {
      const profile = await people.profile(userId).catch(() => undefined);
      return profile !== null;
    },
    /** Against a member of the room whose role is below one's own. */
    against: (
      deed: "remove" | "ban",
      act: (roomId: string, userId: string, reason: string | undefined) => Promise<unknown>,
    ) =>
      forSomeone(async (person, roomId) => {
        const { userId, name, rest } = person;
        if (!moderation.actionsOn(roomId, userId)[deed]) {
          const here = (await moderation.allMembers(roomId)).some((member) => member.userId === userId);
          if (here) return refuse(t("standsAbove", { name }));
          if (deed === "remove") return refuse(t("isNotHere", { name }));
        }
        await act(roomId, userId, rest === "" ? undefined : rest);
        return { done: t(deed === "ban" ? "banned" : "removed", { who: called(person) }) };
      }),
  };
}
type Basis = ReturnType<typeof createBasis>;

/** Who is in the room. */
function membershipCommands({ session, t }: RoomCommandPorts, basis: Basis): readonly SlashCommand[] {
  const { rooms, moderation } = session;
  const { refuse, membersOf, meant, called, forSomeone, may, exists, against } = basis;
  const reason = t("personAndReason");
  return [
    {
      name: "invite",
      about: t("invite"),
      argument: t("person"),
      person: "anyone",
      may: may("invite"),
      effect: forSomeone(async ({ userId, name }, roomId) => {
        const member = membersOf(roomId).find((other) => other.userId === userId);
        if (member?.membership === "join") return refuse(t("isHere", { name }));
        if (member?.membership === "invite") return refuse(t("isInvited", { name }));
        if (!(await exists(userId))) return refuse(t("noAccount", { id: userId }));
        await rooms.invite(roomId, userId);
        return null;
      }),
    },
    {
      name: "remove",
      aliases: ["kick"],
      about: t("remove"),
      argument: reason,
      person: "member",
      may: may("kick"),
      effect: against("remove", (roomId, userId, why) => moderation.remove(roomId, userId, why)),
    },
    {
      name: "ban",
      about: t("ban"),
      argument: reason,
      person: "member",
      may: may("ban"),
      effect: against("ban", (roomId, userId, why) => moderation.ban(roomId, userId, why)),
    },
    {
      name: "unban",
      about: t("unban"),
      argument: t("person"),
      person: "member",
      may: may("ban"),
      effect: {
        async run(argument, roomId) {
          const banned = await moderation.banned(roomId);
          const person = meant(argument, banned);
          if ("refused" in person) return person;
          if (!banned.some(({ userId }) => userId === person.userId)) {
            const name = membersOf(roomId).find(({ userId }) => userId === person.userId)?.name ?? person.name;
            return refuse(t("isNotBanned", { name }));
          }
          await moderation.unban(roomId, person.userId);
          return { done: t("unbanned", { who: called(person) }) };
        },
      },
    },
  ];
}

/** What concerns people wherever they are. */
function peopleCommands({ session, t, go }: RoomCommandPorts, basis: Basis): readonly SlashCommand[] {
  const { rooms, people } = session;
  const { refuse, forSomeone, exists } = basis;
  return [
    {
      name: "msg",
      aliases: ["dm", "query"],
      about: t("message"),
      argument: t("personAndWords"),
      person: "anyone",
      effect: forSomeone(async ({ userId, rest }) => {
        if (!(await exists(userId))) return refuse(t("noAccount", { id: userId }));
        const roomId = await rooms.openDirect(userId);
        go({ at: "home", roomId });
        if (rest === "") return null;
        const timeline = session.openTimeline(roomId);
        try {
          await timeline.send({ text: rest });
        } finally {
          timeline.close();
        }
        return null;
      }),
    },
    {
      name: "block",
      aliases: ["ignore"],
      about: t("block"),
      argument: t("person"),
      person: "anyone",
      effect: forSomeone(async ({ userId, name }) => {
        await people.block(userId);
        return { done: t("blocked", { name }) };
      }),
    },
    {
      name: "unblock",
      aliases: ["unignore"],
      about: t("unblock"),
      argument: t("person"),
      person: "anyone",
      effect: forSomeone(async ({ userId, name }) => {
        await people.unblock(userId);
        return { done: t("unblocked", { name }) };
      }),
    },
  ];
}

/** Whether there is nothing to be seen at an address; of what cannot be asked for now, its page says more. */
async function isMissing(
  { rooms, removals, discovery }: Session,
  { target, via }: Extract<Place, { at: "join" }>,
): Promise<boolean> {
  if (rooms.details(target).peek() !== null) return false;
  if (rooms.list.peek().invites.some(({ id }) => id === target)) return false;
  if (removals.list.peek().some(({ roomId, channelIds }) => roomId === target || channelIds.includes(target)))
    return false;
  return discovery.preview(target, via).then(
    () => false,
    (error: unknown) => codeOf(error) === "MATRIX_NOT_FOUND",
  );
}

/** What concerns rooms themselves. */
function placeCommands({ session, t, go, leave, origin }: RoomCommandPorts, basis: Basis): readonly SlashCommand[] {
  const { rooms, account } = session;
  const { refuse, may } = basis;
  return [
    {
      name: "join",
      about: t("join"),
      argument: t("joinArgument"),
      effect: {
        async run(argument) {
          const [word = ""] = argument.split(/\s+/u);
          const address = /^#[^\s:]+$/u.test(word) ? `${word}:${serverOf(account.userId)}` : word;
          const target = joinTarget(address, origin);
          if (target === null) return refuse(t("noAddress"));
          if (await isMissing(session, target)) return refuse(t("noRoom", { address: target.target }));
          go(target);
          return null;
        },
      },
    },
    {
      name: "leave",
      aliases: ["part"],
      about: t("leave"),
      argument: null,
      effect: {
        async run(_argument, roomId) {
          leave(roomId);
          return null;
        },
      },
    },
    {
      name: "rename",
      aliases: ["roomname"],
      about: t("rename"),
      argument: t("renameArgument"),
      may: may("editName"),
      effect: {
        async run(argument, roomId) {
          await rooms.setName(roomId, argument);
          return null;
        },
      },
    },
  ];
}

/** What is written about people, rooms and the way between them. */
export function createRoomCommands(ports: RoomCommandPorts): readonly SlashCommand[] {
  const basis = createBasis(ports);
  return [...membershipCommands(ports, basis), ...peopleCommands(ports, basis), ...placeCommands(ports, basis)];
}
