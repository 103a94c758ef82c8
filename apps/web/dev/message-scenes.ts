import type { Scene, Screen } from "./scene.ts";

const at = (room: string, more = "") =>
  ({ route: "/s/$spaceId/$roomId", path: `/s/!atelier/!${room}${more}` }) as const;

/** Chooses what can be done with a message, by the sign that stands beside it in the menu. */
const choose = (message: string, sign: string) => async (screen: Screen) => {
  // With a key, as the bar stands there for who walks, also on a phone.
  await screen.press(message, "Shift");
  await screen.click(`${message} >> [role=toolbar] >> button >> nth=-1`);
  await screen.click(`[role=menuitem]:has(svg.lucide-${sign})`);
};
const reacted = "article:has(ul button[aria-pressed]) >> nth=-1";

/** What one does with messages, and the files that wait to become one. */
export const messageDeeds: readonly Scene[] = [
  { name: "channel-pins", ...at("design"), act: (screen) => screen.click("header button:has(svg.lucide-pin)") },
  {
    name: "channel-versions",
    ...at("design"),
    act: (screen) => screen.click("article button.whitespace-nowrap"),
  },
  { name: "channel-reactions", ...at("design"), act: choose(reacted, "smile-plus") },
  { name: "channel-reactions-many", ...at("states"), act: choose(reacted, "smile-plus") },
  { name: "channel-forward", ...at("design"), act: choose(reacted, "forward") },
  {
    name: "channel-forward-nothing",
    ...at("design"),
    act: async (screen) => {
      await choose(reacted, "forward")(screen);
      await screen.fill("[role=dialog] input", "zzzzz");
    },
  },
  { name: "channel-message-deeds", ...at("design"), only: "phone", act: (screen) => screen.hold(reacted) },
  { name: "channel-files-waiting", ...at("clients") },
];

/** Names as long as they get, wherever names stand. */
export const longNames: readonly Scene[] = [
  { name: "long-names-channel", ...at("design", "?names=long") },
  {
    name: "long-names-forward",
    ...at("general", "?names=long"),
    act: choose("article >> nth=-1", "forward"),
  },
  {
    name: "long-names-switcher",
    ...at("general", "?names=long"),
    async act(screen) {
      await screen.press("body", "Control+k");
      await screen.fill("[role=combobox]", "donau");
    },
  },
  {
    name: "long-names-pins",
    ...at("design", "?names=long"),
    act: (screen) => screen.click("header button:has(svg.lucide-pin)"),
  },
  { name: "long-names-voice", ...at("studio", "?names=long") },
  { name: "long-names-direct", route: "/home/$roomId", path: "/home/!mira?names=long" },
  { name: "long-names-activity", route: "/activity", path: "/activity?names=long" },
  { name: "long-names-server", route: "/s/$spaceId", path: "/s/!atelier?names=long", only: "phone" },
  { name: "long-names-settings", route: "/manage/$roomId", path: "/manage/!atelier?names=long" },
  { name: "long-names-channels", route: "/manage/$roomId/$page", path: "/manage/!atelier/channels?names=long" },
  {
    name: "long-names-profile",
    route: "/manage/$roomId/$page",
    path: "/manage/!atelier/members?names=long",
    act: (screen) => screen.click("main li button >> nth=2"),
  },
];
