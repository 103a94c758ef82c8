import { passwordStrength } from "./password.ts";
import { usernameFault } from "./username.ts";

/** Whether an account can be asked for with this: a name that fits and was not refused, and a password that is long enough. */
export function fitsNewAccount({
  username,
  password,
  serverName,
  taken,
}: {
  readonly username: string;
  readonly password: string;
  readonly serverName: string | null;
  /** A name that the homeserver has refused. */
  readonly taken: string | null;
}): boolean {
  const strength = passwordStrength(password, username);
  return (
    usernameFault(username, serverName) === null && strength !== "empty" && strength !== "short" && taken !== username
  );
}
