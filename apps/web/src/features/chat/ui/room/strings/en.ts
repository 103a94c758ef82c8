export const en = {
  // What stands in the place of a room
  elsewhereTitle: "Parley runs in another tab",
  elsewhereHint: "Read and write there, or choose to use Parley here. What you began to write is kept.",
  inviteDirectTitle: "{name} wants to talk to you",
  inviteHint: "You see what is written there when you have accepted.",
  inviteTitle: "{name} invites you to {room}",
  inviteTitleUnknown: "You are invited to {room}",
  joinHint: "You are a member of {space}, so you may join this channel.",
  joinTitle: "Join #{name}?",
  missingHint: "It may have been removed, or you were never invited to it.",
  missingTitle: "This room is not among yours",
  // A room that was upgraded
  continued: "This conversation continues in a new room.",
  goToNew: "Go to the new room",
  joinNew: "Join the new room",
  joiningNew: "Joining",
  newForbidden: "Only who is invited comes into the new room. Ask {name}, who moved the conversation, to invite you.",
  newUnreachable: "Your homeserver does not reach the new room. Try again later, or ask {name} to invite you.",
  unsent: {
    one: "A message of yours was not sent here.",
    other: "{n} messages of yours were not sent here.",
  },
  sendThere: { one: "Send it in the new room", other: "Send {n} in the new room" },
  sendingThere: "Sending",
  begun: "You had begun to write here: {words}",
  copyBegun: "Copy",
  begunCopied: "Copied",
  // A conversation whose other person is not there
  alone: "{name} is not in this conversation: nobody reads what you write here.",
  inviteAgain: "Invite again",
  invitingAgain: "Inviting",
  // A room that continues another one
  continues: "This room continues an older one.",
  seeOlder: "See older messages",
} as const;
