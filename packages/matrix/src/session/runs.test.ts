import { createScope, type Scope, signal, silentLog, systemClock } from "@parley/kernel";
import { expect, it } from "vitest";
import { emptyList } from "../storage/snapshot.ts";
import { createAway, createRuns } from "./runs.ts";

it("takes over what earlier devices left for as long as this tab leads, and no longer", () => {
  const scope = createScope();
  const given: Scope[] = [];
  const inherit = (reign: Scope) => {
    given.push(reign);
    return new Promise<void>(() => {});
  };
  const held = {
    run: signal(null),
    list: signal(emptyList),
    tell: null as never,
    away: createAway(systemClock, scope),
    scope,
    log: silentLog,
  };
  const unused = { account: null as never, ports: null as never, vault: null as never, ended: () => {} };
  const reign = scope.child();
  createRuns({ ...unused, snapshot: null, password: null, inherit }, held).lead(reign);
  expect(given).toEqual([reign]);
  reign.end();
  expect(given[0]?.signal.aborted).toBe(true);
  scope.end();
});
