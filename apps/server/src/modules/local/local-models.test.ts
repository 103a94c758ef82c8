import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withTestApp } from "../../testing/test-app.ts";

test("files in the folder of models can be chosen, and nothing else of the machine", async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), "parley-models-"));
  const folder = join(dataFolder, "models");
  try {
    await withTestApp(
      async ({ call, person }) => {
        const { token } = await person("olga", "owner");
        const me = { token };
        const list = async () => (await call("localModels.list", {}, me)).body;
        expect(await list()).toEqual({
          folder,
          files: [],
          engine: { state: "none", model: null, message: null },
          downloads: [],
        });
        mkdirSync(folder);
        writeFileSync(join(dataFolder, "elsewhere.gguf"), "GGUF and so on");
        symlinkSync(join(dataFolder, "elsewhere.gguf"), join(folder, "linked.gguf"));
        writeFileSync(join(folder, "tiny.gguf"), "GGUF");
        writeFileSync(join(folder, "text.gguf"), "Dear diary");
        writeFileSync(join(folder, "notes.txt"), "GGUF");
        symlinkSync(join(dataFolder, "gone.gguf"), join(folder, "gone.gguf"));
        expect((await list()).files).toEqual([
          { name: "linked.gguf", bytes: 14 },
          { name: "text.gguf", bytes: 10 },
          { name: "tiny.gguf", bytes: 4 },
        ]);
        const put = (id: string) =>
          call("providers.put", { id: "here", kind: "local", name: "Here", models: [{ id }] }, me);
        expect((await put("text.gguf")).body.error.message).toContain("no file of a model");
        for (const name of ["../elsewhere.gguf", "/etc/passwd", "gone.gguf", ".gguf", "notes.txt"]) {
          expect((await put(name)).status).toBe(400);
        }
        expect((await put("tiny.gguf")).body.provider).toMatchObject({ kind: "local", hasKey: false });
        const { models } = (await call("models.list", {}, me)).body;
        expect(models).toMatchObject([{ id: "here/tiny.gguf", price: { input: 0, output: 0 } }]);
        const tested = (await call("providers.test", { model: "here/tiny.gguf" }, me)).body;
        expect(tested).toMatchObject({
          ok: false,
          fault: { message: expect.stringContaining("nothing is installed") },
        });
        expect((await list()).engine).toMatchObject({ state: "failed", model: "tiny.gguf" });
        const sha256 = "0".repeat(64);
        const load = async (params: { url: string; sha256: string; name?: string }) =>
          (await call("localModels.download", params, me)).status;
        expect(await load({ url: "http://127.0.0.1:1/a.gguf", sha256, name: "../a.gguf" })).toBe(400);
        expect(await load({ url: "http://127.0.0.1:1/a.gguf?key=1", sha256 })).toBe(400);
        expect(await load({ url: "file:///etc/passwd", sha256, name: "a.gguf" })).toBe(400);
        expect(await load({ url: "http://127.0.0.1:1/tiny.gguf", sha256 })).toBe(409);
        expect(await load({ url: "http://127.0.0.1:1/a.gguf", sha256 })).toBe(200);
        expect((await call("localModels.stop", { name: "a.gguf" }, me)).status).toBe(200);
        expect((await call("localModels.stop", { name: "b.gguf" }, me)).status).toBe(404);
        await expect.poll(async () => (await list()).downloads).toMatchObject([{ name: "a.gguf", state: "stopped" }]);
        const member = await person("milo");
        expect((await call("localModels.list", {}, { token: member.token })).status).toBe(403);
      },
      { config: { dataFolder } },
    );
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
});

test("what was worked out of an agent's instructions goes with them, and stays while they do", async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), "parley-models-"));
  const states = join(dataFolder, "model-states");
  const kept = () => {
    mkdirSync(states, { recursive: true });
    writeFileSync(join(states, "a.state"), "You know the tides.");
  };
  try {
    await withTestApp(
      async ({ call, person }) => {
        const me = { token: (await person("milo")).token };
        const made = await call("agents.create", { name: "Scout", instructions: "You know the tides." }, me);
        const { agentId } = made.body;
        kept();
        await call("agents.update", { agentId, emoji: "🌊", instructions: "You know the tides." }, me);
        expect(existsSync(states)).toBe(true);
        await call("agents.update", { agentId, instructions: "You know the winds." }, me);
        expect(existsSync(states)).toBe(false);
        kept();
        expect((await call("agents.delete", { agentId }, me)).status).toBe(200);
        expect(existsSync(states)).toBe(false);
      },
      { config: { dataFolder } },
    );
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
});
