import {
  ClientEvent,
  createClient,
  type MatrixClient,
  type MatrixEvent,
  MatrixEventEvent,
  RoomStateEvent,
} from "matrix-js-sdk";
import { ClientWidgetApi, type IRoomEvent, Widget } from "matrix-widget-api";
import { createDriver } from "./driver.ts";

// A page that does for Element Call what Element Web does: it holds the account, Element Call is a widget in a frame.
// It is driven by the test through `window.host`.

let client: MatrixClient | null = null;
let open: { readonly api: ClientWidgetApi; readonly frame: HTMLIFrameElement; readonly stop: () => void } | null = null;

type Intent = "start_call" | "join_existing" | "start_call_dm";

/** Of the call that is open. */
let left = false;
let sendsBy: string | null = null;

const signedIn = (): MatrixClient => {
  if (client === null) throw new Error("nobody is signed in");
  return client;
};

const host = {
  /**
   * Signs in on a device of its own and waits until the client is in step. `keeps`: the device and its keys are kept by
   * the browser, as Element Web does, and taken again by the next page.
   */
  async signIn(baseUrl: string, name: string, password: string, keeps = false): Promise<void> {
    const kept = keeps ? localStorage.getItem(name) : null;
    const login = kept ?? (await logIn(baseUrl, name, password));
    if (keeps) localStorage.setItem(name, login);
    const { user_id: userId, device_id: deviceId, access_token: accessToken } = JSON.parse(login);
    const made = createClient({ baseUrl, userId, deviceId, accessToken });
    await made.initRustCrypto({ useIndexedDB: keeps });
    const ready = new Promise<void>((resolve) => {
      made.on(ClientEvent.Sync, (state) => state === "PREPARED" && resolve());
    });
    await made.startClient({ initialSyncLimit: 20 });
    await ready;
    client = made;
  },

  /**
   * Opens Element Call in a frame; resolves when it has joined. `path`: which of its configurations. `lobby`: it waits for a
   * click there.
   */
  async join(roomId: string, intent: Intent, path: string, lobby = false): Promise<void> {
    const of = signedIn();
    const parameters = {
      widgetId: "call",
      parentUrl: location.origin,
      roomId,
      userId: of.getSafeUserId(),
      deviceId: of.getDeviceId() ?? "",
      baseUrl: of.baseUrl,
      perParticipantE2EE: "true",
      confineToRoom: "true",
      header: "none",
      lang: "en",
      intent,
      skipLobby: String(!lobby),
    };
    const url = `${location.origin}${path}/index.html#?${new URLSearchParams(parameters)}`;
    const widget = new Widget({
      id: "call",
      creatorUserId: of.getSafeUserId(),
      type: "m.custom",
      url,
      waitForIframeLoad: false,
    });
    const frame = document.createElement("iframe");
    frame.allow = "microphone; camera; display-capture; autoplay";
    frame.style.cssText = "position: fixed; inset: 0; width: 100%; height: 100%; border: 0";
    document.body.append(frame);
    const api = new ClientWidgetApi(widget, frame, createDriver(of, roomId, sendsBy));
    api.setViewedRoomId(roomId);
    const joined = new Promise<void>((resolve) => {
      for (const action of ["io.element.join", "io.element.close", "im.vector.hangup", "io.element.device_mute"]) {
        api.on(`action:${action}`, (event: CustomEvent) => {
          event.preventDefault();
          api.transport.reply(event.detail, {});
          if (action === "io.element.join") resolve();
          if (action === "im.vector.hangup" || action === "io.element.close") left = true;
        });
      }
      api.on("action:set_always_on_screen", (event: CustomEvent) => {
        event.preventDefault();
        api.transport.reply(event.detail, { success: true });
      });
    });
    left = false;
    open = { api, frame, stop: feed(of, api, roomId) };
    frame.src = url;
    await joined;
  },

  /** From the next call on: as somebody of a homeserver with a transport of its own. */
  sendBy(serviceUrl: string): void {
    sendsBy = serviceUrl;
  },

  /** As the person's click on *Leave* in the host. */
  async hangUp(): Promise<void> {
    await open?.api.transport.send("im.vector.hangup", {});
  },

  /** Whether Element Call has left by itself. */
  hasLeft: (): boolean => left,

  /** Takes the frame away. */
  close(): void {
    open?.stop();
    open?.api.stop();
    open?.frame.remove();
    open = null;
  },
};

/** The homeserver's answer, as it came. */
async function logIn(baseUrl: string, name: string, password: string): Promise<string> {
  const answer = await fetch(`${baseUrl}/_matrix/client/v3/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ type: "m.login.password", identifier: { type: "m.id.user", user: name }, password }),
  });
  if (!answer.ok) throw new Error(`signing in answered ${answer.status}`);
  return await answer.text();
}

/** Tells the widget what comes: events, state, and messages to this device. */
function feed(of: MatrixClient, api: ClientWidgetApi, roomId: string): () => void {
  const raw = (event: MatrixEvent): IRoomEvent => event.getEffectiveEvent() as IRoomEvent;
  const onEvent = (event: MatrixEvent): void => {
    if (event.getRoomId() !== roomId || event.isState()) return;
    const tell = (): void => {
      // The key may come later than the event.
      if (event.isDecryptionFailure()) event.once(MatrixEventEvent.Decrypted, tell);
      else void api.feedEvent(raw(event)).catch(() => {});
    };
    if (event.isEncrypted() && event.getClearContent() === null) event.once(MatrixEventEvent.Decrypted, tell);
    else tell();
  };
  const onState = (event: MatrixEvent): void => {
    if (event.getRoomId() === roomId) void api.feedStateUpdate(raw(event)).catch(() => {});
  };
  const onMessage = ({ message, encryptionInfo }: { message: object; encryptionInfo: unknown }): void => {
    void api.feedToDevice(message as Parameters<typeof api.feedToDevice>[0], encryptionInfo !== null).catch(() => {});
  };
  of.on(ClientEvent.Event, onEvent);
  of.on(RoomStateEvent.Events, onState);
  of.on(ClientEvent.ReceivedToDeviceMessage, onMessage);
  return () => {
    of.off(ClientEvent.Event, onEvent);
    of.off(RoomStateEvent.Events, onState);
    of.off(ClientEvent.ReceivedToDeviceMessage, onMessage);
  };
}

export type Host = typeof host;
Object.assign(window, { host });
