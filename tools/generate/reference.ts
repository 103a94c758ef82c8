import { connectCodes, errorCodes, events, methods, scopes } from "@parley/protocol";
import { z } from "zod";
import { flagOf, settingNames, settingRows, variableOf } from "../../apps/server/src/config/schema.ts";
import type { SettingRow } from "../../apps/server/src/config/setting-row.ts";
import { fieldTable } from "./schema-lines.ts";

const head = (title: string, source: string, about: string) =>
  `# ${title}\n\n<!-- Generated from ${source} by tools/generate; do not edit. -->\n\n${about}\n`;

/** The reference pages by path, as they must stand in the repository. */
export function referencePages(): Readonly<Record<string, string>> {
  return {
    "docs/reference/methods.md": methodsPage(),
    "docs/reference/events.md": eventsPage(),
    "docs/reference/errors.md": errorsPage(),
    "docs/reference/settings.md": settingsPage(),
  };
}

function methodsPage(): string {
  const rows = Object.entries(methods).sort(([a], [b]) => a.localeCompare(b));
  const sections = rows.map(([name, row]) => {
    const scope = row.scope === "public" ? "public (no session needed)" : `\`${row.scope}\``;
    const verb = row.kind === "read" && !row.secretParams ? "GET" : "POST";
    const http = `${verb} /api/v1/${name}`;
    const errors = row.errors.map((code) => `[${code}](errors.md#${code.toLowerCase()})`).join(", ");
    return [
      `## ${name}`,
      row.about,
      `${row.kind === "read" ? "Read" : "Write"} · scope ${scope} · \`${http}\` · since ${row.since}`,
      part("Parameters", z.toJSONSchema(row.params(), { io: "input" }), "none"),
      part("Result", z.toJSONSchema(row.result(), { io: "output" }), "empty"),
      errors === "" ? "" : `Errors of its own: ${errors}`,
    ]
      .filter((paragraph) => paragraph !== "")
      .join("\n\n");
  });
  const about = `Every operation of the server, over HTTP and over the socket alike. Over HTTP the session's token stands in \`Authorization: Bearer …\`; reads take their parameters from the query (\`?params={…}\`, or one by one) or by POST as a JSON body, writes by POST alone, with an \`Idempotency-Key\`: the same key gives the same answer. The answer is the result as JSON, or \`{ error }\`.\n\nEvery method may also answer \`BAD_PARAMS\`, \`NOT_SIGNED_IN\`, \`MISSING_SCOPE\`, \`RATE_LIMITED\` and \`INTERNAL\`.\n\nScopes: ${Object.entries(
    scopes,
  )
    .map(([name, what]) => `\`${name}\` (${lowerFirst(what)})`)
    .join(", ")}.`;
  return `${head("Methods", "packages/protocol", about)}\n${sections.join("\n\n")}\n`;
}

function eventsPage(): string {
  const sections = Object.entries(events).map(([name, row]) => {
    const scope = row.scope === "public" ? "everyone, also before `connect`" : `connections with \`${row.scope}\``;
    return [`## ${name}`, row.about, `Told to ${scope}.`, part("Payload", z.toJSONSchema(row.payload()), "empty")].join(
      "\n\n",
    );
  });
  return `${head("Events", "packages/protocol", "What the server says unasked, over the socket.")}\n${sections.join("\n\n")}\n`;
}

function errorsPage(): string {
  const about =
    "A failed call answers `{ code, message, retryable, retryAfterMs?, details? }`. Over the socket the code of the gateway's family stands at the top and ours in `details.code`. A retired code is never used again.";
  const sections = Object.entries(errorCodes).map(
    ([code, row]) =>
      `## ${code}\n\n${row.about}\n\nHTTP ${row.status} · on the wire \`${row.wire}\` · ${row.retryable ? "trying again later may help" : "trying again changes nothing"}`,
  );
  const refusals = Object.entries(connectCodes).map(
    ([code, row]) => `| \`${code}\` | \`${row.wire}\` | ${row.about} |`,
  );
  const connecting = [
    "# Refusals of `connect`",
    "They stand in `details.code` of the answer to `connect`, and nowhere else.",
    ["| code | on the wire | |", "| --- | --- | --- |", ...refusals].join("\n"),
  ];
  return `${head("Error codes", "packages/protocol", about)}\n${[...sections, ...connecting].join("\n\n")}\n`;
}

function settingsPage(): string {
  const about =
    "Each setting has three spellings. A flag of `npm start -- …` wins over an environment variable, that over the JSON5 file. The file is `parley.json5` in the data folder unless `--config FILE` names another. A faulty setting is named with its line, and the server exits with 2.";
  const rows = settingNames.map((name) => {
    const row: SettingRow = settingRows[name];
    if (row.fileOnly) return `| | | \`${name}\` | ${row.about.replaceAll("|", "\\|")} |`;
    const sample =
      row.kind === "switch"
        ? `${flagOf(name)}, --no-${flagOf(name).slice(2)}`
        : `${flagOf(name)} ${row.sample ?? ""}`.trim();
    const flag = row.environmentOnly ? "" : `\`${sample.replaceAll("|", "\\|")}\``;
    const key = row.environmentOnly ? "" : `\`${name}\``;
    return `| ${flag} | \`${variableOf(name)}\` | ${key} | ${row.about.replaceAll("|", "\\|")} |`;
  });
  const table = ["| flag | environment | file | |", "| --- | --- | --- | --- |", ...rows].join("\n");
  return `${head("Settings", "apps/server/src/config", about)}\n${table}\n`;
}

function part(title: string, schema: Parameters<typeof fieldTable>[0] | object, none: string): string {
  const table = fieldTable(schema);
  return table === "" ? `${title}: ${none}.` : `${title}:\n\n${table}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
