import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { LocalSocket, type Question } from "../../device/control/local-socket.ts";
import { ask, socketTrouble } from "../../device/field/ask.ts";
import { instant } from "../../device/measure/time.ts";
import { toyAbout, toyControl, toyMachine } from "./toy.ts";

const open: { close(): void }[] = [];
afterEach(() => open.splice(0).forEach((thing) => thing.close()));

/** A machine that remembers two days, from its first cycle on. */
const days = [{ date: "2026-11-25", lampWh: 144 }, { date: "2026-11-26" }];
const remembering: typeof toyMachine = {
  ...toyMachine,
  decide: (...given) => ({ ...toyMachine.decide(...given), memory: { revision: 1, value: { days } } }),
};

async function listening(machine = toyMachine) {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-socket-"));
  const path = join(folder, "control.sock");
  const { control, set } = toyControl({ machine });
  let now = 60 * 20;
  for (let i = 0; i <= 60; i++) {
    set(i % 13, i * 20);
    control.step(instant(i * 20));
  }
  const figures = { cycles: 61, lateCycles: 0, missedCycles: 0, worstLateMs: 0, worstLateLastHourMs: 0 };
  const header = { flightRecord: 1, version: "0", configHash: "0", config: null } as const;
  const asked = { about: toyAbout, control, pace: { figures, worstBySecondMs: [0] }, header };
  const socket = new LocalSocket(path, asked, (cause) => {
    throw cause;
  });
  const pump = setInterval(() => {
    now += 20;
    control.step(instant(now));
    socket.pump();
  }, 5);
  open.push(socket, { close: () => clearInterval(pump) }, { close: () => rmSync(folder, { recursive: true }) });
  await expect.poll(() => statSync(path, { throwIfNoEntry: false })?.isSocket()).toBe(true);
  return path;
}

async function answer(path: string, question: string | Question): Promise<string[]> {
  const lines: string[] = [];
  const asked = typeof question === "string" ? ({ ask: question } as Question) : question;
  for await (const line of ask(path, asked)) lines.push(line);
  return lines;
}

describe("the local socket", () => {
  it("is open to its owner and group alone", async () => {
    const path = await listening();
    await expect.poll(() => statSync(path).mode & 0o777).toBe(0o660);
  });

  it("answers why, status and the whole record, in pieces", async () => {
    const path = await listening();
    expect(await answer(path, "why")).toHaveLength(60);
    expect(JSON.parse((await answer(path, "status"))[0] ?? "")).toMatchObject({
      ...{ device: "toy-1", link: { present: false, city: null }, settings: null, standing: null },
      figures: { cycles: 61 },
      moment: { timeQuality: "none" },
      readings: { number: { ok: true } },
    });
    const record = await answer(path, "record");
    expect(JSON.parse(record[0] ?? "")).toMatchObject({ flightRecord: 1 });
    expect(record.length).toBeGreaterThan(60);
  });

  it("brings what someone at the post wants to the machine, and its answer back to each", async () => {
    const path = await listening();
    const wish = (verb: string) => answer(path, { ask: "request", verb, args: {} });
    const answers = await Promise.all([wish("dim"), wish("press")]);
    expect(answers.flat().map((line) => (JSON.parse(line) as { result: string }).result)).toEqual([
      "dim by site",
      "press by site",
    ]);
  });

  it("answers with the days of the machine's memory, or with none", async () => {
    const told = await answer(await listening(remembering), "days");
    expect(told.map((line) => JSON.parse(line) as unknown)).toEqual(days);
    expect(await answer(await listening(), "days")).toEqual([]);
  });

  it("answers what is no question, and lets a flood go", async () => {
    const path = await listening();
    expect(await answer(path, "reset")).toEqual([expect.stringContaining("not a question")]);
    await expect(answer(path, "x".repeat(5_000))).resolves.toEqual([]);
  });

  it("says in words that nobody is there", async () => {
    const path = join(tmpdir(), "no-such.sock");
    const cause: unknown = await answer(path, "why").catch((error: unknown) => error);
    expect(socketTrouble(path, cause)).toContain("no control is running");
  });
});
