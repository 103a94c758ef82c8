/** Whether an address leads only to the machine on which it is opened (RFC 6761, section 6.3; RFC 1122; RFC 4291). */
export function isLoopback(url: string): boolean {
  let hostname: string;
  try {
    ({ hostname } = new URL(url));
  } catch {
    return false;
  }
  return hostname === "[::1]" || /^127(\.\d+){3}$/u.test(hostname) || /(^|\.)localhost\.?$/u.test(hostname);
}
