import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parseConfig } from "../../../config/load.ts";
import { fillStep } from "../../../device/field/selftest/bin-steps.ts";
import type { Site } from "../../../device/field/selftest/site.ts";
import { faulty, valid, type Reading } from "../../../device/measure/reading.ts";
import { soundMps } from "../../../device/measure/sound.ts";
import { instant } from "../../../device/measure/time.ts";
import { celsius, type Celsius } from "../../../device/measure/units.ts";
import { ROOT } from "../../setup/vitest-run.ts";

const AT = instant(1_000);
const parsed = parseConfig(readFileSync(join(ROOT, "config/litter-bin.yaml"), "utf8"), "litter-bin.yaml");

/** Somebody laid in 30 cm, and the sensor, which takes the air to be at 20 degrees, says this. */
async function filled(saysMm: number, temperature: Reading<Celsius>, emptyMm: number | null) {
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  let at = 0;
  const level = valid({ quality: "valid", distanceMm: saysMm, assumedC: celsius(20) }, AT);
  const status = () => ({
    ...{ at: AT, moment: { at: (at += 2_000) }, readings: { level, temperature } },
    standing: emptyMm === null ? null : { emptyMm },
  });
  const site = {
    config: parsed.config,
    person: { ask: () => Promise.resolve("30 cm") },
    ...{ say: () => undefined, status: () => Promise.resolve(status()) },
    until: (_: number, isSo: (status: unknown) => boolean) => {
      for (let look = 0; look < 20; look += 1) if (isSo(status())) return Promise.resolve(status());
      return Promise.resolve(null);
    },
  };
  return fillStep(site as unknown as Site);
}

const heightMm = parsed.ok && parsed.config.kind === "litter-bin" ? parsed.config.bin.emptyMm : 0;
const COLD = celsius(-10);
const saidInColdMm = (mm: number) => (mm * soundMps(celsius(20))) / soundMps(COLD);

it("the echo of a cold day is judged by the air of that day", async () => {
  const said = saidInColdMm(heightMm - 300);
  expect(said - (heightMm - 300)).toBeGreaterThan(40);
  expect(await filled(said, valid(COLD, AT), heightMm)).toMatchObject({ verdict: "passed" });
  expect(await filled(said, valid(celsius(20), AT), heightMm)).toMatchObject({ verdict: "failed" });
});

it("where nobody knows the air, the test says by how much it may be off", async () => {
  const verdict = await filled(saidInColdMm(heightMm - 300), faulty("temperature", "absent", AT), heightMm);
  expect(verdict).toMatchObject({ verdict: "passed", text: expect.stringMatching(/more or less/) as string });
});

it("the floor is where calibrate found it", async () => {
  const measuredMm = Math.round(heightMm * 1.07);
  const at20 = valid(celsius(20), AT);
  expect(await filled(measuredMm - 300, at20, measuredMm)).toMatchObject({ verdict: "passed" });
  expect(await filled(measuredMm - 300, at20, heightMm)).toMatchObject({ verdict: "failed" });
  expect(await filled(heightMm - 300, at20, null)).toMatchObject({ verdict: "passed" });
});
