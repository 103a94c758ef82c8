import { z } from "zod";
import { method } from "./method.ts";

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
      }),
    errors: [],
  }),
};
