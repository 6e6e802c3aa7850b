import { describe, expect, it } from "vitest";
import { holesOfDevice, SEQUENCES_MAX, SeenTenant, type Happening } from "../../device/backend/tenant/tenant.ts";
import { happeningLine, tenantLines } from "../../device/backend/tenant/tenant-view.ts";
import { binHour, lampNightHour } from "../../device/contract/samples.ts";
import { BOOT, LATER_BOOT, record, START_MS, stateFact } from "./said.ts";

const BASE = "gaturum/1/stockholm";
type Packet = readonly [topic: string, payload: unknown, retain?: boolean];
const bytesOf = (payload: unknown) => Buffer.from(JSON.stringify(payload));
const heard = (...packets: readonly Packet[]): { tenant: SeenTenant; happenings: Happening[] } => {
  const tenant = new SeenTenant();
  const happenings = packets.flatMap(([topic, payload, retain = false]) =>
    tenant.take({ topic: `${BASE}/${topic}`, payload: bytesOf(payload), retain }, START_MS),
  );
  return { tenant, happenings };
};
const alarm = (seq: number, active: boolean) => ({ ...record(seq, { class: 0 }), values: { active } });

describe("a tenant that is watched", () => {
  it("is what its own samples say: kinds, levels, fills, alarms, nothing missing", () => {
    const packets = [...lampNightHour(), ...binHour()].map(({ topic, payload, retain }): Packet => [
      topic.split("/").slice(3).join("/"),
      payload,
      retain,
    ]);
    const { tenant } = heard(...packets);
    expect(tenant.invalid).toBe(0);
    const seen = [...tenant.devices.values()];
    expect(seen.map(({ birth }) => birth?.kind).sort()).toEqual(["lamp-post", "litter-bin"]);
    expect(seen.find(({ birth }) => birth?.kind === "lamp-post")?.levelPct).toEqual(expect.any(Number));
    expect(seen.find(({ birth }) => birth?.kind === "litter-bin")?.fillPct).toEqual(expect.any(Number));
    expect(seen.map(holesOfDevice)).toEqual([0, 0]);
    expect(seen.map(({ doubles }) => doubles)).toEqual([0, 0]);
  });

  it("counts doubles and holes from where it began to listen, and calls nothing older a double", () => {
    const { tenant } = heard(
      ["lamp-1/up/t/daylight", record(10)],
      ["lamp-1/up/t/daylight", record(10)],
      ["lamp-1/up/t/daylight", record(13)],
      ["lamp-1/up/b", { v: 1, history: true, records: [record(4), record(5)] }],
    );
    const seen = tenant.devices.get("lamp-1");
    expect(seen).toMatchObject({ records: 4, doubles: 1 });
    expect(seen === undefined ? null : holesOfDevice(seen)).toBe(2);
  });

  it("R1: never shows a device as lost for a will that came late", () => {
    const { tenant } = heard(
      ["lamp-1/up/state", stateFact("online", 4).state],
      ["lamp-1/up/state", stateFact("lost", 3, LATER_BOOT).state],
    );
    expect(tenant.devices.get("lamp-1")?.state?.status).toBe("online");
  });

  it("has an alarm while it is open; history opens none", () => {
    const open = (...packets: readonly Packet[]) => heard(...packets).tenant.devices.get("lamp-1")?.alarms;
    expect(open(["lamp-1/up/e/clock-lost", alarm(1, true)])).toEqual(["clock-lost"]);
    expect(open(["lamp-1/up/e/clock-lost", alarm(1, true)], ["lamp-1/up/e/clock-lost", alarm(2, false)])).toEqual([]);
    expect(open(["lamp-1/up/b", { v: 1, history: true, records: [alarm(1, true)] }])).toEqual([]);
  });

  it("has a table whose columns stand apart, with a hundred thousand records too", () => {
    const { tenant } = heard(["lamp-1/up/t/daylight", record(1)]);
    const seen = tenant.devices.get("lamp-1");
    if (seen === undefined) throw new Error("nothing was seen");
    const many = {
      invalid: 0,
      forgotten: tenant.forgotten,
      devices: new Map([["lamp-1", { ...seen, records: 123_456 }]]),
    };
    const [head, row] = tenantLines("stockholm", many, { columns: 80, rows: 24 }, START_MS + 600_000).slice(2, 4);
    expect([head, row]).toEqual([
      expect.stringContaining(" heard records "),
      expect.stringContaining(" 10 min 123,456 "),
    ]);
  });

  it("names an open alarm, whatever stands in its values", () => {
    const named = (part: unknown) => {
      const open = { kind: "part-fault", since: null, sinceUptimeMs: 1, values: { part } };
      const { tenant } = heard(["lamp-1/up/e/active", { v: 1, session: 1, boot: BOOT, active: [open] }]);
      return tenant.devices.get("lamp-1")?.alarms;
    };
    expect(named("pir-1")).toEqual(["part-fault pir-1"]);
    expect(named({ toString: 1 })).toEqual(['part-fault {"toString":1}']);
  });

  it("copies no other device for the packet of one, however many there are", () => {
    const { tenant } = heard(["lamp-1/up/t/daylight", record(1)], ["lamp-2/up/t/daylight", record(1)]);
    const [devices, other] = [tenant.devices, tenant.devices.get("lamp-2")];
    tenant.take({ topic: `${BASE}/lamp-1/up/t/daylight`, payload: bytesOf(record(2)), retain: false }, START_MS);
    expect([tenant.devices, tenant.devices.get("lamp-2")]).toEqual([devices, other]);
    expect([tenant.devices === devices, tenant.devices.get("lamp-2") === other]).toEqual([true, true]);
    expect(tenant.devices.get("lamp-1")?.records).toBe(2);
  });

  it("says a retained message once, and does not call it heard now", () => {
    const state = stateFact("online", 4).state;
    const { tenant, happenings } = heard(["lamp-1/up/state", state, true], ["lamp-1/up/state", state, true]);
    expect(happenings).toHaveLength(1);
    expect(tenant.devices.get("lamp-1")?.heardMs).toBeNull();
  });
});

