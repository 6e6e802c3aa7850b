import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NEXT_VERSION } from "./arm64-program.ts";
import { ControllerVm, NEXT, PACKAGED, type Found, type Program } from "./controller-vm.ts";

/** Everything is built, Debian too, the first time. */
const BUILD_MS = 45 * 60_000;
/** Two boots under emulation, an update between them, and a walk, on a machine with other work. */
const TEST_MS = 15 * 60_000;
const CUT_MS = 5 * 60_000;

/** Where the power goes in an update, and what is then in force. The disk goes on from one to the next. */
type Cut = {
  readonly name: string;
  /** As `guest/power-cut.mjs` counts them. */
  readonly env: string;
  readonly leaves: (found: Found) => unknown;
  readonly is: unknown;
  readonly runs: Program;
  /** The disk it begins with; the one before it left that, unless it is said. */
  readonly from?: string;
  readonly keep?: string;
};
const phase = ({ slots }: Found): string => slots.phase.is;
const CUTS: readonly Cut[] = [
  {
    name: "the state says that a slot is being filled",
    env: "GATURUM_CUT_BEFORE='rm slots/a/.whole 1'",
    leaves: (found) => [phase(found), found.whole, found.files.a],
    is: ["filling", [], 0],
    runs: PACKAGED,
  },
  {
    name: "the archive is half unpacked",
    env: "GATURUM_CUT='spawn tar 1' GATURUM_CUT_IN_MS=2000",
    leaves: (found) => [phase(found), found.whole, found.files.a > 0],
    is: ["filling", [], true],
    runs: PACKAGED,
  },
  {
    name: "the slot is whole, and the state does not know it",
    env: "GATURUM_CUT_BEFORE='rename state.json 2'",
    leaves: (found) => [phase(found), found.whole],
    is: ["filling", ["a"]],
    runs: PACKAGED,
  },
  {
    name: "the state says that it is ready",
    env: "GATURUM_CUT_BEFORE='rm incoming.tar.gz 2'",
    leaves: (found) => [phase(found), found.whole, found.current],
    is: ["staged", ["a"], ""],
    runs: PACKAGED,
    keep: "ready",
  },
  {
    name: "the state is switched, the link not",
    env: "GATURUM_CUT_BEFORE='rm current.new 1'",
    leaves: (found) => [phase(found), found.slots.home, found.current],
    is: ["trying", "a", ""],
    runs: NEXT,
  },
  {
    name: "the link is switched, its new name not on the disk for certain",
    env: "GATURUM_CUT='rename current 1'",
    leaves: (found) => [phase(found), found.slots.home],
    is: ["trying", "a"],
    runs: NEXT,
    from: "ready",
  },
  {
    name: "all is switched, and control is about to be restarted",
    env: "GATURUM_CUT_BEFORE='spawn systemctl 1'",
    leaves: (found) => [phase(found), found.current],
    is: ["trying", "slots/a"],
    runs: NEXT,
    from: "ready",
  },
];

describe("an update of an arm64 controller whose power is cut", () => {
  let controller: ControllerVm;
  const run = (script: string): Promise<string> => controller.run(script);

  beforeAll(async () => {
    controller = ControllerVm.make("arm64-update");
    // It is started here, and not by its timer as well.
    controller.put("no-timer", "");
    await controller.powerOn();
    await controller.install();
    await controller.works(PACKAGED);
    await run("have_repository");
  }, BUILD_MS);
  afterAll(() => controller.remove());

  it.each(CUTS)("cut when $name, it comes up with a whole program", { timeout: TEST_MS }, async (cut) => {
    const { env, leaves, is, runs, from, keep } = cut;
    if (from !== undefined) {
      await controller.cutPower();
      controller.takeDisk(from);
      await controller.powerOn();
    }
    await run("both_run && have_repository");
    const update = await controller.start(
      `${env} NODE_OPTIONS=--import=/hil/power-cut.mjs exec /usr/lib/gaturum/launch update`,
    );
    await controller.untilOff(CUT_MS);
    const step = /'(.*)'/.exec(env)?.[1] ?? "";
    expect(update.said().trim().split("\n").at(-1)).toBe(`step ${step}`);
    if (keep !== undefined) controller.keepDisk(keep);
    const found = await controller.powerOn();
    expect(leaves(found)).toEqual(is);
    await controller.works(runs);
  });

  it("cut while the new program is on trial, it is tried on", { timeout: TEST_MS }, async () => {
    await controller.cutPower();
    const found = await controller.powerOn();
    expect(found.slots.phase).toMatchObject({ is: "trying", starts: 1 });
    await controller.works(NEXT);
  });

  it("is kept after five healthy minutes, judged by its unit alone", { timeout: TEST_MS }, async () => {
    await run("systemctl start gaturum-update");
    expect(JSON.parse(await run("cat /var/lib/gaturum-update/outcome.json"))).toMatchObject({
      is: "kept",
      version: NEXT_VERSION,
    });
    await run("walk");
  });
});
