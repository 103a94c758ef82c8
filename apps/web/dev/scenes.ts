import { doors } from "./door-scenes.ts";
import { longNames, messageDeeds } from "./message-scenes.ts";
import type { Scene, Screen } from "./scene.ts";
import { settingsScenes } from "./settings-scenes.ts";

const room = "/s/!atelier";
const more = "header button[aria-haspopup=menu]";
const menuItem = (number: number) => `[role=menuitem] >> nth=${number}`;

async function openQueue(screen: Screen): Promise<void> {
  await screen.press("body", "Control+k");
  await screen.fill("[role=combobox]", "outbox");
  await screen.press("[role=combobox]", "Enter");
}

const places: readonly Scene[] = [
  { name: "start", route: "/", path: "/" },
  { name: "start-booting", route: "/", path: "/?as=boot", loading: true },
  { name: "start-slow", route: "/", path: "/?connection=catching-up" },
  { name: "start-update", route: "/", path: "/?news=update" },
  { name: "start-install", route: "/", path: "/?news=install", only: "phone" },
  { name: "home", route: "/home", path: "/home" },
  { name: "home-empty", route: "/home", path: "/home?list=empty" },
  { name: "direct", route: "/home/$roomId", path: "/home/!mira" },
  { name: "direct-alone", route: "/home/$roomId", path: "/home/!declined" },
  { name: "direct-message", route: "/home/$roomId/$eventId", path: "/home/!mira/numbers" },
  { name: "server", route: "/s/$spaceId", path: "/s/!atelier" },
  { name: "server-5000", route: "/s/$spaceId", path: "/s/!atelier?list=many" },
  { name: "activity", route: "/activity", path: "/activity" },
  { name: "activity-approvals", route: "/activity", path: "/activity?approvals=yes" },
  { name: "activity-nothing", route: "/activity", path: "/activity?list=empty" },
  { name: "activity-offline", route: "/activity", path: "/activity?connection=network" },
  { name: "activity-elsewhere", route: "/activity", path: "/activity?connection=elsewhere" },
  { name: "status", route: "/status", path: "/status" },
  {
    name: "status-tool-secret",
    route: "/status",
    path: "/status",
    act: (screen) => screen.click("main section:has-text('archive') button >> nth=-2"),
  },
  {
    name: "status-tool-sign-in",
    route: "/status",
    path: "/status",
    act: (screen) => screen.click("main section:has-text('calendar') button >> nth=-4"),
  },
  { name: "signed-in-nobody", route: "/mcp/signed-in", path: "/mcp/signed-in" },
  { name: "status-part-down", route: "/status", path: "/status?parts=down" },
  { name: "not-found", route: "*", path: "/nowhere" },
];

