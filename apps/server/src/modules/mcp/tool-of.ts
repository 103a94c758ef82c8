import { createHash } from "node:crypto";
import type { CallToolResult, Tool as Offered } from "@modelcontextprotocol/sdk/types.js";
import type { Json, JsonObject, Tool, ToolAnswer } from "@parley/agents";
import type { McpServer } from "../../config/mcp-servers.ts";
import { placeOf } from "./sealed.ts";

const toolsMost = 64;
const nameChars = 64;
const aboutChars = 1_000;
const schemaChars = 16 * 1024;
/** Of all schemas of a server. */
const schemasChars = 128 * 1024;
const answerChars = 64 * 1024;
const partsMost = 20;
const imagesMost = 4;
const imageChars = 1_400_000;
const imageTypes = ["image/png", "image/jpeg", "image/webp", "image/gif"] as const;

/** What a server's tool is called by models: its server and its own name. */
const separator = "__";

type Call = (name: string, input: JsonObject, signal: AbortSignal) => Promise<ToolAnswer>;

/**
 * Tools that a server offers, as ours: so many, with schemas of such a size. Whatever they do is taken for something that
 * leaves the house, what they answer and how they describe themselves for words of strangers; and each call is asked about
 * unless the file says otherwise.
 */
export function toolsOf(
  { name: server, unasked, run }: Pick<McpServer, "name" | "unasked" | "run">,
  offered: readonly Offered[],
  { call, parse }: { readonly call: Call; readonly parse: (text: string, maxChars: number) => Json | undefined },
): { readonly tools: readonly Tool[]; readonly leftOut: number } {
  const tools = new Map<string, Tool>();
  let left = schemasChars;
  for (const { name: own, description = "", inputSchema } of offered) {
    const name = `${server}${separator}${own}`;
    const text = JSON.stringify(inputSchema);
    const schema = parse(text, Math.min(schemaChars, left));
    const fits = /^[a-zA-Z0-9_-]+$/.test(own) && name.length <= nameChars && isObject(schema);
    if (!fits || tools.has(name) || tools.size >= toolsMost) continue;
    left -= text.length;
    const asks = !unasked.includes(own);
    tools.set(name, {
      name,
      description: description.replaceAll(/\s+/g, " ").slice(0, aboutChars).toWellFormed(),
      input: schema,
      effects: { changes: "outside", brings: "stranger", asks },
      // Who lets a tool be used without a question has read how it describes itself.
      ...(asks ? { describedBy: "stranger" as const } : {}),
      definition: createHash("sha256")
        .update(JSON.stringify([placeOf({ run }), own, description, text]))
        .digest("hex"),
      run: (input, { signal }) => call(own, input, signal),
    });
  }
  return { tools: [...tools.values()], leftOut: offered.length - tools.size };
}

/** What a call brought, within bounds; what nobody here could show is named and left out. */
export function answerOf({ content, structuredContent, isError }: CallToolResult): ToolAnswer {
  let left = answerChars;
  let images = 0;
  const cut = (text: string): string => {
    const taken = text.slice(0, left).toWellFormed();
    left -= taken.length;
    return taken.length < text.length ? `${taken}\n[cut here]` : taken;
  };
  const parts = content.slice(0, partsMost).map((block): ToolAnswer["parts"][number] => {
    const words = (text: string) => ({ type: "text" as const, text: cut(text) });
    switch (block.type) {
      case "text":
        return words(block.text);
      case "image": {
        const mediaType = imageTypes.find((type) => type === block.mimeType);
        const shown = mediaType !== undefined && block.data.length <= imageChars && ++images <= imagesMost;
        return shown ? { type: "image", mediaType, data: block.data } : words("[a picture was left out]");
      }
      case "resource":
        return words("text" in block.resource ? block.resource.text : "[a file was left out]");
      case "resource_link":
        return words(`[a file: ${block.name} ${block.uri}]`);
      default:
        return words("[a recording was left out]");
    }
  });
  if (parts.length === 0) {
    const text = structuredContent === undefined ? "It answered nothing." : JSON.stringify(structuredContent);
    parts.push({ type: "text", text: cut(text) });
  }
  if (content.length > partsMost)
    parts.push({ type: "text", text: `[${content.length - partsMost} more were left out]` });
  return { parts, ...(isError === true ? { outcome: "failed" as const } : {}) };
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
