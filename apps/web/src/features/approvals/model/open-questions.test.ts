import { AppError } from "@parley/kernel";
import { createManualClock } from "@parley/testkit";
import { describe, expect, it, vi } from "vitest";
import { createFakeParley } from "../../../shared/testing/fake-world.tsx";
import { commandLine, exactly } from "./exactly.ts";
import { createOpenQuestions } from "./open-questions.ts";

const approval = (id: string, expiresAtMs: number) => ({ id, expiresAtMs });

function begin(pending: { id: string; expiresAtMs: number }[]) {
  const parley = createFakeParley();
  const clock = createManualClock(1000);
  const list = { pending };
  parley.answers = { "exec.approval.list": () => ({ approvals: list.pending }) };
  const questions = createOpenQuestions(parley, clock);
  const ids = () => questions.waiting.peek().map(({ id }) => id);
  return { parley, clock, list, questions, ids };
}

describe("questions that wait", () => {
  it("are read when the server is there, and asked again when it comes back", async () => {
    const { parley, ids, list } = begin([approval("a", 9000)]);
    expect(parley.calls).toEqual([]);
    parley.connection.value = "open";
    await vi.waitFor(() => expect(ids()).toEqual(["a"]));
    parley.connection.value = "connecting";
    list.pending = [approval("a", 9000), approval("b", 9000)];
    parley.connection.value = "open";
    await vi.waitFor(() => expect(ids()).toEqual(["a", "b"]));
  });

  it("come and go as they are asked and answered elsewhere", async () => {
    const { parley, ids, list } = begin([]);
    parley.connection.value = "open";
    list.pending = [approval("a", 9000)];
    parley.emit("exec.approval.requested", { id: "a" });
    await vi.waitFor(() => expect(ids()).toEqual(["a"]));
    list.pending = [];
    parley.emit("exec.approval.resolved", { id: "a", decision: "deny" });
    expect(ids()).toEqual([]);
  });

  it("go by themselves when their time is over", async () => {
    const { parley, ids, clock } = begin([approval("a", 2000), approval("b", 5000)]);
    parley.connection.value = "open";
    await vi.waitFor(() => expect(ids()).toEqual(["a", "b"]));
    clock.tick(1500);
    expect(ids()).toEqual(["b"]);
    clock.tick(4000);
    expect(ids()).toEqual([]);
  });

  it("are not brought back by a reading that was begun before the answer", async () => {
    const { parley, ids, questions } = begin([approval("a", 9000)]);
    parley.connection.value = "open";
    await vi.waitFor(() => expect(ids()).toEqual(["a"]));
    const late = Promise.withResolvers<unknown>();
    parley.answers["exec.approval.list"] = () => late.promise;
    const reading = questions.load();
    questions.answered("a");
    late.resolve({ approvals: [approval("a", 9000)] });
    await reading;
    expect(ids()).toEqual([]);
  });

  it("stay when a reading fails, and it is said", async () => {
    const { parley, ids, questions } = begin([approval("a", 9000)]);
    parley.connection.value = "open";
    await vi.waitFor(() => expect(ids()).toEqual(["a"]));
    parley.answers["exec.approval.list"] = () => {
      throw new AppError("CLIENT_OFFLINE", "away");
    };
    await questions.load();
    expect(ids()).toEqual(["a"]);
    expect(questions.error.peek()).toBeTruthy();
  });
});

describe("what is asked for", () => {
  it("stands there letter by letter: nothing hides, nothing turns round", () => {
    expect(exactly("a\u202eb\u200bc\nd\u0007")).toBe("a\\u{202e}b\\u{200b}c\\nd\\u{7}");
    expect(commandLine(["/bin/rm", "-rf", "a b", "", "it's", "x;y"])).toBe("/bin/rm -rf 'a b' '' 'it\\'s' 'x;y'");
  });
});
