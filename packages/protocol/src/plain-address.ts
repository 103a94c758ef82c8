/** Whether an address holds no secret: what is answered to admins, logged and audited must not. */
export function isPlain(address: string): boolean {
  const { username, password, search, hash } = new URL(address);
  return [username, password, search, hash].every((part) => part === "");
}
