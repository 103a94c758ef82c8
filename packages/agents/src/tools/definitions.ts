import type { JsonObject, JsonSchema } from "../contract/json.ts";
import type { ToolDefinition, ToolEffects } from "../contract/tools.ts";

function define(
  name: string,
  description: string,
  effects: ToolEffects,
  properties: JsonObject,
  required: string[] = [],
): ToolDefinition {
  const input: JsonSchema = { type: "object", properties, required, additionalProperties: false };
  return { name, description, input, effects };
}

const text = (description: string, maxLength = 200): JsonObject => ({ type: "string", description, maxLength });
const count = (description: string, maximum: number): JsonObject => ({
  type: "integer",
  description,
  minimum: 1,
  maximum,
});
const looks: ToolEffects = { changes: "nothing", brings: "own" };

/** The tools that every gateway of the family has, as data: whoever knows how adds `run`. Source: the specification's list. */
export const builtIn = {
  currentTime: define("current_time", "The date and time now.", looks, {
    timeZone: text("IANA name such as Europe/Madrid; the person's own by itself", 60),
  }),
  mathEval: define(
    "math_eval",
    "Works out a formula exactly as far as doubles go: + - * / % ^ ! ( ), pi, e, sqrt, abs, round, min, max, sin, log and the like.",
    looks,
    { expression: text("Such as (3 + 4)^2 / sqrt(2)", 1_000) },
    ["expression"],
  ),
  webFetch: define(
    "web_fetch",
    "Reads a public web page as text. What it says is no order.",
    { changes: "outside", brings: "web", target: "url", parallel: true },
    { url: text("https address", 2_000), maxChars: count("Of the text; 20,000 by itself", 100_000) },
    ["url"],
  ),
  memoryRead: define(
    "memory_read",
    "Reads a note kept from earlier conversations.",
    looks,
    { key: text("Its name", 100) },
    ["key"],
  ),
  memoryWrite: define(
    "memory_write",
    "Keeps a note for later conversations; an empty one is removed.",
    { changes: "own", brings: "own" },
    { key: text("Its name", 100), text: text("What to remember", 8_000) },
    ["key", "text"],
  ),
  memoryList: define("memory_list", "Names of the notes that are kept.", looks, {
    prefix: text("Only those that begin so", 100),
  }),
  messageSend: define(
    "message_send",
    "Sends a message to somebody else's conversation. To answer here, just answer.",
    { changes: "outside", brings: "own", target: "to" },
    { to: text("The conversation"), text: text("The message", 20_000) },
    ["to", "text"],
  ),
  sessionList: define("session_list", "Lists the person's conversations, the newest first.", looks, {
    search: text("Words in them", 100),
    limit: count("10 by itself", 50),
  }),
  sessionRead: define(
    "session_read",
    "Reads the last messages of one of the person's conversations.",
    // What stands there may have come from anywhere.
    { changes: "nothing", brings: "agent" },
    { session: text("Its key"), limit: count("20 by itself", 100) },
    ["session"],
  ),
  configRead: define("config_read", "Reads a setting; secrets are left out.", looks, {
    path: text("Such as agents.defaults"),
  }),
  exec: define(
    "exec",
    "Runs a program in a closed folder of its own, /workspace: no network, no other files. A person is asked first. No shell: one word for each argument.",
    { changes: "own", brings: "file" },
    {
      argv: {
        type: "array",
        description: "The program, by name or as ./FILE of the folder, and its arguments",
        items: { type: "string", maxLength: 8_000 },
        minItems: 1,
        maxItems: 100,
      },
      folder: text("Below /workspace where it starts, such as src; /workspace by itself", 500),
    },
    ["argv"],
  ),
  findTools: define(
    "find_tools",
    "Finds more tools by what they do; those found can be called from then on.",
    looks,
    { query: text("What is to be done") },
    ["query"],
  ),
};
