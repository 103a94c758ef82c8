import { AppError } from "@parley/kernel";
import { expect, test } from "vitest";
import { faultsIn, faultsOf, hasComments, linesLeftOut, spanOfLine } from "./faults.ts";
import { type Field, fieldsOf, fits, patchOf, typedOf } from "./fields.ts";

const hint = (order: number, advanced = false) => ({
  label: "",
  help: "",
  order,
  group: "server",
  sensitive: false,
  advanced,
});
const described = {
  schema: {
    properties: {
      limits: { type: "string", enum: ["normal", "relaxed"] },
      port: { type: "integer", minimum: 1, maximum: 65_535 },
      host: { type: "string" },
      open: { type: "boolean" },
      homeservers: { type: "array", items: { type: "string" } },
      hooks: { type: "object", properties: {} },
      far: true,
    },
  },
  uiHints: {
    far: hint(6),
    limits: hint(5),
    port: hint(0),
    host: hint(1, true),
    open: hint(2),
    homeservers: hint(3),
    hooks: hint(4),
  },
};
const fields = fieldsOf(described);
const named = (name: string): Field => fields.find((field) => field.name === name) ?? expect.fail(name);

test("settings come in the server's order, each as what its schema says", () => {
  expect(fields.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    "port integer",
    "host text",
    "open switch",
    "homeservers list",
    "hooks whole",
    "limits choice",
    "far whole",
  ]);
  expect(named("limits").choices).toEqual(["normal", "relaxed"]);
  expect(fields.filter(({ guarded }) => guarded).map(({ name }) => name)).toEqual(["host"]);
});

test("what stands in the file is typed as it is written, a single one of a list too", () => {
  const config = { port: 8420, open: false, homeservers: ["a.example", "b.example"], far: { a: 1 } };
  expect(fields.map((field) => typedOf(field, config))).toEqual([
    "8420",
    "",
    "false",
    "a.example\nb.example",
    "",
    "",
    '{"a":1}',
  ]);
  expect(typedOf(named("homeservers"), { homeservers: "any" })).toBe("any");
});

test("only what differs is written, an empty field takes a setting out, and what cannot be meant writes nothing", () => {
  const config = { port: 8420, host: "127.0.0.1", homeservers: "any", open: true };
  expect(patchOf(fields, config, {})).toEqual({});
  expect(patchOf(fields, config, { port: " 8420 ", host: "127.0.0.1", homeservers: "any\n", open: "true" })).toEqual(
    {},
  );
  expect(
    patchOf(fields, config, { port: "9000", host: " ", open: "false", homeservers: " a.example\n\nb.example " }),
  ).toEqual({ port: 9000, host: null, open: false, homeservers: ["a.example", "b.example"] });
  for (const wrong of ["0", "65536", "many", "1e3", "-4"]) {
    expect([wrong, fits(named("port"), wrong), patchOf(fields, config, { port: wrong, host: "x" })]).toEqual([
      wrong,
      false,
      null,
    ]);
  }
  // What stands there wrongly is no reason to write it again.
  expect(patchOf(fields, { port: "x" }, { port: "x" })).toEqual({});
});

test("a fault has its line where it stands in this file, and its place where it does not", () => {
  const issues = [
    { at: "/data/parley.json5:12", path: "port", message: "must be a number" },
    { at: "/data/more.json5:3", path: "host", message: "must be an IP address" },
    { at: "--port", path: "", message: "is not known" },
  ];
  const read = [
    { line: 12, place: "/data/parley.json5:12", setting: "port", message: "port must be a number" },
    { line: null, place: "/data/more.json5:3", setting: "host", message: "host must be an IP address" },
    { line: null, place: "--port", setting: "", message: "is not known" },
  ];
  expect(faultsOf(issues, "/data/parley.json5")).toEqual(read);
  expect(faultsIn(new AppError("BAD_PARAMS", "invalid", { details: { issues } }), "/data/parley.json5")).toEqual(read);
  expect(faultsIn(new AppError("BAD_PARAMS", "invalid"), "/data/parley.json5")).toEqual([]);
  expect(faultsIn(new Error("gone"), "/data/parley.json5")).toEqual([]);
});

test("lines are found, secrets that were left out are counted, comments are told from addresses", () => {
  const text = '{\n  key: "[redacted]",\n}';
  expect(text.slice(...spanOfLine(text, 2))).toBe('  key: "[redacted]",');
  expect(text.slice(...spanOfLine(text, 3))).toBe("}");
  expect(text.slice(...spanOfLine(text, 99))).toBe("}");
  expect(linesLeftOut(text)).toEqual([2]);
  expect([hasComments('{ a: "https://a.example" }'), hasComments("{ a: 'it\\'s // so' }")]).toEqual([false, false]);
  expect([hasComments("{ a: 1 } // so"), hasComments("/* so */ {}")]).toEqual([true, true]);
});
