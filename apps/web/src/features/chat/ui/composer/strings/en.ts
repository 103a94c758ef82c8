export const en = {
  // Completion
  offered: "Suggestions",
  everyone: "Everyone in this room is told",
  mayNotTellAll: "@room is sent as a word: you may not tell everyone in this room at once.",
  roomIn: "in {space}",
  // Buttons
  emoji: "Emoji",
  showFormats: "Show formatting",
  hideFormats: "Hide formatting",
  // Commands
  commandMe: "Says what you do, as in “{name} waves”",
  commandMeArgument: "what you do",
  commandShrug: "Adds ¯\\_(ツ)_/¯ to the message",
  commandShrugArgument: "message",
  commandNick: "Changes your display name everywhere",
  commandNickArgument: "new name",
  commandTopic: "Sets the topic of this room",
  commandTopicArgument: "topic",
  unknownCommand: "There is no command /{name}. To send it as it stands, begin with two slashes.",
  incompleteCommand: "/{name} needs something after it.",
  keysSendAnyway: "Send, also from code",
  keysPeople: "Name a person, or everyone",
  keysRooms: "Name a room",
  keysEmoji: "Find an emoji by its name",
  keysCommands: "Do something with a command",
  dropHere: "Drop files to attach them",
} as const;
