import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask } from "../../device/field/ask.ts";
import type { Told } from "../../device/field/check/told.ts";
import { until } from "../link/link-process.ts";
import { ROOT } from "../setup/vitest-run.ts";
import { cityFaults } from "./check-city.ts";
import {
  BIN,
  CHECK_MS,
  DEVICE,
  example,
  FAULTS_LEAST,
  found,
  planted,
  POST,
  shows,
  WALK_MS,
  withCity,
} from "./check-faults.ts";
import { allOf, Card, CheckedDevice, look } from "./check-rig.ts";
import { describeWithMosquitto } from "./mosquitto.ts";
import { ShippedBroker } from "./shipped-broker.ts";

describeWithMosquitto("gaturum check names part and cause of what is planted", () => {
  let broker: ShippedBroker;
  let card: Card;
  let post: CheckedDevice;
  let bin: CheckedDevice;
  const folder = mkdtempSync(join(tmpdir(), "gaturum-check-files-"));
  const url = (): string => `mqtts://127.0.0.1:${broker.port}`;
  const here = (words: readonly string[], more = {}): Promise<Told> => look(post.file, words, post.run.env, more);
  const atBin = (words: readonly string[]): Promise<Told> => look(bin.file, words, bin.run.env);
  /** A config of its own, which no control runs with. */
  const other = (text: string, words: readonly string[], more = {}): Promise<Told> => {
    const file = join(folder, "other.yaml");
    writeFileSync(file, text);
    return look(file, words, post.run.env, more);
  };
  beforeAll(async () => {
    broker = await ShippedBroker.start();
    card = new Card(broker.authority.certificate, broker.authority.issue(`stockholm_${DEVICE}`));
    post = await CheckedDevice.start(withCity(POST, card.city(url())), DEVICE, "post");
    const binConfig = example("litter-bin.yaml")
      .replace("bin-0815", BIN)
      .replace("driver: a02yyuw, port: /dev/serial0", "driver: mock");
    bin = await CheckedDevice.start(withCity(binConfig, ""), BIN, "bin");
    await until(
      "link's session",
      async () =>
        ((await post.run.status()) as unknown as { link: { city: { live: boolean } | null } }).link.city?.live === true,
    );
  }, 60_000);
  afterAll(async () => {
    process.stdout.write(`found ${found.length} of ${planted.length}\n`);
    await Promise.all([post.close(), bin.close()]);
    await broker.stop();
    card.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("nothing on a healthy post, within 10 s, and its session with the city stays as it is", async () => {
    const told = await here([]);
    expect(allOf(told)).toEqual([]);
    expect(told.verdicts.filter((verdict) => "unseen" in verdict)).toEqual([]);
    expect(told.tookMs).toBeLessThan(CHECK_MS);
    expect(post.run.said.filter((line) => line.includes("connected to"))).toHaveLength(1);
  });

  it("nothing on a healthy bin", async () => {
    expect(allOf(await atBin([]))).toEqual([]);
  });

  it("as a technician types it: worst news last, and the exit code", async () => {
    const gaturum = (...words: readonly string[]) =>
      promisify(execFile)(
        process.execPath,
        [join(ROOT, "device/gaturum.js"), "check", "--config", post.file, ...words],
        {
          env: { ...post.run.env, NO_COLOR: "1" },
        },
      );
    expect((await gaturum()).stdout).toMatch(
      / {2}city {5}ok {9}connected to 127\.0\.0\.1:\d+\n\d+ checks in \d+ s: \d+ ok\n$/,
    );
    post.world.breakPart(DEVICE, "motion", "no-answer");
    await shows("no-answer pir-1", () => here(["pir-1"]));
    const { code, stdout } = (await gaturum().catch((cause: unknown) => cause)) as { code: number; stdout: string };
    post.world.mendPart(DEVICE, "motion");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^ {2}motion {3}ERROR 1 {4}pir-1 does not answer$/m);
    // A computer whose disk is slow in this moment is warned of it.
    expect(stdout).toMatch(
      /device\.yaml:\d+:3\n(?:\n2 {2}A small write to [^\n]+(?:\n {3}[^\n]+)*\n)?\nUntil then the lamp burns at 100 % whenever it is dark\.\nWhen mended: gaturum check pir-1 --config \S+device\.yaml\n$/,
    );
    const json = JSON.parse((await gaturum("lamp", "--json")).stdout) as object;
    expect(json).toMatchObject({ device: DEVICE, errors: 0, findings: [], subjects: [{ subject: "lamp", is: "ok" }] });
  }, 60_000);

  describe("the config", () => {
    it.each([
      ["a value below its limit", POST.replace("hold: 60 s", "hold: 20 ms"), "config -", /lamp\.hold/],
      [
        "a line used twice",
        POST.replace("line: GPIO27", "line: GPIO17"),
        "config lux-1",
        /GPIO17 is already that of pir-1/,
      ],
      [
        "a driver misspelt",
        POST.replace("role: motion, driver: mock", "role: motion, driver: gpio-moton"),
        "config pir-1",
        /gpio-motion/,
      ],
    ])("%s", async (_, text, expected, words) => {
      const told = await shows(expected, () => other(text, []));
      expect(allOf(told)[0]?.text).toMatch(words);
      expect(allOf(told)[0]?.at).toMatch(/other\.yaml:\d+:\d+$/);
    });

    it("changed since control began", async () => {
      await shows("other-config -", () => other(POST.replace("boost: 100 %", "boost: 90 %"), ["config"]));
    });

    it("a post on the other side of the earth", async () => {
      await shows("wrong-place lux-1", () => other(POST.replace("longitude: 0 E", "longitude: 179 E"), ["light"]));
    });
  });

  describe("parts of a post", () => {
    it.each([
      ["a photocell that went away", "daylight", "disconnected", "disconnected lux-1"],
      ["a lamp driver that does not answer", "lamp", "no-answer", "no-answer lamp"],
    ] as const)("%s", async (_, role, fault, expected) => {
      post.world.breakPart(DEVICE, role, fault);
      await shows(expected, () => here(["light", "motion", "lamp"])).finally(() => post.world.mendPart(DEVICE, role));
    });

    it("a lamp that burns by day, and then does not follow its levels", async () => {
      await dim(60);
      await until("60 %", async () => (await post.run.status()).outputs["levelPct"] === 60);
      post.world.breakPart(DEVICE, "lamp", "frozen");
      await dim(null);
      await shows("burns lamp", () => here(["lamp"]));
      const walked = setInterval(() => post.world.posts.get(DEVICE)?.pulse(post.world.now), 500);
      const told = await shows("does-not-dim lamp", () => here(["lamp", "motion"], { walkMs: WALK_MS })).finally(() =>
        clearInterval(walked),
      );
      expect(allOf(told)[0]?.text).toMatch(
        /asked 100 \/ 50 \/ 10 %, measured (\d+\.\d) \/ \1 \/ \1 W\. The driver sees no dimming signal/,
      );
      post.world.mendPart(DEVICE, "lamp");
    }, 60_000);

    it("a lamp that takes no power", async () => {
      await dim(60);
      post.world.posts.get(DEVICE)?.breakLamp(true, post.world.now);
      await shows("no-power lamp", () => here(["lamp"]));
      post.world.posts.get(DEVICE)?.breakLamp(false, post.world.now);
      await dim(null);
    });

    it("a motion sensor that is silent while someone walks, and a lamp that dims as it should", async () => {
      post.world.breakPart(DEVICE, "motion", "frozen");
      const walked = setInterval(() => post.world.posts.get(DEVICE)?.pulse(post.world.now), 500);
      await shows("silent pir-1", () => here([], { walkMs: WALK_MS })).finally(() => clearInterval(walked));
      post.world.mendPart(DEVICE, "motion");
    }, 60_000);

    const dim = async (levelPct: number | null): Promise<void> => {
      const wish = levelPct === null ? { verb: "dim-clear", args: {} } : { verb: "dim", args: { levelPct, forS: 120 } };
      for await (const line of ask(join(post.run.folder, "control.sock"), { ask: "request", ...wish }))
        expect(line).toContain('"code":200');
    };
  });

  describe("the clock", () => {
    it.each([
      ["lost", { kind: "lost" }, "clock-lost -"],
      ["set wrong, and without a time service since", { kind: "step", byMs: 7_200_000 }, "clock-free -"],
    ] as const)("%s", async (_, trouble, expected) => {
      post.world.troubleClock(DEVICE, trouble);
      await shows(expected, () => here(["clock"])).finally(() => post.world.troubleClock(DEVICE, undefined));
    });

    it("before this program was made", async () => {
      await shows("clock-before-release -", () => here(["clock"], { nowMs: () => Date.parse("2017-03-01") }));
    });
  });

  describe("the computer", () => {
    it("under-voltage, as a Raspberry Pi's firmware tells it", async () => {
      const sys = join(folder, "sys");
      mkdirSync(join(sys, "devices/platform/soc/soc:firmware"), { recursive: true });
      writeFileSync(join(sys, "devices/platform/soc/soc:firmware/get_throttled"), "50005\n");
      await shows("under-voltage -", () => here(["supply"], { sys }));
    });

    it("a disk that is full, and one that is read-only", async (context) => {
      const state = join(folder, "state");
      mkdirSync(join(state, DEVICE), { recursive: true });
      if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", join(state, DEVICE)]).status !== 0)
        context.skip();
      try {
        const env = { ...post.run.env, GATURUM_STATE_DIR: state };
        writeFileSync(join(state, DEVICE, "log"), Buffer.alloc(65_536));
        await shows("full -", () => look(post.file, ["storage"], env));
        spawnSync("mount", ["-o", "remount,ro", join(state, DEVICE)]);
        await shows("read-only -", () => look(post.file, ["storage"], env));
      } finally {
        spawnSync("umount", [join(state, DEVICE)]);
      }
    });

    // A slow disk cannot be had here: the write itself is real, and a wait stands before it.
    it("a card that stalls", async () => {
      const writePage = (): Promise<void> => pause(800);
      await shows("slow -", () => here(["storage"], { writePage }));
    });

    it("a control that hangs, and one that is not there", async () => {
      const { controlPid } = post.run;
      process.kill(controlPid, "SIGSTOP");
      await shows("no-cycles -", () => here(["cycle"])).finally(() => process.kill(controlPid, "SIGCONT"));
      await shows("not-running -", () => look(post.file, ["lamp"], { ...post.run.env, GATURUM_RUN_DIR: folder }));
    }, 30_000);
  });

  cityFaults(() => ({ broker, card, env: post.run.env, folder }));

  describe("parts of a bin", () => {
    it.each([
      ["a fill sensor that speaks nonsense", "level", "corrupt", "corrupt level-1"],
      ["a gauge that does not answer", "battery", "no-answer", "no-answer battery-1"],
    ] as const)("%s", async (_, role, fault, expected) => {
      bin.world.breakPart(BIN, role, fault);
      await shows(expected, () => atBin(["fill", "battery"])).finally(() => bin.world.mendPart(BIN, role));
    });

    it("one of two contacts that stays open, and a TOP switch that contradicts itself", async () => {
      const site = bin.world.bins.get(BIN);
      site?.set("hopperB", false, bin.world.now);
      await shows("contradiction hopper-b", () => atBin(["guards"]));
      site?.set("hopperB", true, bin.world.now);
      site?.breakPress({ stuckTop: "conflict" }, bin.world.now);
      await shows("contradiction top", () => atBin(["ram"]));
      site?.set("eStop", true, bin.world.now);
      await shows("latched -", () => atBin(["guards"]));
    });
  });

  it(`at least ${FAULTS_LEAST} of them are found`, () => {
    expect(planted.length).toBeGreaterThanOrEqual(30);
    expect(found.length).toBeGreaterThanOrEqual(Math.min(FAULTS_LEAST, planted.length));
  });
});
