import { createRequire } from "node:module";
import type { Plugin } from "vite";

const sdk = (file: string) => JSON.stringify(createRequire(import.meta.url).resolve(`matrix-js-sdk/lib/${file}`));
const none = (...names: readonly string[]) => names.map((name) => `export class ${name} extends Error {}`).join("\n");

const noDehydrated = `export const UnstablePrefix = "/_matrix/client/unstable/org.matrix.msc3814.v1";
export class DehydratedDeviceManager {
  constructor(logger, machine, http) { this.http = http; }
  on() {}
  stop() {}
  async isSupported() { return false; }
  async delete() {
    try {
      await this.http.authedRequest("DELETE", "/dehydrated_device", undefined, {}, { prefix: UnstablePrefix });
    } catch (error) {
      if (error.errcode !== "M_UNRECOGNIZED" && error.errcode !== "M_NOT_FOUND") throw error;
    }
  }
}`;

/**
 * Modules that the Matrix SDK imports from its front door and that nothing here reaches, with what takes the place of
 * their names: the SDK then behaves as where there is no WebRTC, and knows no error of a widget. A name that a later
 * SDK asks for besides fails the build.
 */
const leftOut: readonly (readonly [module: RegExp, source: string, importer?: RegExp])[] = [
  // For clients that run inside of another one. It is CommonJS: the bundler cannot see that nothing of it is used.
  [
    /^matrix-widget-api$/,
    none("WidgetApiToWidgetAction", "WidgetApiResponseError", "MatrixCapabilities", "UnstableApiVersion"),
  ],
  // Calls from before MatrixRTC (m.call.*): ours go through LiveKit.
  [/webrtc\/call\.js$/, `export const supportsMatrixCall = () => false;\n${none("CallEvent", "createNewMatrixCall")}`],
  [/webrtc\/callEventHandler\.js$/, none("CallEventHandler")],
  [/webrtc\/groupCallEventHandler\.js$/, none("GroupCallEventHandler")],
  [/webrtc\/mediaHandler\.js$/, none("MediaHandler", "MediaHandlerEvent")],
  [/webrtc\/callFeed\.js$/, none("CallFeedEvent")],
  [
    /webrtc\/groupCall\.js$/,
    none(
      "GroupCall",
      "GroupCallEvent",
      "GroupCallIntent",
      "GroupCallState",
      "GroupCallType",
      "GroupCallStatsReportEvent",
    ),
  ],
  // Its own reading of calls (MatrixRTC) follows every room from the start; ours stands in `packages/matrix/src/rtc`.
  [
    /matrixrtc\/MatrixRTCSessionManager\.js$/,
    "export class MatrixRTCSessionManager {\n  start() {}\n  stop() {}\n}",
    /client\.js$/,
  ],
  // A client inside of a widget, and sync by MSC3575.
  [/\/embedded\.js$/, none("RoomWidgetClient")],
  [/\/sliding-sync-sdk\.js$/, none("SlidingSyncSdk")],
  // Polls, which no message here is drawn as. Of the events' own SDK, compiled down to ES5, they alone are made: its names
  // of two spellings are the Matrix SDK's too.
  [
    /^matrix-events-sdk$/,
    [
      `export { NamespacedValue, UnstableValue } from ${sdk("NamespacedValue.js")};`,
      "export const M_POLL_START = { matches: () => false };",
      "export const ExtensibleEvents = { parse: () => null };",
    ].join("\n"),
  ],
  [/\/poll\.js$/, `export const isPollEvent = () => false;\n${none("Poll", "PollEvent")}`],
  // Asked for only with options that no client here is given: `.well-known` while signed in (what is asked of it before
  // stands in `packages/matrix/src/auth`), and messages taken away by their age (MSC1763).
  [/\/autodiscovery\.js$/, none("AutoDiscovery")],
  [/\/room-retention\.js$/, none("RoomRetentionPolicy")],
  [/\/retentionPolicy\.js$/, "export class RetentionPolicyService {}"],
  // Lists of whose invitations are refused (MSC3847): ours stand in `packages/matrix/src/rooms`.
  [/\/invites-ignorer\.js$/, "export class IgnoredInvites {}"],
  // Folders of files in spaces (MSC3089), and stages of sign-in: ours stand in `packages/matrix/src/auth`.
  [
    /models\/MSC3089TreeSpace\.js$/,
    `export const DEFAULT_TREE_POWER_LEVELS_TEMPLATE = {};\n${none("MSC3089TreeSpace")}`,
  ],
  [/\/interactive-auth\.js$/, none("InteractiveAuth")],
  // The crypto of before Rust, of which no session of ours has a store to bring over.
  [
    /\/libolm_migration\.js$/,
    ["migrateFromLegacyCrypto", "migrateRoomSettingsFromLegacyCrypto", "migrateLegacyLocalTrustIfNeeded"]
      .map((name) => `export const ${name} = async () => {};`)
      .join("\n"),
  ],
  // Devices that stand in for one who is signed in nowhere (MSC3814): none is made here. One that another client has made
  // goes with the identity that signed it.
  [/\/DehydratedDeviceManager\.js$/, noDehydrated],
  [/crypto\/store\/localStorage-crypto-store\.js$/, none("LocalStorageCryptoStore")],
  [/crypto\/store\/indexeddb-crypto-store\.js$/, none("IndexedDBCryptoStore")],
  // A number: for its sake the worker of the store would load the whole SDK.
  [/models\/event\.js$/, "export const MAX_STICKY_DURATION_MS = 3600000;", /sync-accumulator\.js$/],
];

const prefix = "\0left-out:";

/** Leaves out of the bundle what the SDK brings and nobody uses: about 70 KB that each first visit would load. */
export function leaveOut(): Plugin {
  return {
    name: "parley:leave-out",
    enforce: "pre",
    apply: "build",
    resolveId(id, importer) {
      if (importer === undefined || !/node_modules\/matrix-js-sdk\/lib\//.test(importer)) return null;
      const at = leftOut.findIndex(([module, , from]) => module.test(id) && (from?.test(importer) ?? true));
      return at === -1 ? null : `${prefix}${at}`;
    },
    load(id) {
      if (!id.startsWith(prefix)) return null;
      return leftOut[Number(id.slice(prefix.length))]?.[1] ?? null;
    },
  };
}
