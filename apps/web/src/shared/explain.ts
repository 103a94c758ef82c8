import { AppError, messageOf } from "@parley/kernel";
import type { MatrixErrorCode } from "@parley/matrix";
import type { ErrorCode } from "@parley/protocol";
import { isMissingPart } from "./missing-part.ts";
import type { sharedStrings } from "./strings/index.ts";
import { duration } from "./time.ts";
import type { Speak } from "./use-strings.ts";

type SharedKey = keyof typeof sharedStrings.en;

/** Faults that the page itself finds. */
type OwnCode = "CLIENT_OFFLINE" | "HOMESERVER_NOT_ALLOWED" | "SIGN_IN_PAGE_NOT_ALLOWED";

const sentences: Record<MatrixErrorCode | ErrorCode | OwnCode, SharedKey> = {
  MATRIX_UNREACHABLE: "unreachable",
  MATRIX_TIMEOUT: "timeout",
  MATRIX_RATE_LIMITED: "rateLimited",
  MATRIX_WRONG_PASSWORD: "wrongPassword",
  MATRIX_ACCOUNT_DEACTIVATED: "deactivated",
  MATRIX_USERNAME_TAKEN: "usernameTaken",
  MATRIX_USERNAME_INVALID: "usernameInvalid",
  MATRIX_PASSWORD_WEAK: "passwordWeak",
  MATRIX_REGISTRATION_TOKEN: "registrationToken",
  MATRIX_REGISTRATION_CLOSED: "registrationClosed",
  MATRIX_SIGNED_OUT: "signedOut",
  MATRIX_FORBIDDEN: "forbidden",
  MATRIX_NOT_FOUND: "notFound",
  MATRIX_STORE_LOST: "storeLost",
  MATRIX_STORE_FULL: "storeFull",
  MATRIX_RECOVERY_KEY_WRONG: "recoveryWrong",
  MATRIX_RECOVERY_UNAVAILABLE: "recoveryUnavailable",
  MATRIX_UIA_UNSUPPORTED: "uiaUnsupported",
  MATRIX_HOMESERVER_NAME: "homeserverName",
  MATRIX_HOMESERVER_UNREACHABLE: "homeserverUnreachable",
  MATRIX_HOMESERVER_WELL_KNOWN: "homeserverWellKnown",
  MATRIX_HOMESERVER_NONE: "homeserverNone",
  MATRIX_HOMESERVER_OLD: "homeserverOld",
  MATRIX_HOMESERVER_INSECURE: "homeserverInsecure",
  HOMESERVER_NOT_ALLOWED: "homeserverNotAllowed",
  SIGN_IN_PAGE_NOT_ALLOWED: "signInPageNotAllowed",
  MATRIX_SIGN_IN_STALE: "signInStale",
  MATRIX_SIGN_IN_REFUSED: "signInRefused",
  MATRIX_EMAIL_IN_USE: "emailInUse",
  MATRIX_EMAIL_REFUSED: "emailRefused",
  MATRIX_EMAIL_UNSENT: "emailUnsent",
  MATRIX_SIGN_UP_PHONE: "signUpPhone",
  MATRIX_ALREADY_SENDING: "alreadySending",
  MATRIX_QUEUE_FULL: "queueFull",
  MATRIX_TOO_LARGE: "tooLarge",
  MATRIX_FILE_BROKEN: "fileBroken",
  MATRIX_UNEXPECTED: "unexpected",
  BAD_PARAMS: "badParams",
  UNKNOWN_METHOD: "notOffered",
  NOT_FOUND: "notFound",
  CONFLICT: "conflict",
  TOO_MANY: "tooLarge",
  TOO_LARGE: "tooLarge",
  RATE_LIMITED: "rateLimited",
  NOT_SIGNED_IN: "notSignedIn",
  MISSING_SCOPE: "missingScope",
  NOT_ADMITTED: "notAdmitted",
  ORIGIN_REFUSED: "originRefused",
  CODE_REFUSED: "codeRefused",
  SETUP_DONE: "setupDone",
  SETUP_NEEDED: "setupNeeded",
  NAME_FIXED: "nameFixed",
  STARTING: "starting",
  PART_DOWN: "partDown",
  SIGN_IN_FAILED: "signInRefused",
  NOT_OFFERED: "notOffered",
  INTERNAL: "internal",
  CLIENT_OFFLINE: "offline",
};

/** What a person reads of a failure, and what a developer copies. */
export interface Explained {
  readonly code: string;
  readonly sentence: string;
  readonly details: string;
  /** The same thing may succeed later. */
  readonly retryable: boolean;
  /** A file of ours is missing: the page must be loaded anew. */
  readonly reload: boolean;
}

/** The code of what was thrown; `MATRIX_UNEXPECTED` for what carries none. */
export function codeOf(thrown: unknown): string {
  return thrown instanceof AppError ? thrown.code : "MATRIX_UNEXPECTED";
}

/** A sentence for whatever was thrown: what happened, what is safe, what to do. */
export function explain(thrown: unknown, t: Speak<typeof sharedStrings.en>): Explained {
  const code = codeOf(thrown);
  const error = thrown instanceof AppError ? thrown : null;
  const missing = isMissingPart(thrown);
  const key = missing ? "partMissing" : keyOf(thrown, code);
  const wait = error?.retryAfterMs;
  const sentence =
    key === "rateLimited" && wait !== undefined
      ? t("rateLimitedFor", { time: duration(Math.max(1000, wait), t.language) })
      : t(key as "unexpected");
  const details = [code, messageOf(thrown), error?.details === undefined ? "" : JSON.stringify(error.details)]
    .filter(Boolean)
    .join("\n");
  return { code, sentence, details, retryable: error?.retryable ?? true, reload: missing };
}

function keyOf(thrown: unknown, code: string): SharedKey {
  if (thrown instanceof TypeError) return "offline";
  if (thrown instanceof AppError && code === "PART_DOWN" && thrown.details?.cause === "disk-full")
    return "serverDiskFull";
  return sentences[code as keyof typeof sentences] ?? networkKey(code);
}

/** A code that another version of the server may answer: say at least whether the network failed. */
function networkKey(code: string): SharedKey {
  return code.includes("UNREACHABLE") ? "offline" : "unexpected";
}
