import { expect, test } from "vitest";
import { withTestApp } from "../../testing/test-app.ts";

test("whoever administers reads measures; nobody else, wherever they come from", () =>
  withTestApp(async ({ app, call, person, localToken }) => {
    const owner = await person("olga", "owner");
    const member = await person("mia");
    await call("accounts.me", {}, { token: owner.token });
    await call("no.such" as "accounts.me", {}, { token: owner.token });
    const read = (token?: string) =>
      app.http.inject({
        method: "GET",
        url: "/metrics",
        headers: { host: "localhost:8420", ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      });
    expect((await read()).statusCode).toBe(401);
    expect((await read(member.token)).statusCode).toBe(403);
    expect((await read(localToken)).statusCode).toBe(200);
    const answer = await read(owner.token);
    expect([answer.statusCode, answer.headers["content-type"]]).toEqual([
      200,
      "text/plain; version=0.0.4; charset=utf-8",
    ]);
    expect(answer.body).toContain('parley_method_calls_total{method="accounts.me",outcome="ok"} 1\n');
    expect(answer.body).toContain('parley_method_calls_total{method="unknown",outcome="UNKNOWN_METHOD"} 1\n');
    expect(answer.body).toContain("parley_connections 0\n");
    expect(answer.body).toMatch(/parley_part_up\{part="homeserver"\} [01]\n/);
    expect(answer.body).not.toContain("no.such");
  }));
