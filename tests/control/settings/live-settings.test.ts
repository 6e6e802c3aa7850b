import { beforeAll, describe, expect, it } from "vitest";
import type { DeviceConfig } from "../../../config/device-config.ts";
import { SETTINGS_BYTES_MAX, type FromControl, type SettingsId } from "../../../device/channel/messages.ts";
import { parseRecord, replay } from "../../../device/control/replay.ts";
import { settingsMisfit } from "../../../device/control/settings/check.ts";
import { LiveSettings, type MachineOf } from "../../../device/control/settings/live-settings.ts";
import { encodeSlot } from "../../../device/keep/slot.ts";
import type { Json } from "../../../device/measure/decision.ts";
import { valid } from "../../../device/measure/reading.ts";
import { instant } from "../../../device/measure/time.ts";
import { example } from "../../simulation/example.ts";
import { ToyKeep, toyControl, toyMachine } from "../toy.ts";
import type { AnyMachine } from "../../../device/control/think.ts";

const idOf = (version: number): SettingsId => ({ epoch: 1, version, hash: version.toString(16).padStart(16, "0") });
const OWN = { limit: 10 };
/** A toy that lights from a number on that can be set; it takes no settings while it is lit. */
const toyUnder = (settings: Json): AnyMachine => {
  const { limit } = (settings ?? OWN) as typeof OWN;
  const machine = {
    ...toyMachine,
    decide: (was: never, inputs: never, now: never) => {
      const decided = toyMachine.decide(was, inputs, now);
      return { ...decided, outputs: { lit: (decided.state as { count: number }).count > limit } };
    },
    adopt: (state: { count: number }) => (state.count === 99 ? null : state),
  };
  return machine;
};
const machineOf: MachineOf = (settings) =>
  settings !== null && (settings as typeof OWN).limit > 50
    ? { ok: false, wrong: "limit: above 50" }
    : { ok: true, machine: toyUnder(settings) };

function toy(keep = new ToyKeep()) {
  const live = new LiveSettings({ machineOf, configHash: "c", keep });
  const made = toyControl({ machine: toyUnder(null), live });
  return { ...made, live, settingsKeep: keep };
}
const lastOf = (sent: readonly FromControl[]) => sent.filter(({ m }) => m.startsWith("settings-")).at(-1);

