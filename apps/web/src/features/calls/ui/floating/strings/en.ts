export const en = {
  float: "Keep above other windows",
  unfloat: "Close the floating window",
  title: "Call in {room}",
  backTo: "Back to the call",
  failed: "The floating window could not be opened. The call goes on here.",
} as const;
