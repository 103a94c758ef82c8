export const en = {
  about:
    "What agents may do for you without asking, because you answered a question with “Always allow”. What you take away here is asked about again.",
  none: "Nothing is allowed for always",
  noneHint: "Where an agent asks whether it may run a program or use a tool, “Always allow” puts it here.",
  tool: "Tool of another server, as it described itself then",
  program: "Program, whatever it is given",
  used: "Last used {time}",
  unused: "Not used yet",
  forCommand: "for {command}",
  remove: "Remove",
  removeNamed: "Ask again before {name}",
  removing: "Removing",
  removed: "Asks again from now on: {name}",
  offline: "This may have changed: the server cannot be reached just now.",
} as const;
