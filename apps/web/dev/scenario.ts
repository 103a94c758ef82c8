import { type CallScene, callScenes } from "./calls.ts";
import { type RingScene, ringScenes } from "./ringing.ts";

/** What the stage plays, read from the address: `?as=visitor&setup=needed`. Each scene of `npm run shots` is one. */
export interface Scenario {
  /** `boot`: an account whose session has not come up yet. */
  readonly as: "member" | "visitor" | "boot";
  readonly setup: "needed" | "done";
  /** `ours` signs people in by password; one that runs elsewhere, by providers or on a page of its own alone. */
  readonly home: "ours" | "providers" | "page";
  /** `none`: our server answers nothing. */
  readonly server: "up" | "none";
  readonly list: "full" | "empty" | "many";
  /** `long`: the server's name and its people's are as long as they get. */
  readonly names: "usual" | "long";
  readonly connection: "online" | "homeserver" | "network" | "elsewhere" | "catching-up";
  readonly encryption: "ready" | "unsaved" | "needs-recovery" | "restoring" | "broken";
  /** `awaited`: one has come by it, and nobody has let one in yet. */
  readonly invite: "open" | "refused" | "awaited";
  /** Others have put one out of rooms. */
  readonly removed: "no" | "yes";
  /** Others ask to be let in. */
  readonly asking: "no" | "yes";
  readonly parts: "ready" | "down";
  /** A newer version, or the way onto the home screen. */
  readonly news: "none" | "update" | "install";
  /** The call that one is in. */
  readonly call: CallScene;
  /** Who calls. */
  readonly ring: RingScene;
  /** Agents and programs ask whether they may do something. */
  readonly approvals: "no" | "yes";
  /** What the agents do. `new`: nothing was said yet; `none`: there is no model. */
  readonly agents: "talk" | "answering" | "failed" | "unanswered" | "new" | "anew" | "none";
  /** What was used of models. `unpriced`: by models without a price, too; `limits`: as far as the limits go. */
  readonly usage: "some" | "none" | "unpriced" | "limits";
  /** Programs that act as the account. */
  readonly programs: "some" | "none";
  /** What agents may always do. */
  readonly allowed: "some" | "none";
  /** The server's own log. */
  readonly log: "some" | "empty";
  /** The file of settings. `none`: there is none; `conflict`: somebody else writes it, too; `invalid`: it has faults. */
  readonly gateway: "some" | "none" | "conflict" | "invalid";
  /** How long the far end takes, milliseconds. */
  readonly latencyMs: number;
}

const choices = {
  as: ["member", "visitor", "boot"],
  setup: ["done", "needed"],
  home: ["ours", "providers", "page"],
  server: ["up", "none"],
  list: ["full", "empty", "many"],
  names: ["usual", "long"],
  connection: ["online", "homeserver", "network", "elsewhere", "catching-up"],
  encryption: ["ready", "unsaved", "needs-recovery", "restoring", "broken"],
  invite: ["open", "refused", "awaited"],
  removed: ["no", "yes"],
  asking: ["no", "yes"],
  parts: ["ready", "down"],
  news: ["none", "update", "install"],
  call: callScenes,
  ring: ringScenes,
  approvals: ["no", "yes"],
  agents: ["talk", "answering", "failed", "unanswered", "new", "anew", "none"],
  usage: ["some", "none", "unpriced", "limits"],
  programs: ["some", "none"],
  allowed: ["some", "none"],
  log: ["some", "empty"],
  gateway: ["some", "none", "conflict", "invalid"],
} as const;

/** Reads the scenario; what the address does not say, or says wrongly, is the first choice. */
export function readScenario(search: string): Scenario {
  const said = new URLSearchParams(search);
  const pick = <K extends keyof typeof choices>(name: K): (typeof choices)[K][number] =>
    choices[name].find((choice) => choice === said.get(name)) ?? choices[name][0];
  return {
    as: pick("as"),
    setup: pick("setup"),
    home: pick("home"),
    server: pick("server"),
    list: pick("list"),
    names: pick("names"),
    connection: pick("connection"),
    encryption: pick("encryption"),
    invite: pick("invite"),
    removed: pick("removed"),
    asking: pick("asking"),
    parts: pick("parts"),
    news: pick("news"),
    call: pick("call"),
    ring: pick("ring"),
    approvals: pick("approvals"),
    agents: pick("agents"),
    usage: pick("usage"),
    programs: pick("programs"),
    allowed: pick("allowed"),
    log: pick("log"),
    gateway: pick("gateway"),
    latencyMs: Number(said.get("latency") ?? 250),
  };
}
