/** What a service sent a person back with. */
export interface Returned {
  readonly state: string;
  readonly code?: string;
  readonly error?: string;
  readonly iss?: string;
}

const channelName = "parley signed in elsewhere";
/** Whoever began it takes it at once, if that page is still there. */
const takenMs = 2_000;

let taken: Returned | null = null;

/** What came with the address, and leaves it at once: a code stands in no history. Null: nothing of ours. */
export function takeReturned(): Returned | null {
  if (location.search !== "") {
    taken = readReturned(Object.fromEntries(new URLSearchParams(location.search)));
    history.replaceState(history.state, "", location.pathname);
  }
  return taken;
}

/** Gives it to the page that began it, in another tab of this browser. Whether one took it. */
export async function handOver(returned: Returned): Promise<boolean> {
  const channel = new BroadcastChannel(channelName);
  try {
    return await new Promise((resolve) => {
      setTimeout(() => resolve(false), takenMs);
      channel.onmessage = ({ data }: MessageEvent<unknown>) => {
        if (Object(data).taken === returned.state) resolve(true);
      };
      channel.postMessage(returned);
    });
  } finally {
    channel.close();
  }
}

/** Hears of what came back to a sign-in that this page began. The answer stops it. */
export function hearReturned(state: string, onReturned: (returned: Returned) => void): () => void {
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    const returned = readReturned(Object(data));
    if (returned?.state !== state) return;
    channel.postMessage({ taken: state });
    onReturned(returned);
  };
  return () => channel.close();
}

function readReturned(found: Readonly<Record<string, unknown>>): Returned | null {
  const { state, code, error, iss } = found;
  if (typeof state !== "string" || (typeof code !== "string" && typeof error !== "string")) return null;
  return {
    state,
    ...(typeof code === "string" ? { code } : {}),
    ...(typeof error === "string" ? { error } : {}),
    ...(typeof iss === "string" ? { iss } : {}),
  };
}
