import type { MethodName, ParamsOf, ResultOf } from "@parley/protocol";
import { long } from "./community.ts";
import type { Scenario } from "./scenario.ts";

type Answers = { readonly [M in MethodName]?: (params: ParamsOf<M>) => ResultOf<M> };

/** What was allowed for always, as the stage plays it: what is taken away stays away. */
export function allowedAnswers(scenario: Scenario, now: number): Answers {
  const named = (name: string) => (scenario.names === "long" ? `${name}_${long}` : name);
  let agents: ResultOf<"exec.approvals.get">["file"]["agents"] =
    scenario.allowed === "none"
      ? {}
      : {
          scout: {
            allowlist: [
              {
                pattern: "/usr/bin/npm",
                lastUsedAt: now - 40 * 60_000,
                lastUsedCommand: named("npm publish --tag next"),
              },
              { pattern: `mcp:${named("library__search")}`, lastUsedAt: now - 26 * 60 * 60_000 },
            ],
          },
          gardener: { allowlist: [{ pattern: "mcp:weather__forecast" }] },
        };
  const shown = () => ({
    path: "(database)",
    exists: true,
    hash: JSON.stringify(agents).length.toString(16),
    file: { version: 1 as const, agents },
  });
  return {
    "exec.approvals.get": shown,
    "exec.approvals.set": ({ file }) => {
      agents = file.agents ?? {};
      return shown();
    },
  };
}
