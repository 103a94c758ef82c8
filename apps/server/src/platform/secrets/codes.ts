import { createHash, timingSafeEqual } from "node:crypto";
import { createSecret, type Random } from "@parley/kernel";
import type { Codes, Redactor } from "../call.ts";

/** Codes and session tokens of 256 bits; each is known to the redactor from its first moment. */
export function createCodes(random: Random, redactor: Redactor): Codes {
  const hash = (code: string) => createHash("sha256").update(code).digest();
  return {
    create() {
      const code = createSecret(random);
      redactor.add(code);
      return code;
    },
    hash: (code) => hash(code).toString("hex"),
    matches(code, wanted) {
      const [made, known] = [hash(code), Buffer.from(wanted, "hex")];
      return made.length === known.length && timingSafeEqual(made, known);
    },
  };
}
