import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, describe, expect, it } from "vitest";
import { NotPermitted } from "../../device/backend/access.ts";
import { nextCounter } from "../../device/backend/operator/counter.ts";
import { sequence, START_MS } from "./said.ts";

const COUNTING = new URL("counting.ts", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "gaturum-counter-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const keyFile = join(folder, "city.pem");

describe("the number of a command", () => {
  it("R8: has a counter that never comes twice, not even when the clock goes back or the process starts anew", () => {
    expect(nextCounter(keyFile, START_MS)).toBe(START_MS);
    expect(nextCounter(keyFile, START_MS)).toBe(START_MS + 1);
    expect(nextCounter(keyFile, START_MS - 3_600_000)).toBe(START_MS + 2);
    expect(readFileSync(`${keyFile}.counter`, "utf8")).toBe(`${START_MS + 2}\n`);
    writeFileSync(`${keyFile}.counter`, "rubbish");
    expect(() => nextCounter(keyFile, START_MS)).toThrow(/counter.*last/);
  });

  it("R8: is not signed with where its number cannot be kept, and says who may", () => {
    const closed = mkdtempSync(join(folder, "closed-"));
    const isRoot = process.getuid?.() === 0;
    chmodSync(folder, 0o755);
    chmodSync(closed, 0o555);
    if (isRoot) process.seteuid?.(65_534);
    try {
      expect(() => nextCounter(join(closed, "city.pem"), START_MS)).toThrow(NotPermitted);
      expect(() => nextCounter(join(closed, "city.pem"), START_MS)).toThrow(
        /city\.pem\.counter: .* \(EACCES\).* Sign as who owns the key/,
      );
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });

  it("R8: is nobody else's, though several sign with one key at once and the clock is behind", async () => {
    const shared = join(folder, "shared.pem");
    writeFileSync(`${shared}.counter`, `${START_MS}\n`);
    const numbers = await Promise.all(
      sequence(1, 4).map(async () => {
        const child = spawn(process.execPath, [COUNTING, shared, "25", "1"], { stdio: ["ignore", "pipe", "pipe"] });
        const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
        expect(err).toBe("");
        return out.trim().split("\n").map(Number);
      }),
    );
    expect(numbers.flat().sort((one, other) => one - other)).toEqual(sequence(START_MS + 1, START_MS + 100));
  });

  it("is not waited for without end, and comes when the other is done", () => {
    const hung = join(folder, "hung.pem");
    nextCounter(hung, START_MS);
    const other = new DatabaseSync(`${hung}.counter.lock`);
    other.exec("BEGIN EXCLUSIVE");
    expect(() => nextCounter(hung, START_MS)).toThrow(/hung\.pem\.counter\.lock: others sign with this key/);
    other.close();
    expect(nextCounter(hung, START_MS)).toBe(START_MS + 1);
  });
});
