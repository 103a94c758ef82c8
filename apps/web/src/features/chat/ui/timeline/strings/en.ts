export const en = {
  // Who can come into a room, at its beginning
  startInvited: "Only who is invited can find it and come in. What is written here is read by its members only.",
  startEveryone:
    "Everyone with an account here can join, and reads what is written from then on. The homeserver cannot read it.",
  // Forwarding
  forwardByEnter: "After typing, Enter forwards it to the first one.",
  nowhereElse: "You are in no other room yet. Once you are, messages can be sent on to it.",
  // Members
  membersHidden: "Who is in it is seen by its members.",
  membersKnown: { one: "{known} of {n} member is loaded", other: "{known} of {n} members are loaded" },
  // Editing
  isEdited: "You are editing this message",
  // Doubts
  shieldPlain: "it was not encrypted. The homeserver can read it, and could have written it.",
} as const;