describe("what it keeps of a tenant without end", () => {
  const boots = (count: number) => Array.from({ length: count }, (_, at) => at.toString(16).padStart(16, "0"));
  const begins = (boot: string): Packet => ["lamp-1/up/t/daylight", { ...record(1), boot }];
  const forgotten = (happenings: readonly Happening[]) => happenings.filter(({ is }) => is === "forgotten");
  const take = (tenant: SeenTenant, device: string) =>
    tenant.take({ topic: `${BASE}/${device}/up/t/daylight`, payload: bytesOf(record(1)), retain: false }, START_MS);

  it("forgets the sequences that were silent longest, and says so once", () => {
    const [first = "", ...others] = boots(SEQUENCES_MAX + 3);
    const { tenant, happenings } = heard(
      ...[first, ...others.slice(0, SEQUENCES_MAX - 1)].map(begins),
      ["lamp-1/up/t/daylight", { ...record(3), boot: first }],
      ...others.slice(SEQUENCES_MAX - 1).map(begins),
    );
    const { sequences = {}, records } = tenant.devices.get("lamp-1") ?? {};
    expect(Object.keys(sequences)).toHaveLength(SEQUENCES_MAX);
    expect(Object.keys(sequences)).toContain(`${first}/2`);
    expect(Object.keys(sequences)).not.toContain(`${others[0]}/2`);
    expect(records).toBe(SEQUENCES_MAX + 4);
    expect(forgotten(happenings)).toEqual([{ is: "forgotten", what: "sequences", most: SEQUENCES_MAX }]);
  });

  it("forgets the devices that were silent longest, and says so once, in the table too", () => {
    const tenant = new SeenTenant(3);
    const happenings = ["lamp-1", "lamp-2", "lamp-3", "lamp-1", "lamp-4", "lamp-5"].flatMap((device) =>
      take(tenant, device),
    );
    expect([...tenant.devices.keys()]).toEqual(["lamp-1", "lamp-4", "lamp-5"]);
    expect(forgotten(happenings)).toEqual([{ is: "forgotten", what: "devices", most: 3 }]);
    const table = tenantLines("stockholm", tenant, { columns: 80, rows: 24 }, START_MS);
    expect(table.join("\n")).toContain("too many devices: the longest silent are left out");
    expect(happeningLine(forgotten(happenings)[0] as Happening, START_MS)).toContain("3 are kept");
  });
});

describe("its table", () => {
  const screen = { columns: 80, rows: 24 };
  const many = heard(
    ...Array.from({ length: 40 }, (_, at): Packet => [`lamp-${at + 1}/up/t/daylight`, record(1)]),
    ["lamp-33/up/e/clock-lost", alarm(1, true)],
    ["lamp-34/up/state", stateFact("lost", 1).state],
  ).tenant;

  it("fits 80 × 24, whatever there is, and has first what wants somebody", () => {
    const lines = tenantLines("stockholm", many, screen, START_MS + 3_000);
    expect(lines.length).toBeLessThanOrEqual(24);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines[3]).toMatch(/^! lamp-33 .* 3 s .*clock-lost$/);
    expect(lines[4]).toMatch(/^x lamp-34 .*lost$/);
    expect(lines.join("\n")).toContain("and 22 more, none of them in trouble");
  });

  it("says how many in trouble it has no room for", () => {
    const dark = Array.from({ length: 40 }, (_, at): Packet => [`lamp-${at + 1}/up/e/clock-lost`, alarm(1, true)]);
    const well = Array.from({ length: 10 }, (_, at): Packet => [`lamp-${at + 41}/up/t/daylight`, record(1)]);
    const lines = tenantLines("stockholm", heard(...dark, ...well).tenant, screen, START_MS + 3_000);
    expect(lines.join("\n")).toContain("and 32 more, 22 of them in trouble");
  });

  it("R1: lets no device move the cursor of who watches", () => {
    const escape = "\u001b[2J";
    const line = happeningLine({ is: "problem", problem: `x${escape}` }, START_MS);
    expect(line).not.toContain("\u001b");
  });
});