describe("settings while it runs", () => {
  it("take effect at the next cycle, which says so to link and to whoever asks why", () => {
    const { control, channel, hardware, live, set } = toy();
    set(8, 0);
    control.step(instant(0));
    expect(hardware.written.at(-1)).toEqual({ lit: false });
    channel.link({ m: "settings", id: idOf(7), settings: { limit: 5 } });
    expect(live.hasNews(instant(20))).toBe(true);
    control.step(instant(20));
    expect(hardware.written.at(-1)).toEqual({ lit: true });
    expect(lastOf(channel.sent)).toEqual({ m: "settings-applied", id: idOf(7) });
    expect(control.why.at(-1)).toMatchObject({ subject: "settings", reason: "applied", because: { version: 7 } });
    expect(live.hasNews(instant(40))).toBe(false);
    channel.peer(true);
    expect(channel.sent.findLast(({ m }) => m === "hello")).toMatchObject({ settings: idOf(7) });
    channel.link({ m: "settings", id: null, settings: null });
    control.step(instant(40));
    expect(hardware.written.at(-1)).toEqual({ lit: false });
    channel.peer(true);
    expect(channel.sent.findLast(({ m }) => m === "hello")).not.toHaveProperty("settings");
  });

  it("R9: that are out of their limits are refused with the reason, and nothing changes", () => {
    const { control, channel, hardware, set } = toy();
    set(8, 0);
    control.step(instant(0));
    const { mind } = control;
    channel.link({ m: "settings", id: idOf(7), settings: { limit: 51 } });
    expect(lastOf(channel.sent)).toEqual({ m: "settings-refused", id: idOf(7), reason: "limit: above 50" });
    control.step(instant(20));
    expect(control.mind).toEqual(mind);
    expect(control.settings).toBeNull();
    expect(hardware.written.at(-1)).toEqual({ lit: false });
    expect(control.why.at(-1)).toMatchObject({ subject: "settings", reason: "refused" });
  });

  it("wait until the machine can take them, and the newest counts", () => {
    const { control, channel, set } = toy();
    set(99, 0);
    control.step(instant(0));
    for (const version of [1, 2]) channel.link({ m: "settings", id: idOf(version), settings: { limit: version } });
    control.step(instant(20));
    control.step(instant(40));
    expect(control.settings).toBeNull();
    set(8, 60);
    // The cycle in which it becomes able asks for the next at once.
    expect(control.step(instant(60)).wakeAt).toBe(60);
    control.step(instant(80));
    expect(control.settings?.id).toEqual(idOf(2));
  });

  it("are kept only when link says that they proved themselves, and come up again without link", () => {
    const { control, channel, settingsKeep } = toy();
    channel.link({ m: "settings", id: idOf(7), settings: { limit: 5 } });
    control.step(instant(0));
    expect(settingsKeep.puts).toEqual([]);
    channel.link({ m: "settings-keep", id: idOf(6) });
    expect(settingsKeep.puts).toEqual([]);
    for (let time = 0; time < 3; time += 1) channel.link({ m: "settings-keep", id: idOf(7) });
    expect(settingsKeep.puts).toHaveLength(1);

    const value = settingsKeep.puts[0]?.value ?? null;
    const keep = new ToyKeep();
    keep.kept = { status: "found", value, foundRevision: 1, durable: 1 };
    const next = toy(keep);
    next.control.step(instant(0));
    expect(next.control.settings).toEqual({ id: idOf(7), settings: { limit: 5 } });
  });

  it.each<readonly [string, Json]>([
    ["of another config", { id: idOf(7), settings: { limit: 5 }, configHash: "other" }],
    ["out of their limits", { id: idOf(7), settings: { limit: 51 }, configHash: "c" }],
    ["that are none", { limit: 5 }],
    ["that are back to the own", null],
  ])("kept ones %s leave the device's own config in force", (_what, value) => {
    const keep = new ToyKeep();
    keep.kept = { status: "found", value, foundRevision: 1, durable: 1 };
    const { control } = toy(keep);
    control.step(instant(0));
    expect(control.settings).toBeNull();
  });

  it("back to the own config is kept too, although nobody had read what was kept", () => {
    const keep = new ToyKeep();
    keep.read = (now) => ({ ...valid(keep.kept, now), ok: false, fault: { part: "keep", cause: "starting" } }) as never;
    const { control, channel, settingsKeep } = toy(keep);
    channel.link({ m: "settings", id: null, settings: null });
    control.step(instant(0));
    channel.link({ m: "settings-keep", id: null });
    expect(settingsKeep.puts).toMatchObject([{ value: null }]);
  });

  it("are noted in the flight record: a replay across changes is the same bit for bit, snapshots included", () => {
    const { control, channel, set } = toy();
    for (let t = 0; t <= 200_000; t += 20) {
      if (t % 700 === 0) set((t / 700) % 23, t);
      if (t === 30_000) channel.link({ m: "settings", id: idOf(1), settings: { limit: 3 } });
      if (t === 150_000) channel.link({ m: "settings", id: null, settings: null });
      control.step(instant(t));
    }
    const header = { flightRecord: 1, version: "0", configHash: "0", config: null } as const;
    const { lines } = parseRecord([...control.record.lines(header)].join("\n"));
    expect(lines.filter((line) => "settings" in line)).toHaveLength(2);
    const replayed = replay(toyUnder, lines);
    expect(replayed).toMatchObject({ difference: null, snapshots: 4 });
    // From the second snapshot on, as a longer run leaves it.
    const second = lines.findIndex((line, index) => index > 0 && "snapshot" in line);
    expect(replay(toyUnder, lines.slice(second)).difference).toBeNull();
    expect(replay(() => toyUnder(null), lines).difference).toMatchObject({ what: "outputs" });
  });
});

