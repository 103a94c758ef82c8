import { buildRoom, buildSession, buildSpace } from "@parley/testkit";
import { Hash } from "lucide-react";
import { describe, expect, it } from "vitest";
import { createSearch } from "./search.ts";
import { buildTargets, suggestions, type Target } from "./targets.ts";

const rooms = [
  buildRoom({ id: "!design", spaceId: "!atelier", name: "design", activeAt: 5 }),
  buildRoom({ id: "!designers", spaceId: "!atelier", name: "designers", activeAt: 9 }),
  buildRoom({ id: "!old", spaceId: "!atelier", name: "old-designs", activeAt: 8 }),
  buildRoom({ id: "!research", spaceId: "!atelier", name: "research", activeAt: 3, unread: true }),
  buildRoom({ id: "!plus", spaceId: "!chess", name: "c++", activeAt: 2 }),
  buildRoom({ id: "!openings", spaceId: "!chess", name: "openings", activeAt: 1, mentions: 2, unread: true }),
  buildRoom({ id: "!ines", kind: "direct", name: "Inês", directUserId: "@ines:localhost", activeAt: 4 }),
  buildRoom({ id: "!ru", name: "Дизайн", activeAt: 1 }),
  buildRoom({ id: "!invited", kind: "direct", name: "Designer who asks", membership: "invite" }),
];
const list = buildSession({
  spaces: [buildSpace({ id: "!atelier", name: "Atelier" }), buildSpace({ id: "!chess", name: "Chess club" })],
  rooms,
}).rooms.list.value;
const pages = [
  {
    id: "appearance",
    label: "Appearance",
    words: "Theme Density",
    icon: Hash,
    place: { at: "settings", page: "appearance" },
  },
] as const;
const actions = [
  { id: "server", label: "Create server", icon: Hash, run() {} },
  { id: "mute", label: "Mute #design", icon: Hash, run() {} },
];
const people = [
  { userId: "@carmen:localhost", name: "Carmen Ruiz", avatarMxc: null },
  { userId: "@ines:localhost", name: "Inês", avatarMxc: null },
];
const build = (recent: string[] = []) => buildTargets({ list, recent, pages, actions, people });
const names = (targets: readonly Target[]) => targets.map(({ name }) => name);
const find = (query: string, recent: string[] = []) =>
  names(createSearch(build(recent))(query, 40).map(({ target }) => target));

describe("the search of the switcher", () => {
  it("puts the name itself first, then what begins with it, then what has a word that does", () => {
    expect(find("design").slice(0, 3)).toEqual(["design", "designers", "old-designs"]);
  });
  it("prefers what was visited lately among equal finds", () => {
    expect(find("des", ["!design"]).slice(0, 2)).toEqual(["design", "designers"]);
    expect(find("des").slice(0, 2)).toEqual(["designers", "design"]);
  });
  it.each([
    ["desgin", "design"],
    ["reserach", "research"],
    ["openngs", "openings"],
    ["appearence", "Appearance"],
    ["ines", "Inês"],
    ["дизйн", "Дизайн"],
    ["c++", "c++"],
    ["olddesigns", "old-designs"],
    ["createsrever", "Create server"],
    ["chess openings", "openings"],
    ["openings chess", "openings"],
    ["@ines:localhost", "Inês"],
    ["theme", "Appearance"],
    ["create", "Create server"],
    ["chess club", "Chess club"],
    ["carmne", "Carmen Ruiz"],
    ["ruiz", "Carmen Ruiz"],
  ])("finds by %j: %j", (query, expected) => {
    expect(find(query)).toContain(expected);
  });
  it("puts a name with a slip before what only stands in a server of that name", () => {
    expect(find("chses")[0]).toBe("Chess club");
    expect(find("chses")).toContain("openings");
  });
  it("leads to rooms by #, to people by @, and never to a deed that names one", () => {
    expect(find("#design").slice(0, 2)).toEqual(["design", "designers"]);
    expect(find("#desgin")).toContain("design");
    for (const name of ["Mute #design", "Carmen Ruiz", "Inês"]) expect(find("#design")).not.toContain(name);
    expect(find("@carmen")).toEqual(["Carmen Ruiz"]);
    expect(find("@ines")).toEqual(["Inês"]);
  });
  it("shows someone with whom one talks already once", () => {
    expect(find("ines")).toEqual(["Inês"]);
  });
  it("finds nothing by nothing, by what nobody is called, and survives signs and very long words", () => {
    for (const query of ["", "   ", "zzzzzz", "(((", "\\", ".*", "x".repeat(5000)])
      expect(find(query), query).toEqual([]);
  });
  it("marks where the query stands in the name, and nothing where letters were folded", () => {
    const [first] = createSearch(build())("old des", 5);
    expect(first).toMatchObject({
      ranges: [
        [0, 3],
        [4, 7],
      ],
    });
    expect(createSearch(build())("desgin", 5)[0]?.ranges).toEqual([]);
  });
  it("answers a key in far less than a frame with 5,000 rooms", () => {
    const words = ["design", "research", "clients", "general", "launch", "roadmap", "incident", "billing", "window"];
    const many = buildSession({
      spaces: [buildSpace({ id: "!atelier", name: "Atelier" })],
      rooms: Array.from({ length: 5000 }, (_, index) =>
        buildRoom({
          id: `!${index}`,
          spaceId: "!atelier",
          name: `${words[index % words.length]}-${words[(index * 5) % 7]}-${index}`,
          activeAt: index,
        }),
      ),
    }).rooms.list.value;
    const crowd = Array.from({ length: 2000 }, (_, index) => ({
      userId: `@member${index}:localhost`,
      name: `Member ${index}`,
      avatarMxc: null,
    }));
    const search = createSearch(buildTargets({ list: many, recent: [], pages, actions, people: crowd }));
    const queries = ["d", "de", "desgin", "research 12", "atelier mprkt", "atleier", "r", "xyzxyz", "launch-road"];
    // The best of a few tries each: what else the machine does is none of ours.
    const times = queries.map((query) =>
      Math.min(
        ...Array.from({ length: 7 }, () => {
          const begun = performance.now();
          search(query, 40);
          return performance.now() - begun;
        }),
      ),
    );
    expect(Math.max(...times)).toBeLessThan(16);
  });
});

describe("what is offered before anything is typed", () => {
  it("is where one was, then what waits, without the room in view", () => {
    const recent = ["!design", "!ines"];
    const offered = names(suggestions(build(recent), recent, "!design", 40));
    expect(offered.slice(0, 3)).toEqual(["Inês", "openings", "research"]);
    expect(offered).not.toContain("design");
    expect(offered.at(-1)).toBe("Mute #design");
  });
  it("leaves out invitations", () => {
    expect(names(build())).not.toContain("Designer who asks");
  });
});

it("finds a short word that misses a letter, beside a number that is meant as it stands", () => {
  const many = Array.from({ length: 60 }, (_, n) => buildRoom({ id: `!${n}`, name: `room ${n}` }));
  const all = buildSession({ rooms: many }).rooms.list.value;
  const search = createSearch(buildTargets({ list: all, recent: [], pages: [], actions: [], people: [] }));
  const found = (query: string) => search(query, 8).map(({ target }) => target.name);
  expect(found("rom 13")).toEqual(["room 13"]);
  expect(found("rm 13")).toEqual([]);
  expect(found("romo 13")).toContain("room 13");
});
