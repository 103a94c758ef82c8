import { z } from "zod";
import { method } from "./method.ts";
import { isPlain } from "./plain-address.ts";

/** A file's own name, no path. */
const fileName = () =>
  z
    .string()
    .max(200)
    .regex(/^[^/\\\0.][^/\\\0]*\.gguf$/i, "a name that ends in .gguf, without a path");

/** A file of a model on its way here. */
const download = () =>
  z.object({
    name: z.string(),
    state: z.enum(["going", "checking", "done", "stopped", "failed"]),
    received: z.int(),
    /** Null while nobody has said so. */
    bytes: z.int().nullable(),
    /** Why it failed. */
    message: z.string().nullable(),
  });

/** Models in files on the server's own machine. */
export const localModelsMethods = {
  "localModels.list": method({
    scope: "operator.admin",
    kind: "read",
    since: "0.1.0",
    about: "Files of models on the server's machine, and what runs of them.",
    params: () => z.strictObject({}),
    result: () =>
      z.object({
        /** Where they lie; whoever owns the machine puts them there. */
        folder: z.string(),
        files: z.array(z.object({ name: z.string(), bytes: z.int() })),
        engine: z.object({
          /** `none`: nothing is in memory; it is loaded with the next question. */
          state: z.enum(["none", "installing", "loading", "ready", "failed"]),
          model: z.string().nullable(),
          /** Why it failed. */
          message: z.string().nullable(),
        }),
        /** Since the server was started. */
        downloads: z.array(download()),
      }),
    errors: [],
  }),
  "localModels.download": method({
    scope: "operator.admin",
    kind: "write",
    since: "0.1.0",
    about:
      "Begins to bring a file of a model here, or goes on where it was cut off. It takes its name when its checksum is right.",
    params: () =>
      z.strictObject({
        url: z
          .url({ protocol: /^https?$/ })
          .max(1024)
          .refine(isPlain, "no name, password or query"),
        /** SHA-256, in hex. */
        sha256: z.string().regex(/^[0-9a-f]{64}$/, "64 digits of hex, in small letters"),
        /** Without one: the last part of the address. */
        name: fileName().optional(),
      }),
    result: () => z.object({ download: download() }),
    errors: ["CONFLICT"],
    subject: ({ url }) => new URL(url).host,
  }),
  "localModels.stop": method({
    scope: "operator.admin",
    kind: "write",
    since: "0.1.0",
    about: "Stops a download; what came stays for the next time.",
    params: () => z.strictObject({ name: fileName() }),
    result: () => z.object({ name: z.string() }),
    errors: ["NOT_FOUND"],
    subject: ({ name }) => name,
  }),
};
