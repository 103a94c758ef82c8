import type { Page } from "@playwright/test";

/** What has come and gone over all connections of a page. */
export interface Traffic {
  readonly sent: number;
  readonly received: number;
  /** Bytes of each picture that comes, by its stream. */
  readonly pictures: Readonly<Record<string, number>>;
}

/** Runs in the page, before it: keeps its connections for `traffic`. */
export function keepConnections(): void {
  const connections: RTCPeerConnection[] = [];
  Reflect.set(window, "connections", connections);
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      connections.push(this);
    }
  };
}

export function trafficOf(page: Page): Promise<Traffic> {
  return page.evaluate(async () => {
    const connections: RTCPeerConnection[] = Reflect.get(window, "connections");
    const pictures: Record<string, number> = {};
    const traffic = { sent: 0, received: 0, pictures };
    for (const [at, connection] of connections.entries()) {
      if (connection.connectionState === "closed") continue;
      for (const stat of (await connection.getStats()).values()) {
        if (stat.type === "transport") {
          traffic.sent += stat.bytesSent;
          traffic.received += stat.bytesReceived;
        } else if (stat.type === "inbound-rtp" && stat.kind === "video") {
          pictures[`${at} ${stat.id}`] = stat.bytesReceived;
        }
      }
    }
    return traffic;
  });
}

/** How many pictures of others are on the screen, and how many come while one waits. */
export async function seenAndFetched(page: Page, waitMs: number): Promise<{ seen: number; fetched: number }> {
  const before = await trafficOf(page);
  await new Promise((resolve) => setTimeout(resolve, waitMs));
  const after = await trafficOf(page);
  const fetched = Object.entries(after.pictures).filter(
    ([id, bytes]) => bytes - (before.pictures[id] ?? 0) > 2000,
  ).length;
  const seen = await page.evaluate(() => {
    const shown = [...document.querySelectorAll("video")].filter((video) => {
      const { width, height, top, left, bottom, right } = video.getBoundingClientRect();
      const inside = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
      return width > 0 && height > 0 && inside && video.videoWidth > 0;
    });
    return shown.length;
  });
  return { seen, fetched };
}