const channels: readonly Scene[] = [
  { name: "channel", route: "/s/$spaceId/$roomId", path: `${room}/!design` },
  { name: "channel-message", route: "/s/$spaceId/$roomId/$eventId", path: `${room}/!general/long-20` },
  { name: "channel-table", route: "/s/$spaceId/$roomId/$eventId", path: `${room}/!states/wide-table` },
  { name: "channel-states", route: "/s/$spaceId/$roomId", path: `${room}/!states` },
  { name: "channel-media", route: "/s/$spaceId/$roomId", path: `${room}/!media` },
  {
    name: "channel-viewer",
    route: "/s/$spaceId/$roomId",
    path: `${room}/!media`,
    act: (screen) => screen.click("article button[aria-haspopup=dialog]:has(img) >> nth=-1"),
  },
  { name: "channel-empty", route: "/s/$spaceId/$roomId", path: `${room}/!empty` },
  { name: "channel-read-only", route: "/s/$spaceId/$roomId", path: `${room}/!readonly` },
  { name: "channel-upgraded", route: "/s/$spaceId/$roomId", path: `${room}/!plans` },
  { name: "channel-upgraded-followed", route: "/s/$spaceId/$roomId", path: `${room}/!roadmap-old` },
  { name: "channel-continues", route: "/s/$spaceId/$roomId", path: `${room}/!roadmap` },
  {
    name: "channel-upgraded-refused",
    route: "/s/$spaceId/$roomId",
    path: `${room}/!shut`,
    act: (screen) => screen.click("[data-room] [data-continued] button"),
  },
  { name: "channel-tall", route: "/s/$spaceId/$roomId", path: `${room}/!tall` },
  { name: "channel-missed", route: "/s/$spaceId/$roomId", path: `${room}/!missed` },
  { name: "channel-loading", route: "/s/$spaceId/$roomId", path: `${room}/!general?latency=60000`, loading: true },
  { name: "channel-unknown", route: "/s/$spaceId/$roomId", path: `${room}/!nowhere` },
  { name: "channel-offline", route: "/s/$spaceId/$roomId", path: `${room}/!design?connection=network` },
  { name: "channel-homeserver-gone", route: "/s/$spaceId/$roomId", path: `${room}/!design?connection=homeserver` },
  { name: "channel-elsewhere", route: "/s/$spaceId/$roomId", path: `${room}/!design?connection=elsewhere` },
  { name: "channel-key-unsaved", route: "/s/$spaceId/$roomId", path: `${room}/!design?encryption=unsaved` },
  { name: "channel-needs-recovery", route: "/s/$spaceId/$roomId", path: `${room}/!design?encryption=needs-recovery` },
  {
    name: "channel-menu",
    route: "/s/$spaceId/$roomId",
    path: `${room}/!design`,
    act: (screen) => screen.click(`main ${more} >> nth=-1`),
  },
  {
    name: "channel-writing",
    route: "/s/$spaceId/$roomId",
    path: `${room}/!design`,
    act: (screen) =>
      screen.fill(
        "main [role=textbox], main textarea",
        "A first line\n\nand a third one, which is much longer and wraps",
      ),
  },
  ...(
    [
      ["names", "@"],
      ["rooms", "#"],
      ["commands", "/"],
      ["command-unknown", "/dance"],
    ] as const
  ).map(([name, text]) => ({
    name: `channel-writing-${name}`,
    route: "/s/$spaceId/$roomId",
    path: `${room}/!design`,
    act: async (screen: Screen) => {
      await screen.fill("main .rich-field", text);
      if (name === "command-unknown") await screen.press("main .rich-field", "Control+Enter");
    },
  })),
  {
    name: "channel-writing-emoji",
    route: "/s/$spaceId/$roomId",
    path: `${room}/!design`,
    // On a phone they stand in the bar with formats.
    only: "wide",
    act: async (screen) => {
      await screen.click("[data-room] [data-emoji]");
      await screen.hover("[role=listbox] [role=option] >> nth=12");
    },
  },
  // The last one: the bar stays where it was asked for.
  {
    name: "channel-writing-formats",
    route: "/s/$spaceId/$roomId",
    path: `${room}/!design`,
    act: async (screen) => {
      await screen.fill("main .rich-field", "const quiet = true;");
      await screen.click("[data-room] [data-formats]");
      await screen.click("main [role=toolbar] button[aria-pressed] >> nth=-1");
    },
  },
];

const talk = "/agents/$agentId/$conversation";
const agents: readonly Scene[] = [
  { name: "agents", route: "/agents", path: "/agents" },
  { name: "agents-no-model", route: "/agents", path: "/agents?agents=none" },
  { name: "agents-long-names", route: "/agents", path: "/agents?names=long" },
  {
    name: "agents-create",
    route: "/agents",
    path: "/agents",
    act: (screen) => screen.click("main button:has(svg.lucide-plus)"),
  },
  {
    name: "agents-create-reset",
    route: "/agents",
    path: "/agents",
    act: async (screen) => {
      await screen.click("main button:has(svg.lucide-plus)");
      await screen.click("[role=dialog] label:has(input[value=daily])");
    },
  },
  { name: "agent", route: "/agents/$agentId", path: "/agents/scout" },
  { name: "agent-talk", route: talk, path: "/agents/scout/main" },
  { name: "agent-new", route: talk, path: "/agents/scout/main?agents=new" },
  { name: "agent-anew", route: talk, path: "/agents/scout/main?agents=anew" },
  { name: "agent-answering", route: talk, path: "/agents/scout/main?agents=answering" },
  { name: "agent-failed", route: talk, path: "/agents/scout/main?agents=failed" },
  { name: "agent-unanswered", route: talk, path: "/agents/scout/main?agents=unanswered" },
  { name: "agent-unknown", route: talk, path: "/agents/nobody/main" },
  { name: "agent-server-gone", route: talk, path: "/agents/scout/main?server=none" },
  { name: "agent-run", route: `${talk}/$runId`, path: "/agents/scout/main/r1" },
];

