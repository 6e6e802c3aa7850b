import { describe, expect, it } from "vitest";
import { busStep } from "../../../device/field/selftest/bus-step.ts";
import type { Site } from "../../../device/field/selftest/site.ts";
import type { BusSeen } from "../../../device/measure/samples.ts";

const seen = (taken: readonly number[], without: number): BusSeen => ({ is: "seen", taken, shared: [], without });
const FINE = { lamp: { ok: true, value: { levelPct: 100, powerW: 40 } } };
const LOST = { lamp: { ok: false, fault: { part: "lamp", cause: "no-answer" } } };

type Told = {
  /** Before and after an address was given. */
  readonly looks?: readonly [BusSeen, BusSeen?];
  readonly yes?: boolean;
  /** null: nobody is there. */
  readonly says?: boolean | null;
  readonly onBus?: boolean;
  readonly refuses?: string;
  readonly readings?: object;
};

/** A site whose control does as it is told, in memory. */
async function walked({ looks = [seen([0], 0)], yes = false, says = null, onBus = true, refuses, readings }: Told) {
  const asked: unknown[] = [];
  const bus = { seen: { is: "unseen" } as BusSeen, written: ["powerOnLevel"] };
  const status = () => Promise.resolve({ bus: onBus ? bus : null, readings: readings ?? FINE });
  const site = {
    config: { parts: [{ role: "lamp", settings: { address: 0 } }] },
    ...{ yes, person: says === null ? null : { isSure: () => Promise.resolve(says) }, say: () => undefined, status },
    wish: ({ args }: { args: object }) => {
      asked.push(args);
      bus.seen = looks[asked.length - 1] ?? bus.seen;
      return Promise.resolve(refuses === undefined ? { done: true, result: "" } : { done: false, result: refuses });
    },
    until: async (_: number, isSo: (status: unknown) => boolean) => {
      const now = await status();
      return isSo(now) ? now : null;
    },
  };
  return { asked, came: await busStep(site as unknown as Site) };
}
const stopped = (text: RegExp, cure: RegExp) => ({
  stopped: {
    step: "lamp",
    verdict: "failed",
    text: expect.stringMatching(text) as string,
    cure: expect.stringMatching(cure) as string,
  },
});

describe("row 23: the lamp's bus on the guided walk", () => {
  it("is not looked at where the lamp is on none", async () => {
    expect(await walked({ onBus: false })).toEqual({ asked: [], came: { text: null } });
  });

  it("is looked at, and what the luminaire keeps is told; nothing is given where it has its address", async () => {
    const { asked, came } = await walked({ yes: true });
    const text = "on its bus: address 0 taken; keeps its levels and no fade, read back; written anew: powerOnLevel";
    expect([asked, came]).toEqual([[{}], { text }]);
  });

  it.each<[string, Partial<Told>]>([
    ["someone says yes", { says: true }],
    ["--yes says it, and nobody is there", { yes: true }],
  ])("the one without gets its address when %s", async (_, told) => {
    const { asked, came } = await walked({ looks: [seen([], 1), seen([0], 0)], ...told });
    expect([asked, came]).toMatchObject([
      [{}, { address: 0 }],
      { text: expect.stringMatching(/^on its bus: address 0 taken/) as string },
    ]);
  });

  it.each<[string, Partial<Told>]>([
    ["someone says no", { says: false }],
    ["nobody is there to say yes", {}],
  ])("it gets none when %s, and that is told", async (_, told) => {
    const { asked, came } = await walked({ looks: [seen([], 1)], ...told });
    expect([asked, came]).toEqual([[{}], stopped(/one luminaire without/, /selftest lamp --yes/)]);
  });

  it("an address that was not taken is no pass", async () => {
    const { came } = await walked({
      looks: [seen([], 1), { is: "failed", detail: "it does not keep it." }],
      yes: true,
    });
    expect(came).toEqual(stopped(/could not be looked at/, /It does not keep it\./));
  });

  it("a bus that control cannot look at is told in its words", async () => {
    const { came } = await walked({ refuses: "not now: the DALI HAT says nothing" });
    expect(came).toEqual(stopped(/could not be looked at/, /DALI HAT says nothing/));
  });

  it("a luminaire that was not read through is told with its fault", async () => {
    expect((await walked({ readings: LOST })).came).toEqual(stopped(/^lamp no-answer$/, /gaturum check lamp/));
  });
});
