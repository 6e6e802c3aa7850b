import { expect, it } from "vitest";
import { lampStep } from "../../../device/field/selftest/lamp-steps.ts";
import type { Site } from "../../../device/field/selftest/site.ts";
import { postConfig } from "../check/facts.ts";

/** A post whose control does as it is told, in memory, with somebody who says yes to all that they see. */
async function walked(
  driver: string,
  reads: (askedPct: number) => number,
  factor = 1,
  powerW: (givenPct: number) => number | null = () => null,
) {
  const asked: unknown[] = [];
  const looked: string[] = [];
  let levelPct = 100;
  const status = () => {
    const givenPct = levelPct * factor;
    return Promise.resolve({
      bus: null,
      standing: { lamp: { levelPct, givenPct } },
      readings: { lamp: { ok: true, value: { levelPct: reads(givenPct), powerW: powerW(givenPct) } } },
    });
  };
  const wish = ({ verb, args }: { verb: string; args: { levelPct?: number } }) => {
    asked.push([verb, args.levelPct]);
    levelPct = args.levelPct ?? 100;
    return Promise.resolve({ done: true, result: "" });
  };
  const site = {
    config: postConfig((text) => text.replace("driver: mock, line: GPIO18", `driver: ${driver}`)),
    person: { ask: ({ text }: { text: string }) => Promise.resolve(looked.push(text) > 0 ? "yes" : "") },
    ...{ say: () => undefined, wait: () => Promise.resolve(), status, wish, request: wish },
    until: async (_: number, isSo: (status: unknown) => boolean) => {
      const now = await status();
      return isSo(now) ? now : null;
    },
  };
  return { verdict: await lampStep(site as unknown as Site), asked, looked };
}

it("a lamp behind a relay is seen lit and dark, whatever its floor is", async () => {
  const { verdict, asked, looked } = await walked("relay-lamp, line: GPIO18", (pct) => (pct === 0 ? 0 : 100));
  expect(verdict).toMatchObject({ verdict: "passed", text: "100 %, 0 %, seen by eye" });
  expect(looked).toEqual([expect.stringMatching(/burn at 100 %/), expect.stringMatching(/is it dark\?/)]);
  expect(asked).toEqual([
    ["commission", 100],
    ["commission", 0],
    ["commission-end", undefined],
  ]);
});

it("a relay that does not let go is told", async () => {
  const { verdict } = await walked("relay-lamp, line: GPIO18", () => 100);
  expect(verdict).toMatchObject({ verdict: "failed", text: "it did not reach 0 %" });
});

it("a luminaire's own least is as dark as it gets", async () => {
  const { verdict, asked } = await walked("pwm-lamp, line: fe20c000.pwm/0, least: 25 %", (pct) => Math.max(25, pct));
  expect(verdict).toMatchObject({ verdict: "passed", text: "100 %, 50 %, 10 %, seen by eye" });
  expect(asked).toHaveLength(4);
});

it("a lamp that gives less than its level by virtual output is at it all the same, and takes less", async () => {
  const told = (pct: number) => pct;
  const dims = await walked("pwm-lamp, line: fe20c000.pwm/0", told, 0.5, (pct) => 0.31 * pct);
  expect(dims.verdict).toMatchObject({
    verdict: "passed",
    text: expect.stringMatching(/^100 %: 15\.5 W, 50 %: 7\.\d W/) as string,
  });
  const full = await walked("pwm-lamp, line: fe20c000.pwm/0", told, 0.5, () => 40);
  expect(full.verdict).toMatchObject({
    verdict: "failed",
    text: expect.stringMatching(/should take 15\.4 W/) as string,
  });
});