describe("what control takes of the city's settings", () => {
  let post: DeviceConfig;
  let bin: DeviceConfig;
  beforeAll(async () => {
    [post, bin] = await Promise.all([example("lamp-post-calendar.yaml"), example("litter-bin.yaml")]);
  });
  const plain = (config: DeviceConfig): Json =>
    JSON.parse(JSON.stringify(config.kind === "lamp-post" ? config.lamp : config.bin)) as Json;
  /** One place of the settings changed, as a stolen link may do it. */
  function changed(config: DeviceConfig, path: string, value: Json | undefined): Json {
    const settings = structuredClone(plain(config)) as Record<string, unknown>;
    const steps = path.split(".");
    let at = settings;
    for (const step of steps.slice(0, -1)) at = at[step] as Record<string, unknown>;
    at[steps.at(-1) ?? ""] = value;
    return settings as Json;
  }

  it.each<readonly ["post" | "bin", string, Json]>([
    ["post", "basePct", 20],
    ["post", "night.cellOnLux", 20],
    ["post", "calendar", null],
    ["post", "calendar.defaultProgram", null],
    ["bin", "warnPct", 60],
    ["bin", "press.pressAtPct", 70],
    ["bin", "press.quiet", { from: "22:00", to: "06:00", zone: "Europe/Stockholm" }],
  ])("of a %s %s may be %j", (which, path, value) => {
    const config = which === "post" ? post : bin;
    expect(settingsMisfit(config.kind, plain(config), changed(config, path, value))).toBeNull();
  });

  it.each<readonly ["post" | "bin", string, Json | undefined]>([
    ["post", "basePct", 101],
    ["post", "basePct", "20 %"],
    ["post", "basePct", null],
    ["post", "basePct", undefined],
    ["post", "holdMs", 1],
    ["post", "supply", "switched"],
    ["post", "night.latitudeDeg", 0],
    ["post", "night", null],
    ["post", "extra", 1],
    ["post", "__proto__x", 1],
    ["post", "neighbours.nearHops", 1.5],
    ["post", "calendar.zone", "Nowhere/Land"],
    ["post", "calendar.rules", "all"],
    ["post", "calendar.programs", [{ name: "x" }]],
    ["post", "luminaire.depreciation", Array(21).fill({ hours: 1, outputPct: 90 })],
    ["bin", "emptyMm", 900],
    ["bin", "press", null],
    ["bin", "press.pressMa", 9_000],
    ["bin", "press.warnMs", 3_001],
    ["bin", "press.autoHome", true],
    ["bin", "energy.supply", "mains"],
    ["bin", "press.quiet", { from: "22:00", to: "06:00", zone: "Nowhere/Land" }],
    ["bin", "press.quiet", { from: "22:00", to: "06:00" }],
  ])("of a %s %s may not be %j, and the reason names it", (which, path, value) => {
    const config = which === "post" ? post : bin;
    const [first = ""] = path.split(".");
    expect(settingsMisfit(config.kind, plain(config), changed(config, path, value))).toContain(first);
  });

  /** Within all limits but that of the whole: rules with as many dates as make so many bytes. */
  function bytes(count: number): Json {
    const settings = structuredClone(plain(post)) as { calendar: { rules: { except: string[] }[] } };
    const { rules } = settings.calendar;
    for (const rule of rules) rule.except = [];
    const dates = rules.map(({ except }) => except);
    const length = () => JSON.stringify(settings).length;
    while (count - length() > 4_000) {
      const except = Array<string>(100).fill("2030-01-01");
      rules.push({ ...(rules[0] as { except: string[] }), except });
    }
    for (let n = 0; count - length() > 13; n += 1) dates[n % dates.length]?.push("2030-01-01");
    return settings;
  }

  it("is at most what the keep can hold: a link that was stolen cannot end control with more", () => {
    const given = bytes(SETTINGS_BYTES_MAX);
    expect(settingsMisfit(post.kind, plain(post), given)).toBeNull();
    const most = { id: { epoch: 2 ** 53 - 1, version: 2 ** 53 - 1, hash: "0".repeat(16) }, settings: given };
    const memory = { revision: 2 ** 53 - 1, value: { ...most, configHash: "0".repeat(16) } };
    expect(() => encodeSlot({ sequence: 2 ** 53 - 1, memory })).not.toThrow();
    expect(settingsMisfit(post.kind, plain(post), bytes(SETTINGS_BYTES_MAX + 100))).toContain("60000 bytes");
  });

  it("is told without a stranger's words: a key of theirs steers no terminal and fills no log", () => {
    const settings = { ...(plain(post) as object), ["\u001b[2J".repeat(10_000)]: 1 } as Json;
    const wrong = settingsMisfit(post.kind, plain(post), settings) ?? "";
    expect(wrong.length).toBeLessThan(200);
    expect(wrong).not.toMatch(/\p{C}/u);
  });
});
