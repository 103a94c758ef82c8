import type { MessageItem } from "@parley/matrix";
import { buildGap, buildMedia, buildMember, buildMessage, buildNotice } from "@parley/testkit";

export const minute = 60_000;
export const day = 24 * 60 * minute;
const tomas = { senderId: "@tomas:localhost", senderName: "Tomás Ferreira" };
export const mira = { senderId: "@mira:localhost", senderName: "Mira Lindqvist" };
const jun = { senderId: "@jun:localhost", senderName: "Jun" };
const rtl = { senderId: "@layla:localhost", senderName: "ليلى الحسيني" };
export const rosa = { senderId: "@rosa:localhost", senderName: "Rosa", mine: true };

export const people = [
  buildMember({ userId: "@rosa:localhost", name: "Rosa", role: "creator", presence: "online" }),
  buildMember({ userId: "@mira:localhost", name: "Mira Lindqvist", role: "admin", presence: "online" }),
  buildMember({ userId: "@tomas:localhost", name: "Tomás Ferreira", presence: "online" }),
  buildMember({ userId: "@jun:localhost", name: "Jun", presence: "away" }),
  buildMember({ userId: "@olena:localhost", name: "Olena", presence: "offline" }),
  buildMember({ userId: "@kwame:localhost", name: "Kwame Asante-Boateng", presence: "offline" }),
  buildMember({ userId: "@layla:localhost", name: "ليلى الحسيني", presence: "offline" }),
  buildMember({ userId: "@ines:localhost", name: "Inês", membership: "invite" }),
];
export const roles = people.map((person) => ({ ...person, presence: "unknown" as const }));
const body = (text: string, html: string): MessageItem["body"] => ({ type: "text", style: "text", text, html });

export function design(now: number) {
  const yesterday = now - day;
  return [
    buildMessage({
      ...tomas,
      ts: yesterday,
      text: "New tokens are in. Contrast is computed for every pair now, so nobody has to squint again.",
    }),
    buildMessage({
      ...tomas,
      ts: yesterday + minute,
      body: body(
        "code",
        '<pre><code class="language-css">--content: oklch(0.228 0.012 255)\n--text-2:  oklch(0.765 0.012 255)   8.7 : 1\n</code></pre>',
      ),
      reactions: [
        { key: "👏", senders: ["@mira:localhost", "@jun:localhost", "@rosa:localhost"], mine: true },
        { key: "🔥", senders: ["@mira:localhost"], mine: false },
      ],
    }),
    buildMessage({
      ...mira,
      ts: now - 12 * minute,
      eventId: "$read",
      text: "The list could be two pixels calmer. Everything that is not chosen should whisper.",
    }),
    buildMessage({
      ...mira,
      ts: now - 8 * minute,
      mentionsMe: true,
      replyTo: {
        eventId: "$read",
        senderId: "@rosa:localhost",
        senderName: "Rosa",
        text: "would you drop the shadow altogether?",
      },
      body: body(
        "@Rosa the shadows…",
        '<a href="https://matrix.to/#/@rosa:localhost">@Rosa</a> the shadows read as dirt on OLED, shall we drop them below the dialogs?',
      ),
    }),
    buildMessage({
      ...jun,
      ts: now - 6 * minute,
      eventId: "$shadows",
      edited: true,
      readBy: ["@mira:localhost", "@tomas:localhost"].map((userId) => ({ userId, ts: now - 5 * minute })),
      text: "Found 14 uses of a shadow outside dialogs and menus. Removing them changes no layout. Shall I open a branch?",
    }),
  ];
}

function wideTable(ts: number): MessageItem {
  const cells = (name: string, words: string, last: string) =>
    `<tr>${Array.from({ length: 7 }, (_, i) => `<${name}>${words} ${i}</${name}>`).join("")}<${name}>${last}</${name}></tr>`;
  const html = `<table>${cells("th", "Column", "Column 7")}${cells("td", "some value", "x".repeat(90))}</table>`;
  return buildMessage({ ...mira, key: "wide-table", eventId: "$wide-table", ts, body: body("x", html) });
}

const locked = (by: typeof jun, ts: number): MessageItem =>
  buildMessage({ ...by, ts, body: { type: "undecryptable", reason: "needs-recovery" } });

/** How a room began, and who came. */
const comings = (at: (n: number) => number) => [
  buildNotice({ ts: at(0), actorId: "@rosa:localhost", actorName: "Rosa", notice: { kind: "created" } }),
  buildNotice({ ts: at(0), actorId: "@rosa:localhost", actorName: "Rosa", notice: { kind: "encrypted" } }),
  buildNotice({ ts: at(1), actorName: "Jun" }),
  buildNotice({ ts: at(1), actorName: "Olena", notice: { kind: "joined", subjectName: "Olena" } }),
  buildNotice({
    ts: at(1),
    actorName: "Kwame",
    notice: { kind: "renamed", from: "Kwame", to: "Kwame Asante-Boateng" },
  }),
  buildNotice({
    ts: at(1),
    actorId: "@rosa:localhost",
    actorName: "Rosa",
    notice: { kind: "made-moderator", subjectName: "Olena" },
  }),
];

