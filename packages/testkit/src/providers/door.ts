export { type Answer, type FakeProvider, type FakeRequest, fakeKey, startFakeProvider } from "./fake-provider.ts";
export type { FakeFault, FakePart, FakeReply } from "./reply.ts";
