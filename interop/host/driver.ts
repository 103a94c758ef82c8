import { type MatrixClient, type MatrixEvent, Method } from "matrix-js-sdk";
import { type IRoomEvent, OpenIDRequestState, WidgetDriver } from "matrix-widget-api";

const delayed = "/_matrix/client/unstable/org.matrix.msc4140";
const rtc = "/_matrix/client/unstable/org.matrix.msc4143";

/** What the widget may ask of the account: everything, as it is a test. Source: Element Web, `ElementWidgetDriver`. */
export function createDriver(client: MatrixClient, room: string, serviceUrl: string | null): WidgetDriver {
  return new Driver(client, room, serviceUrl);
}

class Driver extends WidgetDriver {
  readonly #client: MatrixClient;
  readonly #room: string;
  /** Where it sends; null: where the homeserver says. */
  readonly #serviceUrl: string | null;
  #sent = 0;

  constructor(client: MatrixClient, room: string, serviceUrl: string | null) {
    super();
    this.#client = client;
    this.#room = room;
    this.#serviceUrl = serviceUrl;
  }

  override async validateCapabilities(requested: Set<string>): Promise<Set<string>> {
    return requested;
  }

  override async sendEvent(type: string, content: object, stateKey?: string | null, roomId?: string | null) {
    const room = roomId ?? this.#room;
    const { event_id: eventId } =
      typeof stateKey === "string"
        ? await this.#client.sendStateEvent(room, type as never, content as never, stateKey)
        : await this.#client.sendEvent(room, type as never, content as never);
    return { roomId: room, eventId };
  }

  override async sendDelayedEvent(ms: number, type: string, content: object, stateKey?: string | null) {
    return await this.#delay({ "org.matrix.msc4140.delay": String(ms) }, type, content, stateKey);
  }

  override async sendStickyEvent(ms: number, type: string, content: object) {
    // Enciphered where the room is.
    const sent = this.#client._unstable_sendStickyEvent(this.#room, ms, null, type as never, content as never);
    return { roomId: this.#room, eventId: (await sent).event_id };
  }

  override async sendDelayedStickyEvent(delay: number, ms: number, type: string, content: object) {
    const [what, body] = [type as never, content as never];
    const sent = this.#client._unstable_sendStickyDelayedEvent(this.#room, ms, { delay }, null, what, body);
    return { roomId: this.#room, delayId: (await sent).delay_id };
  }

  override cancelScheduledDelayedEvent = (id: string) => this.#tell(id, "cancel");
  override restartScheduledDelayedEvent = (id: string) => this.#tell(id, "restart");
  override sendScheduledDelayedEvent = (id: string) => this.#tell(id, "send");

  override async sendToDevice(
    type: string,
    encrypted: boolean,
    contents: { [userId: string]: { [deviceId: string]: object } },
  ): Promise<void> {
    for (const [userId, devices] of Object.entries(contents)) {
      for (const [deviceId, content] of Object.entries(devices)) {
        if (encrypted) await this.#client.encryptAndSendToDevice(type, [{ userId, deviceId }], content as never);
        else await this.#client.sendToDevice(type, new Map([[userId, new Map([[deviceId, content as never]])]]));
      }
    }
  }

  override async readRoomState(roomId: string, type: string, stateKey: string | undefined): Promise<IRoomEvent[]> {
    const state = this.#client.getRoom(roomId)?.currentState;
    if (state === undefined) return [];
    if (stateKey === undefined) return state.getStateEvents(type).map(raw);
    const event = state.getStateEvents(type, stateKey);
    return event === null ? [] : [raw(event)];
  }

  override async readRoomTimeline(
    roomId: string,
    type: string,
    _msgtype: string | undefined,
    stateKey: string | undefined,
    limit: number,
  ): Promise<IRoomEvent[]> {
    const events = this.#client.getRoom(roomId)?.getLiveTimeline().getEvents() ?? [];
    return events
      .filter((event) => event.getType() === type && (stateKey === undefined || event.getStateKey() === stateKey))
      .slice(-Math.max(1, limit))
      .reverse()
      .map(raw);
  }

  override async readStickyEvents(roomId: string): Promise<IRoomEvent[]> {
    const room = Object(this.#client.getRoom(roomId));
    return [...(room._unstable_getStickyEvents?.() ?? [])].map(raw);
  }

  override async readEventRelations() {
    return { chunk: [] };
  }

  override askOpenID(observer: { update(value: unknown): void }): void {
    this.#client.getOpenIdToken().then(
      (token) => observer.update({ state: OpenIDRequestState.Allowed, token }),
      () => observer.update({ state: OpenIDRequestState.Blocked }),
    );
  }

  override async getRtcTransports() {
    if (this.#serviceUrl !== null) {
      return { rtc_transports: [{ type: "livekit", livekit_service_url: this.#serviceUrl } as never] };
    }
    return await this.#client.http.authedRequest<{ rtc_transports: never[] }>(
      Method.Get,
      "/rtc/transports",
      {},
      undefined,
      {
        prefix: rtc,
      },
    );
  }

  override async *getTurnServers() {}

  override getKnownRooms(): string[] {
    return [this.#room];
  }

  override processError(error: unknown) {
    const { httpStatus = 500, data, url = "" } = Object(error);
    return {
      matrix_api_error: {
        http_status: httpStatus,
        http_headers: {},
        url,
        response: data ?? { errcode: "M_UNKNOWN", error: "" },
      },
    };
  }

  async #delay(query: Record<string, string>, type: string, content: object, stateKey?: string | null) {
    const { delay_id: delayId } = await this.#put<{ delay_id: string }>(query, type, content, stateKey);
    return { roomId: this.#room, delayId };
  }

  async #put<T>(query: Record<string, string>, type: string, content: object, stateKey?: string | null): Promise<T> {
    const room = `/rooms/${encodeURIComponent(this.#room)}`;
    this.#sent += 1;
    const path =
      typeof stateKey === "string"
        ? `${room}/state/${encodeURIComponent(type)}/${encodeURIComponent(stateKey)}`
        : `${room}/send/${encodeURIComponent(type)}/host-${Date.now()}-${this.#sent}`;
    return await this.#client.http.authedRequest<T>(Method.Put, path, query, content);
  }

  async #tell(id: string, action: "cancel" | "restart" | "send"): Promise<void> {
    const path = `/delayed_events/${encodeURIComponent(id)}/${action}`;
    await this.#client.http.authedRequest(Method.Post, path, {}, {}, { prefix: delayed });
  }
}

const raw = (event: MatrixEvent): IRoomEvent => event.getEffectiveEvent() as IRoomEvent;
