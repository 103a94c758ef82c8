// @vitest-environment jsdom
import { AppError } from "@parley/kernel";
import { buildSession } from "@parley/testkit";
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { createFakeParley, renderInWorld } from "../../../shared/testing/fake-world.tsx";
import { ToastProvider } from "../../../ui/Toast.tsx";
import { GatewaySettings } from "./GatewaySettings.tsx";

afterEach(cleanup);

const path = "/data/parley.json5";
const hint = (order: number, group: string, advanced = false) => ({
  label: "",
  help: "",
  order,
  group,
  sensitive: false,
  advanced,
});

/** The page over a file that another may write. */
async function open(raw = "{\n  port: 8420, // ours\n}\n", session = buildSession({})) {
  const parley = createFakeParley();
  const file = { raw: raw as string | null, exists: true, config: { port: 8420 } as object, hash: "a".repeat(64) };
  parley.answers = {
    "config.get": () => ({
      ...file,
      path,
      parsed: file.config,
      valid: file.raw !== null,
      issues: file.raw === null ? [{ at: `${path}:3`, path: "", message: "is not JSON5" }] : [],
      warnings: [],
      legacyIssues: [],
    }),
    "config.schema": () => ({
      schema: {
        properties: {
          port: { type: "integer", minimum: 1, maximum: 65_535 },
          data: { type: "string" },
          brandNew: { type: "string" },
        },
      },
      uiHints: { port: hint(0, "server"), data: hint(1, "server", true), brandNew: hint(2, "novel") },
    }),
    "config.validate": ({ raw: text }: { raw: string }) => ({
      valid: !text.includes("prot"),
      issues: text.includes("prot") ? [{ at: `${path}:2`, path: "prot", message: "is not a setting" }] : [],
    }),
  };
  await parley.signIn();
  const draw = () =>
    renderInWorld(
      <ToastProvider>
        <GatewaySettings />
      </ToastProvider>,
      { parley, session },
    );
  const drawn = draw();
  const written = (method: string) => parley.calls.flatMap((call) => (call.method === method ? [call.params] : []));
  return { parley, file, written, session, draw, drawn };
}

const type = (box: HTMLElement, value: string) => fireEvent.change(box, { target: { value } });
const press = (name: string) => fireEvent.click(screen.getByRole("button", { name }));
const noSave = () => expect(screen.queryByRole("button", { name: "Save settings" })).toBeNull();

it("writes what was changed in the form under the hash that was read, and says what waits for a start", async () => {
  const { parley, file, written } = await open();
  parley.answers["config.patch"] = () => {
    Object.assign(file, { hash: "b".repeat(64), config: { port: 9000 } });
    return { ok: true, restart: { needed: true, settings: ["port"] } };
  };
  const port = await screen.findByLabelText("Port");
  expect(screen.queryByLabelText("Data folder")).toBeNull();
  expect(screen.getByText("Changed in the file alone, on the server itself.")).toBeTruthy();
  // One that this client does not know stands there all the same.
  expect(screen.getByLabelText("brandNew")).toBeTruthy();
  noSave();
  type(port, "70000");
  expect(screen.getByRole("alert").textContent).toContain("from 1 to 65535");
  press("Save settings");
  expect(written("config.patch")).toEqual([]);
  type(port, "9000");
  expect(screen.getByRole("status").textContent).toMatch(/^1 change is not saved\..*comments/u);
  press("Save settings");
  expect(await screen.findByText("In force after the server starts the next time: Port")).toBeTruthy();
  expect(written("config.patch")).toEqual([{ raw: '{"port":9000}', baseHash: "a".repeat(64) }]);
  noSave();
});

it("says that somebody else wrote the file, and takes theirs or keeps mine over it", async () => {
  const { parley, file, written } = await open();
  parley.answers["config.patch"] = ({ baseHash }: { baseHash: string }) => {
    if (baseHash !== file.hash) throw new AppError("CONFLICT", "changed since");
    return { ok: true, restart: { needed: false, settings: [] } };
  };
  type(await screen.findByLabelText("Port"), "9000");
  Object.assign(file, { hash: "b".repeat(64), config: { port: 7000 } });
  press("Save settings");
  expect(await screen.findByText(/^Somebody else changed the file/u)).toBeTruthy();
  expect(screen.getByLabelText("Port")).toHaveProperty("value", "9000");
  press("Take the newer one");
  expect(screen.getByLabelText("Port")).toHaveProperty("value", "7000");
  noSave();
  type(screen.getByLabelText("Port"), "9001");
  // Told before it is saved, too.
  Object.assign(file, { hash: "c".repeat(64), config: { port: 7001 } });
  parley.emit("config.changed", {});
  expect(await screen.findByText(/^Somebody else changed the file/u)).toBeTruthy();
  press("Keep my changes");
  press("Save settings");
  await waitFor(() => noSave());
  expect(written("config.patch").at(-1)).toEqual({ raw: '{"port":9001}', baseHash: "c".repeat(64) });
});

