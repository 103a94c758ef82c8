import { z } from "zod";
import { method } from "./method.ts";
import { isPlain } from "./plain-address.ts";

const providerKinds = ["anthropic", "openai", "google", "bedrock", "ollama", "compatible", "local"] as const;

const money = () => z.number().min(0).max(100_000);

/** One model of a provider, as its owner has named it. */
const providerModel = () =>
  z.strictObject({
    /** As the provider calls it. */
    id: z.string().min(1).max(200),
    name: z.string().trim().min(1).max(128).optional(),
    /** Input and output together. */
    contextTokens: z.int().min(1).max(100_000_000).optional(),
    /** Dollars for a million tokens; absent: the price is unknown. */
    price: z
      .strictObject({
        input: money(),
        output: money(),
        cacheRead: money().optional(),
        cacheWrite: money().optional(),
      })
      .optional(),
  });

/** A place where models come from. Its secrets are never answered. */
export const provider = () =>
  z.object({
    id: z.string(),
    kind: z.enum(providerKinds),
    name: z.string(),
    /** Null: the provider's own. */
    baseUrl: z.string().nullable(),
    /** Of Bedrock. */
    region: z.string().nullable(),
    hasKey: z.boolean(),
    models: z.array(providerModel()),
    updatedAt: z.int(),
  });
export type Provider = z.infer<ReturnType<typeof provider>>;

const id = () =>
  z
    .string()
    .max(64)
    .regex(/^[a-z0-9][a-z0-9-]*$/, "small letters, digits and -");

export const modelsMethods = {
  "providers.list": method({
    scope: "operator.admin",
    kind: "read",
    since: "0.1.0",
    about: "Where models come from, without keys.",
    params: () => z.strictObject({}),
    result: () => z.object({ providers: z.array(provider()), defaultModel: z.string().nullable() }),
    errors: [],
  }),
  "providers.put": method({
    scope: "operator.admin",
    kind: "write",
    since: "0.1.0",
    about:
      "Adds a provider, or replaces one: everything but a secret that is left out, which stays. Secrets are sealed at once and answered by nothing.",
    params: () =>
      z.strictObject({
        id: id(),
        kind: z.enum(providerKinds),
        name: z.string().trim().min(1).max(128),
        baseUrl: z
          .url({ protocol: /^https?$/ })
          .max(1024)
          .refine(isPlain, "no name, password or query")
          .nullable()
          .optional(),
        region: z
          .string()
          .regex(/^[a-z0-9-]{1,32}$/)
          .nullable()
          .optional(),
        /** Of Bedrock: the secret access key. */
        apiKey: z.string().min(1).max(4096).optional(),
        /** Of Bedrock. */
        accessKeyId: z.string().min(1).max(256).optional(),
        models: z.array(providerModel()).max(200),
      }),
    result: () => z.object({ provider: provider() }),
    errors: [],
    subject: ({ id: named }) => named,
  }),
  "providers.remove": method({
    scope: "operator.admin",
    kind: "write",
    since: "0.1.0",
    about: "Takes a provider away with its secrets.",
    params: () => z.strictObject({ id: id() }),
    result: () => z.object({ id: z.string() }),
    errors: ["NOT_FOUND"],
    subject: ({ id: named }) => named,
  }),
  "providers.test": method({
    scope: "operator.admin",
    kind: "write",
    since: "0.1.0",
    about: "Asks a model for a word and says how long that took, or why there was none.",
    params: () => z.strictObject({ model: z.string().min(3).max(300) }),
    result: () =>
      z.object({
        ok: z.boolean(),
        /** To the first text, or to the fault. */
        ms: z.int(),
        fault: z
          .object({
            kind: z.enum(["refusal", "timeout", "rate_limit", "context_length", "auth", "unknown"]),
            message: z.string(),
          })
          .nullable(),
      }),
    errors: ["NOT_FOUND"],
  }),
  "models.setDefault": method({
    scope: "operator.admin",
    kind: "write",
    since: "0.1.0",
    about: "The model of agents that name none.",
    params: () => z.strictObject({ model: z.string().min(3).max(300).nullable() }),
    result: () => z.object({ defaultModel: z.string().nullable() }),
    errors: ["NOT_FOUND"],
    subject: ({ model }) => model ?? "none",
  }),
  "models.list": method({
    scope: "operator.read",
    kind: "read",
    since: "0.1.0",
    about: "Models that agents may be given.",
    params: () =>
      z.strictObject({
        view: z.enum(["default", "configured", "provider-config", "all"]).optional(),
        agentId: z.string().min(1).max(64).optional(),
        refresh: z.boolean().optional(),
      }),
    result: () =>
      z.object({
        models: z.array(
          z.object({
            /** `PROVIDER/MODEL`. */
            id: z.string(),
            name: z.string(),
            provider: z.string(),
            contextWindow: z.int().optional(),
            tags: z.array(z.string()).optional(),
            /** Dollars for a million tokens; absent: unknown. */
            price: z
              .object({
                input: z.number(),
                output: z.number(),
                /** The day of our table that says so; null: whoever named the model does. */
                asOf: z.string().nullable(),
              })
              .optional(),
          }),
        ),
      }),
    errors: [],
  }),
};