export function states(now: number) {
  const at = (n: number) => now - 3 * 60 * minute + n * minute;
  return [
    ...comings(at),
    buildMessage({ ...tomas, ts: at(2), body: { type: "undecryptable", reason: "before-joined" } }),
    ...Array.from({ length: 12 }, (_, n) => locked(n % 2 ? jun : tomas, at(2))),
    buildMessage({ ...tomas, ts: at(2), body: { type: "undecryptable", reason: "waiting-for-key" } }),
    buildMessage({ ...jun, ts: at(3), body: { type: "redacted", by: null } }),
    buildMessage({
      ...jun,
      ts: at(3),
      body: buildMedia({ name: "photos-from-saturday.jpg", size: 2_400_000 }),
    }),
    buildMessage({
      ...jun,
      ts: at(4),
      body: { type: "unsupported", eventType: "m.poll.start", fallback: "Lunch? 1. Soup 2. Bread" },
    }),
    buildMessage({ ...rtl, ts: at(10), text: "مرحبا بالجميع، هل نبدأ الاجتماع الآن؟" }),
    buildMessage({ ...rtl, ts: at(10), text: "🎉👏" }),
    buildMessage({
      ...mira,
      ts: at(20),
      text: `Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft${"x".repeat(160)}`,
    }),
    buildMessage({
      ...mira,
      ts: at(20),
      text: "See https://example.org/a/very/long/path/that/goes/on?and=on&and=on#forever, and (https://example.org/b).",
    }),
    buildMessage({
      ...mira,
      ts: at(21),
      edited: true,
      body: body(
        "x",
        '<h2>Heading</h2><p>A <strong>list</strong> with <em>emphasis</em>, <code>inline code</code> and <del>struck</del> words:</p><ul><li>one</li><li>two<ul><li>nested</li></ul></li></ul><ol start="3"><li>three</li></ol><blockquote><p>quoted words</p></blockquote><table><thead><tr><th>part</th><th>ms</th></tr></thead><tbody><tr><td>sync</td><td>12</td></tr></tbody></table><p>and a <span data-mx-spoiler>secret ending</span></p>',
      ),
    }),
    wideTable(at(22)),
    buildMessage({
      ...tomas,
      ts: at(30),
      body: body(
        "x",
        `<pre><code class="language-ts">${Array.from({ length: 40 }, (_, i) => `export const line${i} = "a long line of code that must scroll inside its own block and not push the page to the side ${i}";`).join("\n")}</code></pre>`,
      ),
    }),
    buildMessage({ ...tomas, ts: at(31), body: { type: "text", style: "emote", text: "waves", html: null } }),
    buildMessage({ ...rosa, ts: at(40), text: "my own words", edited: true }),
    buildMessage({
      ...rosa,
      ts: at(41),
      shield: null,
      replyTo: { eventId: "$nowhere", senderId: null, senderName: null, text: null },
      text: "an answer to something far away",
    }),
    buildMessage({ ...tomas, ts: at(42), shield: { colour: "red", reason: "mismatched-sender" }, text: "pretend" }),
    buildMessage({
      ...tomas,
      ts: at(42),
      shield: { colour: "grey", reason: "authenticity-not-guaranteed" },
      text: "read from a backup",
    }),
    buildMessage({
      ...mira,
      ts: at(43),
      text: "many reactions",
      reactions: ["👍", "❤️", "😂", "🎉", "👏", "🔥", "😮", "😢", "🫠", "a long textual reaction of someone"].map(
        (key, i) => ({
          key,
          senders: Array.from({ length: i * 3 + 1 }, (_, n) => `@p${n}:localhost`),
          mine: i === 2,
        }),
      ),
    }),
    buildGap({ state: "idle" }),
    buildMessage({
      ...rosa,
      ts: at(50),
      eventId: null,
      text: "on my way, 5 min",
      send: { state: "sending", since: now },
      can: { edit: false, redact: false, react: false, reply: false },
    }),
    buildMessage({
      ...rosa,
      ts: at(50),
      eventId: null,
      text: "and I bring the prints",
      send: { state: "queued", since: now - minute },
      can: { edit: false, redact: false, react: false, reply: false },
    }),
    buildMessage({
      ...rosa,
      ts: at(51),
      eventId: null,
      text: "this one did not go",
      send: { state: "failed", since: now, reason: "forbidden" },
      can: { edit: false, redact: false, react: false, reply: false },
    }),
    buildMessage({
      ...rosa,
      ts: at(51),
      eventId: null,
      text: "nor is it sure of this one",
      send: { state: "failed", since: now, reason: "uncertain" },
      can: { edit: false, redact: false, react: false, reply: false },
    }),
  ];
}

/** Words that come to the same after each reload. */
const sentence = (index: number): string =>
  Array.from(
    { length: 3 + ((index * 11) % 40) },
    (_, word) => ["calm", "quiet", "list", "line"][(index + word) % 4],
  ).join(" ");

/** So many messages of others, `$<name>-0` the oldest. */
export const talk = (now: number, name: string, count: number) =>
  Array.from({ length: count }, (_, index) =>
    buildMessage({
      ...(index % 5 < 3 ? mira : tomas),
      eventId: `$${name}-${index}`,
      ts: now - (count - index) * minute,
      text: `${index}: ${sentence(index)}`,
    }),
  );

/** The last message is a paste of 400 lines. */
export const tall = (now: number) => [
  ...talk(now - minute, "tall", 30),
  buildMessage({
    ...mira,
    eventId: "$tall-last",
    ts: now,
    text: Array.from({ length: 400 }, (_, line) => `${line + 1} ${sentence(line)}`).join("\n"),
  }),
];

export const longHistory = (now: number) =>
  Array.from({ length: 2_000 }, (_, index) => {
    const who = [tomas, mira, jun, rosa][Math.floor(index / 3) % 4] ?? tomas;
    const words = Array.from(
      { length: 1 + ((index * 7) % 60) },
      (_, word) => ["calm", "quiet", "list", "window", "anchor", "line"][(index + word) % 6],
    );
    return buildMessage({
      ...who,
      eventId: `$long-${index}`,
      ts: now - (2_000 - index) * 2 * minute,
      text: `${index}: ${words.join(" ")}`,
    });
  });