const keeping: readonly Scene[] = [
  { name: "server-settings", route: "/manage/$roomId", path: "/manage/!atelier" },
  { name: "channel-settings", route: "/manage/$roomId", path: "/manage/!states" },
  { name: "channel-settings-member", route: "/manage/$roomId", path: "/manage/!readonly" },
  { name: "settings-of-unknown", route: "/manage/$roomId", path: "/manage/!nowhere" },
  ...["channels", "members", "invitations", "banned"].map((page) => ({
    name: `server-settings-${page}`,
    route: "/manage/$roomId/$page",
    path: `/manage/!atelier/${page}`,
  })),
  { name: "members-5000", route: "/manage/$roomId/$page", path: "/manage/!crowd/members" },
  {
    name: "profile-card",
    route: "/manage/$roomId/$page",
    path: "/manage/!atelier/members",
    act: (screen) => screen.click("main li button >> nth=2"),
  },
  { name: "discover", route: "/discover", path: "/discover" },
  { name: "discover-empty", route: "/discover", path: "/discover?list=empty" },
  { name: "server-awaited", route: "/s/$spaceId", path: "/s/!choir?invite=awaited" },
  { name: "server-asked", route: "/s/$spaceId", path: "/s/!atelier?asking=yes" },
  { name: "server-upgraded", route: "/s/$spaceId", path: "/s/!garden" },
  {
    name: "server-upgraded-refused",
    route: "/s/$spaceId",
    path: "/s/!garden",
    act: (screen) => screen.click("[data-moved] button"),
  },
  { name: "join-ask", route: "/join/$target", path: "/join/!club" },
  { name: "home-removed", route: "/home", path: "/home?removed=yes" },
  { name: "server-removed", route: "/s/$spaceId", path: "/s/!reef?removed=yes" },
  { name: "home-awaited", route: "/home", path: "/home?list=empty&invite=awaited" },
  { name: "join-server", route: "/join/$target", path: "/join/!harbour" },
  { name: "join-nothing", route: "/join/$target", path: "/join/!nowhere" },
  { name: "settings-privacy", route: "/settings/$page", path: "/settings/privacy" },
];

const dialogs: readonly Scene[] = [
  {
    name: "dialog-leave",
    route: "/s/$spaceId/$roomId",
    path: `${room}/!design`,
    async act(screen) {
      await screen.click(`main ${more} >> nth=-1`);
      await screen.click("[role=menuitem] >> nth=-1");
    },
  },
  {
    name: "server-menu",
    route: "/s/$spaceId",
    path: room,
    act: (screen) => screen.click(`nav ${more} >> nth=0`),
  },
  {
    name: "dialog-first-of-server-menu",
    route: "/s/$spaceId",
    path: room,
    async act(screen) {
      await screen.click(`nav ${more} >> nth=0`);
      await screen.click(menuItem(0));
    },
  },
  {
    name: "switcher",
    route: "/s/$spaceId/$roomId",
    path: `${room}/!design`,
    act: (screen) => screen.press("body", "Control+k"),
  },
  {
    name: "switcher-found",
    route: "/s/$spaceId/$roomId",
    path: `${room}/!design`,
    async act(screen) {
      await screen.press("body", "Control+k");
      // Two letters in the wrong order.
      await screen.fill("[role=combobox]", "desgin");
    },
  },
  {
    name: "switcher-nothing",
    route: "/s/$spaceId/$roomId",
    path: `${room}/!design`,
    async act(screen) {
      await screen.press("body", "Control+k");
      await screen.fill("[role=combobox]", "zzzzz");
    },
  },
  {
    name: "switcher-room-deeds",
    route: "/s/$spaceId/$roomId",
    path: `${room}/!design`,
    async act(screen) {
      await screen.press("body", "Control+k");
      await screen.fill("[role=combobox]", "#design");
    },
  },
  { name: "channel-update", route: "/s/$spaceId/$roomId", path: `${room}/!design?news=update` },
  {
    name: "activity-offline-nothing",
    route: "/activity",
    path: "/activity?list=empty&connection=network",
  },
  { name: "queue", route: "/", path: "/?connection=network", act: openQueue },
  {
    name: "queue-deleted",
    route: "/",
    path: "/?connection=network",
    async act(screen) {
      await openQueue(screen);
      await screen.click("[role=dialog] li [data-tip=Delete], [role=dialog] li [data-tip=Eliminar]");
    },
  },
  {
    name: "shortcuts",
    route: "/s/$spaceId/$roomId",
    path: `${room}/!design`,
    only: "wide",
    act: (screen) => screen.press("body", "Control+/"),
  },
];

const design = { route: "/s/$spaceId/$roomId", path: `${room}/!design` } as const;
const onTheWay = ["loading", "joining", "joining-long"];
const inCall = (call: string): Scene => ({
  ...design,
  name: `call-${call}`,
  path: `${design.path}?call=${call}`,
  ...(onTheWay.includes(call) ? { loading: true } : {}),
});

