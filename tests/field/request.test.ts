import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { request } from "../../device/field/request.ts";
import { saidBy } from "./said.ts";

let folder = "";
let server: Server;
/** What control answers before it ends. */
let answer = "";
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "gaturum-request-"));
  server = createServer((socket) => socket.once("data", () => socket.end(answer)));
  await new Promise<void>((resolve) => server.listen(join(folder, "control.sock"), resolve));
});
afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const asked = (json = false) =>
  saidBy(() => request(join(folder, "control.sock"), { verb: "dim", args: { levelPct: 30 } }, json));

it.each([
  ["done", 200, 0],
  ["begun", 202, 0],
  ["refused", 409, 1],
])("an answer is told: %s", async (word, code, ends) => {
  answer = `${JSON.stringify({ code, result: "it is so" })}\n`;
  const told = await asked();
  expect([told.code, told.out + told.err]).toEqual([ends, `${word}: it is so\n`]);
  expect((await asked(true)).out).toBe(answer);
});

it("a control that ends before it answers is told of, with what to do", async () => {
  answer = "";
  const { code, out, err } = await asked();
  expect([code, out]).toEqual([1, ""]);
  expect(err).toMatch(/control\.sock: control ended before it answered\. Ask again; gaturum logs says why\.\n$/);
});
