import { describe, expect, it } from "vitest";
import { isLoopback } from "./loopback.ts";

describe("an address", () => {
  it.each(["http://localhost:8420/invite#x", "https://parley.localhost/", "http://127.0.0.1:8420/", "http://[::1]/"])(
    "leads to this machine only: %s",
    (url) => expect(isLoopback(url)).toBe(true),
  );
  it.each(["https://parley.example/invite#x", "http://192.168.1.20:8420/", "https://localhost.example/", "not one"])(
    "leads elsewhere: %s",
    (url) => expect(isLoopback(url)).toBe(false),
  );
});
