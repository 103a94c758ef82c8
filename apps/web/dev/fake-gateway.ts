import { AppError } from "@parley/kernel";
import type { MethodName, ParamsOf, ResultOf } from "@parley/protocol";
import type { Scenario } from "./scenario.ts";

type Answers = { readonly [M in MethodName]?: (params: ParamsOf<M>) => ResultOf<M> };

const path = "/home/rosa/.local/share/parley/parley.json5";
const ours = `// How the choir reaches us.
{
  port: 8420,
  publicUrl: "https://chat.example.org",
  trustedProxy: ["10.0.0.0/8"], // the one before us
  domain: "example.org",
  keepRuns: 90,
  mcpServers: {
    archive: { url: "https://archive.example/mcp", headers: { "X-Key": "[redacted]" }, agents: ["*"] },
  },
}
`;
const values = {
  port: 8420,
  publicUrl: "https://chat.example.org",
  trustedProxy: ["10.0.0.0/8"],
  domain: "example.org",
  keepRuns: 90,
  mcpServers: {
    archive: { url: "https://archive.example/mcp", headers: { "X-Key": "[redacted]" }, agents: ["*"] },
  },
};

const text = { type: "string" };
const list = { type: "array", items: text };
const days = (minimum: number) => ({ type: "integer", minimum, maximum: 36_500 });
const port = { type: "integer", minimum: 1, maximum: 65_535 };
const settings: readonly (readonly [name: string, group: string, shape: object, advanced?: true])[] = [
  ["data", "server", text, true],
  ["port", "server", port],
  ["host", "server", text],
  ["publicUrl", "server", text],
  ["trustedProxy", "server", list],
  ["open", "server", { type: "boolean" }],
  ["domain", "homeserver", text],
  ["homeservers", "homeserver", list],
  ["limits", "homeserver", { type: "string", enum: ["normal", "relaxed"] }],
  ["mediaAddress", "calls", text],
  ["turnPort", "calls", port],
  ["mcpServers", "agents", { type: "object" }, true],
  ["hooks", "agents", { type: "object" }],
  ["keepRuns", "keeping", days(1)],
  ["keepAudit", "keeping", days(30), true],
];

/** The server's file of settings, as the stage plays it. */
export function gatewayAnswers({ gateway, names }: Scenario): Answers {
  const exists = gateway !== "none";
  let hash = "a".repeat(64);
  const faulty = { path: "port", message: "must be a whole number from 1 to 65535", at: `${path}:3` };
  const unknown = { path: "prot", message: "is not a setting", at: `${path}:4` };
  const config = exists
    ? names === "long"
      ? { ...values, publicUrl: `https://${"chat.".repeat(40)}example` }
      : values
    : {};
  const written = (changedPaths: string[]) => {
    if (gateway === "conflict") {
      hash = "b".repeat(64);
      throw new AppError("CONFLICT", "config changed since last load; re-run config.get and retry");
    }
    const restart = { needed: true, settings: changedPaths };
    return { ok: true as const, path, config, hash, changedPaths, noop: false, restart };
  };
  return {
    "config.get": () => ({
      path,
      exists,
      raw: exists ? ours : null,
      parsed: config,
      config,
      valid: gateway !== "invalid",
      hash,
      issues: gateway === "invalid" ? [faulty] : [],
      warnings: [],
      legacyIssues: [],
    }),
    "config.schema": () => ({
      schema: { properties: Object.fromEntries(settings.map(([name, , shape]) => [name, shape])) },
      uiHints: Object.fromEntries(
        settings.map(([name, group, , advanced = false], order) => [
          name,
          { label: name, help: name, order, group, sensitive: false, advanced },
        ]),
      ),
      version: "0.1.0",
      generatedAt: "2026-05-14T14:00:00.000Z",
    }),
    "config.validate": ({ raw = "" }) => {
      const issues = [...(raw.includes("99999") ? [faulty] : []), ...(raw.includes("prot:") ? [unknown] : [])];
      return { valid: issues.length === 0, issues };
    },
    "config.patch": ({ raw }) => written(Object.keys(Object(JSON.parse(raw)))),
    "config.set": () => written(["port"]),
  };
}