it("finds faults in the text while one types, leads to their lines, and keeps the text for who comes back", async () => {
  const { parley, file, written, draw, drawn } = await open();
  await screen.findByLabelText("Port");
  fireEvent.click(screen.getByLabelText("Text"));
  const box = screen.getByLabelText("Text of the file");
  expect(box).toHaveProperty("value", "{\n  port: 8420, // ours\n}\n");
  type(box, "{\n  prot: 1,\n}\n");
  const faults = within(await screen.findByRole("region", { name: "1 fault" }));
  expect(faults.getByRole("listitem").textContent).toBe("Line 2: prot is not a setting");
  fireEvent.click(faults.getByRole("button", { name: "Line 2" }));
  expect([box, "selectionStart" in box && box.selectionStart]).toEqual([document.activeElement, 2]);
  press("Save settings");
  expect(written("config.set")).toEqual([]);

  drawn.unmount();
  draw();
  await screen.findByLabelText("Port");
  fireEvent.click(screen.getByLabelText("Text"));
  const again = screen.getByLabelText("Text of the file");
  expect(again).toHaveProperty("value", "{\n  prot: 1,\n}\n");
  type(again, "{\n  port: 1,\n}\n");
  await waitFor(() => expect(screen.queryByRole("region", { name: "1 fault" })).toBeNull());
  parley.answers["config.set"] = ({ raw }: { raw: string }) => {
    Object.assign(file, { raw, hash: "b".repeat(64) });
    return { ok: true, restart: { needed: false, settings: [] } };
  };
  press("Save settings");
  await waitFor(() => noSave());
  expect(written("config.set")).toEqual([{ raw: "{\n  port: 1,\n}\n", baseHash: "a".repeat(64) }]);
});

it("sends no text in which a secret was left out, and shows none that cannot be read", async () => {
  const { parley, file, written } = await open('{\n  port: 1,\n  key: "[redacted]",\n}\n');
  await screen.findByLabelText("Port");
  fireEvent.click(screen.getByLabelText("Text"));
  const box = screen.getByLabelText("Text of the file");
  expect(screen.getByText(/^A secret was left out on line 3\./u)).toBeTruthy();
  type(box, '{\n  port: 2,\n  key: "[redacted]",\n}\n');
  press("Save settings");
  expect(written("config.set")).toEqual([]);
  press("Discard");
  Object.assign(file, { raw: null, config: {}, hash: "b".repeat(64) });
  parley.emit("config.changed", {});
  expect(await screen.findByText(/cannot be read as settings/u)).toBeTruthy();
  expect(screen.queryByRole("textbox")).toBeNull();
  expect(screen.getByRole("listitem").textContent).toBe("Line 3: is not JSON5");
});

it("says why the server did not take it: what is changed in the file alone, a field, or that it is gone", async () => {
  const { parley } = await open();
  let refusal = new AppError("MISSING_SCOPE", "Not over the protocol: domain is changed in the file alone.");
  parley.answers["config.patch"] = () => {
    throw refusal;
  };
  type(await screen.findByLabelText("Port"), "9000");
  press("Save settings");
  expect(await screen.findByText(/^Nothing was saved: part of this is changed in the file alone/u)).toBeTruthy();
  const issues = [{ at: `${path}:2`, path: "port", message: "is taken" }];
  refusal = new AppError("BAD_PARAMS", "invalid config", { details: { issues } });
  press("Save settings");
  await waitFor(() => expect(screen.getByLabelText("Port").getAttribute("aria-invalid")).toBe("true"));
  expect(screen.getByRole("alert").textContent).toBe("port is taken");
  cleanup();
  const gone = createFakeParley();
  gone.answers["config.get"] = () => {
    throw new AppError("UNREACHABLE", "gone", { retryable: true });
  };
  renderInWorld(
    <ToastProvider>
      <GatewaySettings />
    </ToastProvider>,
    { parley: gone, session: buildSession({}) },
  );
  expect(await screen.findByRole("button", { name: "Try again" })).toBeTruthy();
});
