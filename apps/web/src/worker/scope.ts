/** The part of a service worker's world that ours uses, as the platform has it; tests hand in their own. */
export interface WorkerScope {
  readonly caches: CacheStorage;
  readonly location: { readonly origin: string };
  readonly clients: {
    claim(): Promise<void>;
    matchAll(which: { readonly type: "window" }): Promise<readonly WindowPage[]>;
    openWindow(path: string): Promise<unknown>;
  };
  fetch(request: Request | string, init?: RequestInit): Promise<Response>;
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", run: (event: LifeEvent) => void): void;
  addEventListener(type: "fetch", run: (event: AskedEvent) => void): void;
  addEventListener(type: "message", run: (event: SaidEvent) => void): void;
  addEventListener(type: "notificationclick", run: (event: TappedEvent) => void): void;
}

/** A page of the app. */
export interface WindowPage {
  focus(): Promise<unknown>;
  postMessage(message: unknown, ports: MessagePort[]): void;
}

export interface TappedEvent extends LifeEvent {
  readonly notification: { readonly tag: string; close(): void };
}

export interface LifeEvent {
  waitUntil(work: Promise<unknown>): void;
  /** While it is installed, in some browsers. Source: "Service Worker Static Routing API". */
  addRoutes?(rules: { readonly condition: { readonly urlPattern: string }; readonly source: "network" }): Promise<void>;
}

export interface AskedEvent extends LifeEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

export interface SaidEvent {
  readonly data: unknown;
  readonly ports: readonly { postMessage(message: unknown): void }[];
}
