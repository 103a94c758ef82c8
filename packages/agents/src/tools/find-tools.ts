import type { ToolDefinition, ToolSpec } from "../contract/tools.ts";
import { builtIn } from "./definitions.ts";
import { type Tool, words } from "./tool.ts";

const mostFound = 5;

/** Tools whose name and description answer to a query, the best first: words shared, those of the name counting more. */
export function searchTools<Found extends ToolSpec>(catalogue: readonly Found[], query: string): Found[] {
  const wanted = wordsOf(query.slice(0, 500));
  return catalogue
    .map((tool) => {
      const name = wordsOf(tool.name);
      const about = wordsOf(tool.description.slice(0, 2_000));
      const score = wanted.reduce((sum, word) => sum + hits(word, name) * 3 + hits(word, about), 0);
      return { tool, score };
    })
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score)
    .slice(0, mostFound)
    .map(({ tool }) => tool);
}

/** `find_tools` over what is not offered from the beginning. */
export function createFindTools(catalogue: readonly (ToolSpec & Pick<ToolDefinition, "describedBy">)[]): Tool {
  return {
    ...builtIn.findTools,
    async run({ query }) {
      const found = searchTools(catalogue, String(query));
      if (found.length === 0) return words("No such tool.");
      const list = found.map((tool) => `- ${tool.name}: ${tool.description.replaceAll(/\s+/g, " ").slice(0, 200)}`);
      const origin = found.find(({ describedBy }) => describedBy !== undefined)?.describedBy;
      return {
        ...words(`Can be called now:\n${list.join("\n")}`),
        offers: found.map((tool) => tool.name),
        ...(origin === undefined ? {} : { origin }),
      };
    },
  };
}

function wordsOf(text: string): string[] {
  const split = text.replaceAll(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return [...new Set(split.match(/[\p{L}\p{N}]{2,}/gu) ?? [])].filter((word) => !common.has(word));
}

const hits = (word: string, among: readonly string[]) =>
  among.some((other) => other === word || (word.length > 3 && (other.startsWith(word) || word.startsWith(`${other}s`))))
    ? 1
    : 0;

const common = new Set("the and for with from that this what can how all are tool tools use".split(" "));
