/**
 * The server name in a Matrix user id: what stands behind its first colon. Null for what is no user id. Source: Matrix 1.18,
 * appendix "User Identifiers", with the historical ones.
 */
export function serverNameOf(userId: string): string | null {
  return userId.length > 255 ? null : (/^@[\x21-\x39\x3b-\x7e]+:([\x21-\x7e]+)$/.exec(userId)?.[1] ?? null);
}