const calls: readonly Scene[] = [
  ...[
    "alone",
    "pair",
    "four",
    "nine",
    "sixteen",
    "forty",
    "cameras",
    "screen",
    "own-screen",
    "screens",
    "hands",
    "waiting",
    "reconnecting",
    "silenced",
    "no-devices",
    "unencrypted",
    "loading",
    "joining",
    "joining-long",
    "failed-token",
    "failed-media",
    "forbidden",
    "removed",
    "elsewhere",
    "unloaded",
  ].map(inCall),
  {
    ...inCall("cameras"),
    name: "call-pinned",
    act: (screen) => screen.click("[data-tile] button[aria-pressed] >> nth=1"),
  },
  { ...inCall("four"), name: "call-chat", act: (screen) => screen.click("[data-call-chat]") },
  {
    ...inCall("four"),
    name: "call-share",
    act: (screen) => screen.click("[data-call-stage] [role=toolbar] button[aria-haspopup=menu]"),
  },
  {
    ...inCall("four"),
    name: "call-more",
    only: "phone",
    act: (screen) => screen.click("[data-call-more]"),
  },
  {
    ...inCall("nine"),
    name: "call-person",
    act: (screen) => screen.click("[data-tile-menu] >> nth=1"),
  },
  {
    ...inCall("hands"),
    name: "call-react",
    act: (screen) => screen.click("[data-call-react]"),
  },
  {
    ...inCall("cameras"),
    name: "call-incoming-off",
    act: (screen) => screen.click("[data-call-incoming]"),
  },
  { name: "call-running", route: "/s/$spaceId/$roomId", path: `${room}/!research` },
  { name: "call-on-another", route: "/s/$spaceId/$roomId", path: `${room}/!clients` },
  {
    name: "call-on-another-menu",
    route: "/s/$spaceId/$roomId",
    path: `${room}/!clients`,
    only: "phone",
    act: (screen) => screen.click("[data-call=join]"),
  },
  {
    name: "call-start-menu",
    ...design,
    only: "phone",
    act: (screen) => screen.click("[data-call=start]"),
  },
  // Reading elsewhere.
  ...["four", "reconnecting", "failed-media", "joining"].map((call) => ({
    name: `call-mini-${call}`,
    route: "/s/$spaceId/$roomId",
    path: `${room}/!general?call=${call}`,
  })),
  // Others call.
  ...["voice", "video", "two"].map((ring) => ({
    ...design,
    name: `ring-${ring}`,
    path: `${design.path}?ring=${ring}`,
  })),
  { ...inCall("four"), name: "ring-in-call", path: `${room}/!general?call=four&ring=voice` },
  { name: "ring-list", route: "/", path: "/?ring=video", only: "phone" },
  { name: "ring-lines", route: "/home/$roomId", path: "/home/!jun" },
  // One calls oneself.
  ...["ringing", "declined", "unanswered", "failed", "invited"].map((ring) => ({
    ...design,
    name: `ring-out-${ring}`,
    path: `${design.path}?call=alone&ring=${ring}`,
  })),
  { name: "call-mini-list", route: "/s/$spaceId", path: "/?call=four" },
];

const voice = (name: string, path: string, more: Partial<Scene> = {}): Scene => ({
  name: `voice-${name}`,
  route: "/s/$spaceId/$roomId",
  path: `${room}/${path}`,
  ...more,
});
/** Voice channels while one is not in their call, their rows, and what they can be set to. */
const voices: readonly Scene[] = [
  voice("people", "!studio"),
  voice("many", "!hall"),
  voice("nobody", "!quiet"),
  voice("long-name", "!longvoice"),
  voice("long-row", "!longvoice", {
    only: "wide",
    act: (screen) => screen.hover('[data-room="!longvoice"]'),
  }),
  voice("may-not-join", "!board"),
  voice("may-not-speak", "!talks"),
  voice("while-elsewhere", "!quiet?call=four"),
  voice("chat", "!studio", { only: "phone", act: (screen) => screen.click("[data-voice=chat]") }),
  voice("joined", "!studio", { act: (screen) => screen.click("[data-voice=join]") }),
  voice("row-menu", "!studio", {
    only: "wide",
    act: (screen) => screen.click('[data-room="!studio"]', { button: "right" }),
  }),
  { name: "voice-list", route: "/s/$spaceId", path: room, only: "phone" },
];

/** Every screen in every state that is worth a look. A route or a page of the settings without one fails a test. */
export const scenes: readonly Scene[] = [
  ...doors,
  ...places,
  ...channels,
  ...messageDeeds,
  ...longNames,
  ...settingsScenes,
  ...agents,
  ...keeping,
  ...dialogs,
  ...calls,
  ...voices,
];
