export const en = {
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
