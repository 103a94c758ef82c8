import { expect, test } from "vitest";
import { plainRequest } from "./token-requests.ts";

const asked = (more: object) => () =>
  plainRequest({
    room: "!r:x",
    openid_token: { access_token: "t", matrix_server_name: "x" },
    device_id: "D",
    delay_timeout: 20_000,
    ...more,
  });

test("no delay id leads to another address of the homeserver", () => {
  expect(asked({ delay_id: "syd_abc.def" })().leave).toEqual({ delayId: "syd_abc.def", timeoutMs: 20_000 });
  for (const delay_id of [".", "..", ""]) expect(asked({ delay_id })).toThrow(/delay_id/);
});

test("no device is named so that its participant would be another person's", () => {
  expect(asked({ delay_timeout: undefined })().identityOf("@ada:x")).toBe("@ada:x:D");
  expect(asked({ device_id: "8448:D", delay_timeout: undefined })).toThrow(/device_id/);
});
