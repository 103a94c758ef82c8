// @vitest-environment jsdom
import type { Arrangement, SpaceSummary } from "@parley/matrix";
import { buildSession, buildSpace } from "@parley/testkit";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { afterEach, expect, it } from "vitest";
import { renderRooms } from "./testing/render-rooms.tsx";
import { useArrangement } from "./use-arrangement.ts";

afterEach(cleanup);

const reversed = (order: readonly Arrangement[]) => order.toReversed();

function Order({ space }: { readonly space: SpaceSummary }) {
  const { order, change } = useArrangement(space);
  return (
    <>
      <p>{order.map(({ name }) => name).join(" ")}</p>
      <button type="button" onClick={() => change(reversed(order), "moved")}>
        Reverse
      </button>
    </>
  );
}

const turned = (order: readonly Arrangement[]) => [...order.slice(0, 1), ...order.slice(2), ...order.slice(1, 2)];

function Turning({ space }: { readonly space: SpaceSummary }) {
  const { order, change } = useArrangement(space);
  return (
    <button type="button" onClick={() => change(turned(order), "moved")}>
      Turn
    </button>
  );
}

function Between({ spaces }: { readonly spaces: readonly SpaceSummary[] }) {
  const [at, setAt] = useState(0);
  return (
    <>
      <button type="button" onClick={() => setAt(1)}>
        Other server
      </button>
      {spaces[at] !== undefined && <Order space={spaces[at]} />}
    </>
  );
}

it("writes changes that came while another was written as one, from what that one left", async () => {
  const categories = ["Work", "Play", "Rest"].map((name) => ({ id: name, name }));
  const session = buildSession({ spaces: [buildSpace({ id: "!one", name: "One", canManage: true, categories })] });
  const names = (order: readonly Arrangement[] = []) => order.flatMap(({ id }) => id ?? []).join(" ");
  const asked: string[] = [];
  let answer = () => {};
  Object.assign(session.upkeep, {
    arrange: (_id: string, next: readonly Arrangement[], before?: readonly Arrangement[]) => {
      asked.push(`${names(before)} → ${names(next)}`);
      return new Promise<void>((resolve) => {
        answer = resolve;
      });
    },
  });
  const [space] = session.rooms.list.value.spaces;
  if (space === undefined) throw new Error("no server");
  renderRooms(session, <Turning space={space} />);
  for (let at = 0; at < 3; at++) fireEvent.click(screen.getByRole("button", { name: "Turn" }));
  answer();
  await waitFor(() => expect(asked).toHaveLength(2));
  expect(asked).toEqual(["Work Play Rest → Play Rest Work", "Play Rest Work → Work Play Rest"]);
  answer();
});

it("undoes an order in the server that it was made in, whatever is looked at by then", async () => {
  const named = (...names: string[]) => names.map((name) => ({ id: name, name }));
  const session = buildSession({
    spaces: [
      buildSpace({ id: "!one", name: "One", canManage: true, categories: named("Work", "Play") }),
      buildSpace({ id: "!two", name: "Two", canManage: true, categories: named("Xylo", "Yard") }),
    ],
  });
  const asked: [string, string[]][] = [];
  const { arrange } = session.upkeep;
  Object.assign(session.upkeep, {
    arrange: async (spaceId: string, order: readonly Arrangement[]) => {
      asked.push([spaceId, order.flatMap(({ id }) => id ?? [])]);
      await arrange.call(session.upkeep, spaceId, order);
    },
  });
  renderRooms(session, <Between spaces={session.rooms.list.value.spaces} />);
  fireEvent.click(screen.getByRole("button", { name: "Reverse" }));
  const undo = await screen.findByRole("button", { name: "Undo" });
  fireEvent.click(screen.getByRole("button", { name: "Other server" }));
  // An order that is still on its way is that server's alone.
  expect(screen.getByText(/Xylo Yard/u)).toBeTruthy();
  fireEvent.click(undo);
  await waitFor(() => expect(asked).toHaveLength(2));
  expect(asked.map(([spaceId]) => spaceId)).toEqual(["!one", "!one"]);
  expect(asked[1]?.[1]).toEqual(["Work", "Play"]);
});
