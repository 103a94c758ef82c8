/** Whether the owner's setting covers a homeserver: a name stands for its subdomains too, an address for itself. */
export function covers(allowed: "none" | "any" | readonly string[], homeserverUrl: string): boolean {
  if (typeof allowed === "string") return allowed === "any";
  const { origin, host } = new URL(homeserverUrl);
  return allowed.some((entry) =>
    entry.includes("://") ? new URL(entry).origin === origin : host === entry || host.endsWith(`.${entry}`),
  );
}
