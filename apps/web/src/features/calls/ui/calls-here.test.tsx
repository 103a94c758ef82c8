// @vitest-environment jsdom
import { AppError } from "@parley/kernel";
import { buildSession, createManualClock } from "@parley/testkit";
import { act, cleanup, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { renderInWorld } from "../../../shared/testing/fake-world.tsx";
import { ClockContext } from "../../../shared/time.ts";
import { useCallsHere } from "./calls-here.ts";

afterEach(cleanup);

function Here() {
  return <p>calls here: {String(useCallsHere())}</p>;
}

function draw(failures: number) {
  const clock = createManualClock();
  const session = buildSession({ clock, callService: "https://parley.example/jwt" });
  const answer = session.calls.transport;
  let left = failures;
  session.calls.transport = async () => {
    left -= 1;
    if (left >= 0) throw new AppError("MATRIX_UNREACHABLE", "no line", { retryable: true });
    return await answer();
  };
  session.connection.value = { state: "offline", since: 0, reason: "network" };
  const draw = (
    <ClockContext value={clock}>
      <Here />
    </ClockContext>
  );
  renderInWorld(draw, { session });
  const online = () =>
    act(async () => {
      session.connection.value = { state: "online", since: 1 };
    });
  return { clock, online };
}

it("asks for calls again as soon as the homeserver is heard", async () => {
  const { online } = draw(1);
  await act(async () => {});
  expect(screen.getByText("calls here: null")).toBeTruthy();
  await online();
  expect(screen.getByText("calls here: true")).toBeTruthy();
});

it("asks again by itself where the first answer on the way back is none", async () => {
  const { clock, online } = draw(2);
  await act(async () => {});
  await online();
  expect(screen.getByText("calls here: null")).toBeTruthy();
  await act(async () => clock.tick(8_000));
  expect(screen.getByText("calls here: true")).toBeTruthy();
});
