/** What the homeserver answered, or null where it refused with one of `statuses` (404 alone if none are named). */
export async function known<T>(request: () => Promise<T>, ...statuses: readonly number[]): Promise<T | null> {
  try {
    return await request();
  } catch (thrown) {
    const { httpStatus } = Object(thrown);
    if ((statuses.length === 0 ? [404] : statuses).includes(httpStatus)) return null;
    throw thrown;
  }
}
