import { expect, test } from "vitest";
import { aliasOf, hashedIdentity, plainIdentity } from "./names.ts";

test("names are those of lk-jwt-service, by its own vectors", () => {
  expect(aliasOf("!roomid:example.com", "slot1234")).toBe("O8437W3+jmzMVjoIP3tNwbm+XxHQk2iKpOA7aqw3qSc");
  expect(aliasOf("!roomid:example.com", "m.call#ROOM")).toBe("F4oOprKFBq6JHqy2qYpq6UQQmR7hCvxkQQoUrd0+SbI");
  expect(hashedIdentity("@alice:example.com", "DEVICE123", "memberABC")).toBe(
    "J+T45tGruxc+HrUOqJJlyQSV33m728Cme4+vt8/SWrU",
  );
  expect(plainIdentity("@alice:example.com", "DEV")).toBe("@alice:example.com:DEV");
});

test("exotic ids are written as Go writes JSON", () => {
  // `go run`: base64.RawStdEncoding of sha256 of json.Marshal([]string{"!a<b>&\u2028:x", "s"})
  expect(aliasOf("!a<b>&\u2028:x", "s")).toBe("1Q0vuwwi3gh37O/ZHZ8Rv9UrxnRPeBVxGtCGFU+WnS0");
});
