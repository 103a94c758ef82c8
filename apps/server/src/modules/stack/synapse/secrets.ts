import { AppError } from "@parley/kernel";
import type { Files } from "../../../platform/data-folder-files.ts";
import type { SynapseSecrets } from "./config.ts";

/** Synapse's own secrets, made at first use, in a file of mode 0600: Synapse reads them from its configuration anyway. */
export function readSynapseSecrets(files: Files, path: string, create: () => string): SynapseSecrets {
  const text = files.read(path);
  if (text === null) {
    const made = { registration: create(), macaroon: create(), form: create() };
    files.write(path, `${JSON.stringify(made)}\n`);
    return made;
  }
  try {
    const { registration, macaroon, form }: Record<string, unknown> = JSON.parse(text);
    if (typeof registration === "string" && typeof macaroon === "string" && typeof form === "string") {
      return { registration, macaroon, form };
    }
  } catch {
    // Said below.
  }
  throw new AppError("FOLDER_BROKEN", `${path} is damaged.`, {
    details: { advice: "Restore it from a backup, or remove it: then everybody must sign in again." },
  });
}
