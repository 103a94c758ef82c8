export const en = {
  notTaken: "The homeserver has not taken this yet. It is tried again by itself.",
  failedForbidden: "Not sent: you may not write here any more.",
  failedTooLarge: "Not sent: it is larger than the homeserver takes.",
  failedNotInRoom: "Not sent: you are no longer in this room.",
  failedEncryption: "Not sent: it could not be encrypted.",
  failedFileLost: "Not sent: the file is not on this device any more. Delete this and attach it again.",
  failedUncertain: "It is not certain that this arrived. Look before you send it again.",
  failedRejected: "Not sent: the homeserver refused it.",
  failedRemoval: "Not deleted: the homeserver refused it.",
  keepMessage: "Keep",
} as const;
