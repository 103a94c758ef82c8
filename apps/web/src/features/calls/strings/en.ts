export const en = {
  startVoice: "Start voice call",
  startVideo: "Start video call",
  call: "Start call",
  joinVideo: "Join with video",
  joinVoice: "Join with voice",
  join: "Join",
  joinWith: "Join with …",
  startWith: "Start call with …",
  more: "More ways to call",
  joinNamed: { one: "Join call, {n} participant", other: "Join call, {n} participants" },
  inCall: { one: "{n} in the call", other: "{n} in the call" },
} as const;
