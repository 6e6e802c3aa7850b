import { rmSync, writeFileSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Finding } from "../../device/field/check/finding.ts";
import { MockDaliGear } from "../../hal-mocks/dali-gear.ts";
import { OnTerminal } from "../field/pty.ts";
import { describeWithSocat } from "../drivers/pty.ts";
import { until } from "../link/link-process.ts";
import { ROOT } from "../setup/vitest-run.ts";
import { allOf, look, nameOf } from "./check-rig.ts";
import { DALI_DEVICE, DaliPost, LUMINAIRE } from "./dali-post.ts";
import { mean, PATIENCE_MS } from "./world-post.ts";

/** In full, at half, at the least of the config's floor; by the gear's curve, whose step there is 2.8 %. */
const WATTS = [40.4, 20.6, 4.4] as const;
/** 10 % on the standard curve, the floor of the config. */
const FLOOR = 170;

describeWithSocat("rows 14, 23: check and selftest on a D4i luminaire, at the end of a serial cable", () => {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-dali-field-"));
  let post: DaliPost;
  let gear: MockDaliGear;
  const now = (): number => performance.now();
  const isFallback = ({ cause }: Finding): boolean => cause === "no-fallback";
  const checked = async (file = post.file): Promise<readonly Finding[]> =>
    allOf(await look(file, ["config", "motion", "lamp"], post.run.env));

  /** What is told of what was planted, once it is; and nothing else but that the bus has no relay. */
  async function shows(name: string, words: RegExp): Promise<Finding | undefined> {
    let findings = await checked();
    const isIt = (finding: Finding): boolean => nameOf(finding) === name && words.test(finding.text);
    await until(`${name} ${words}, last: ${JSON.stringify(findings)}`, async () => {
      if (!findings.some(isIt)) findings = await checked();
      return findings.some(isIt);
    });
    expect(findings.filter((finding) => !isIt(finding) && !isFallback(finding))).toEqual([]);
    return findings.find(isIt);
  }
  const clean = (): Promise<unknown> => until("a clean check", async () => (await checked()).every(isFallback));

  beforeAll(async () => {
    gear = new MockDaliGear(LUMINAIRE, now());
    // As it left its maker: no address, and half the light when mains comes.
    gear.kept[0x2d] = 229;
    post = await DaliPost.start([gear], "address: 0");
    mean(post.run);
  }, PATIENCE_MS);
  afterAll(async () => {
    await post.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("check tells a luminaire without an address, with its cure", async () => {
    const told = await shows("no-answer lamp", /no gear has address 0, and gear without one is there/);
    expect(told).toMatchObject({ level: "error", at: expect.stringMatching(/device\.yaml:\d+:3$/) as string });
    expect(told?.text).toContain("gaturum selftest lamp");
  });

  it(
    "selftest gives it the address, reads it through, measures three levels, and is never dark",
    async () => {
      const screen = new OnTerminal(["selftest", "lamp", "--device", DALI_DEVICE], ROOT);
      try {
        await until("the question", () => screen.said.includes("Give it address 0? Type yes: "), 60);
        expect(gear.address).toBeNull();
        screen.types("yes");
        await until("the end", () => screen.said.includes("the city will hear of it"), 60);
        expect(await screen.ended()).toBe(0);
      } finally {
        screen.close();
      }
      const [, ...watts] = /100 %: ([\d.]+) W, 50 %: ([\d.]+) W, 10 %: ([\d.]+) W/.exec(screen.said) ?? [];
      expect(watts.map(Number)).toEqual(WATTS);
      expect(screen.said).toMatch(
        /passed {3}lamp .*address 0 taken; keeps its levels and no fade, read back; written anew: powerOnLevel/,
      );
      expect([gear.address, gear.kept[0x2d], gear.kept[0x2c]]).toEqual([0, 254, 254]);
      expect(post.darkest).toBeGreaterThanOrEqual(FLOOR);
    },
    PATIENCE_MS,
  );

  it("check is clean then, but for the relay that the bus has none of; where the config has one, it is clean", async () => {
    await clean();
    expect(await checked()).toMatchObject([
      { level: "warning", part: "lamp", text: expect.stringContaining("watchdog relay") as string },
    ]);
    const file = join(folder, "with-supply.yaml");
    writeFileSync(file, post.config.replace("address: 0", "address: 0, supply: GPIO22"));
    expect(allOf(await look(file, ["lamp"], post.run.env))).toEqual([]);
  });

  it.each<[string, string, RegExp, () => void, () => void]>([
    [
      "no gear",
      "no-answer",
      /no gear answers on the DALI bus: check its mains, the two wires/,
      () => post.bus.gear.splice(0),
      () => post.bus.gear.push(gear),
    ],
    [
      "a bus without supply",
      "no-answer",
      /takes no frame: measure 16 V between its two wires/,
      () => post.bus.supply(false, now()),
      () => post.bus.supply(true, now()),
    ],
    [
      "another gear of its address",
      "implausible",
      /more than one gear has address 0: take all but one off/,
      () => post.bus.gear.push(new MockDaliGear({ address: 0 }, now())),
      () => post.bus.gear.pop(),
    ],
    [
      "a power-on level that does not stay",
      "broken",
      /does not keep its powerOnLevel: .*replace it/,
      () => blink(100, [0x2d]),
      () => blink(254, []),
    ],
  ])(
    "check tells %s, and is clean again when it is mended",
    async (_, cause, words, plant, mend) => {
      plant();
      await shows(`${cause} lamp`, words).finally(mend);
      await clean();
    },
    PATIENCE_MS,
  );

  // The last: its driver says so once a minute, and then for a minute more.
  it("check tells a failed lamp", async () => {
    gear.lampFailed = true;
    expect(await shows("broken lamp", /LED/)).toMatchObject({ brief: "its LEDs have failed" });
  });

  /** Mains go and come, and it is another one: with this power-on level, and these commands that it does not keep. */
  function blink(powerOnLevel: number, forgets: readonly number[]): void {
    gear.mains(false, now());
    gear.kept[0x2d] = powerOnLevel;
    gear.forgets = forgets;
    gear.mains(true, now());
  }
});
