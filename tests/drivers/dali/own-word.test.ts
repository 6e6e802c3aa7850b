import { describe, expect, it } from "vitest";
import { instant } from "../../../device/measure/time.ts";
import { gearOf, identityOf, sourceOf } from "../../../drivers/dali/banks.ts";
import { bankRead, nothingSaid, wordOf, type BankName, type OwnWord } from "../../../drivers/dali/own-word.ts";
import { feedbackOf } from "../../../drivers/dali-lamp/feedback.ts";
import { percent } from "../../../device/measure/units.ts";
import { MockDaliGear } from "../../../hal-mocks/dali-gear.ts";
import { PlayedLamp } from "./played.ts";

const MINUTE = 60_000;
const told = (lamp: PlayedLamp) => feedbackOf(lamp.state, percent(100));

describe("a D4i gear, by its banks 0, 202, 205 and 206", () => {
  it("tells who it is, its energy, power and hours (rows 17, 20)", () => {
    const gear = new MockDaliGear({ serial: 0x1234 });
    [gear.energyWh, gear.litMs, gear.onMs] = [12_345.6, 9_000_000, 18_000_000];
    const lamp = new PlayedLamp(gear);
    lamp.run(MINUTE);
    const { ownWh = 0, ownLitS = 0, ownOnS = 0, ...rest } = told(lamp);
    expect(rest).toMatchObject({ driverSays: "fine", powerW: 40.4, driverId: "03dfdbc96811-0000000000001234" });
    expect(ownWh).toBeCloseTo(12_346.1, 0);
    expect(Math.abs(ownLitS - 9_000)).toBeLessThan(60);
    expect(Math.abs(ownOnS - 18_000)).toBeLessThan(60);
  });

  it("tells no count before it is known who it is: after a power cut it may be another one", () => {
    const lamp = new PlayedLamp(new MockDaliGear({ serial: 7 }));
    const seen: (readonly [id: string | undefined, wh: number | undefined])[] = [];
    const look = () => {
      const { driverId, ownWh } = told(lamp);
      seen.push([driverId?.slice(-2), ownWh === undefined ? undefined : Math.floor(ownWh / 100)]);
    };
    lamp.gear.energyWh = 500;
    lamp.run(MINUTE, look);
    const other = new MockDaliGear({ serial: 8 }, lamp.now);
    other.energyWh = 90_000;
    lamp.bus.gear.splice(0, 1, other);
    lamp.run(MINUTE, look);
    const kinds = [...new Set(seen.map(([id, wh]) => `${id ?? "-"} ${wh ?? "-"}`))];
    expect(kinds).toEqual(["- -", "07 5", "08 900"]);
  });

  it("nor when the first try to read who it is was in vain", () => {
    class Noisy extends MockDaliGear {
      misses = 1;
      override hear(...frame: Parameters<MockDaliGear["hear"]>): number | undefined {
        const answer = super.hear(...frame);
        return frame[1] === 0xc5 && this.misses-- > 0 ? undefined : answer;
      }
    }
    const lamp = new PlayedLamp(new Noisy({ serial: 7 }));
    const kinds = new Set<string>();
    lamp.run(MINUTE, () => {
      const { driverId, ownWh, ownLitS, ownOnS } = told(lamp);
      kinds.add(
        `${driverId === undefined ? "nobody" : "someone"} ${[ownWh, ownLitS, ownOnS].some((own) => own !== undefined)}`,
      );
    });
    expect([...kinds].sort()).toEqual(["nobody false", "someone true"]);
  });

  it.each([
    ["derated", "reduced"],
    ["shutDown", "shutDown"],
  ] as const)("rows 18, 19: %s for heat is told within 65 s as %s, and its end too", (heat, says) => {
    const lamp = new PlayedLamp(new MockDaliGear());
    lamp.run(MINUTE);
    lamp.gear.heat = heat;
    lamp.run(65_000);
    expect(told(lamp).driverSays).toBe(says);
    lamp.gear.heat = "cool";
    lamp.run(65_000);
    expect(told(lamp).driverSays).toBe("fine");
  });

  it("row 18: a failed lamp is told within 2 s by the status of any gear, D4i or not, and gives no light", () => {
    for (const d4i of [true, false]) {
      const lamp = new PlayedLamp(new MockDaliGear({ d4i }));
      lamp.run(MINUTE);
      lamp.gear.lampFailed = true;
      lamp.run(3_000);
      expect([told(lamp).driverSays, lamp.state.actual?.level]).toEqual(["lampFailed", 0]);
    }
  });

  it("is left alone where its banks are not there: no word of it but that its lamp is well", () => {
    const lamp = new PlayedLamp(new MockDaliGear({ d4i: false }));
    lamp.run(MINUTE);
    expect(told(lamp)).toEqual({ levelPct: 100, powerW: null, driverSays: "fine" });
  });
});

describe("what is read of a bank", () => {
  const at = instant(0);
  const source = (litS: number): number[] => {
    const bytes = Array<number>(29).fill(0);
    for (const byte of [0, 1, 2, 3]) bytes[10 + byte] = Math.floor(litS / 256 ** (3 - byte)) % 256;
    return bytes;
  };
  const read = (was: OwnWord, name: BankName, bytes: readonly number[] | null) => bankRead(was, name, bytes, at);

  it("a count that was read while it ran over 255 is lower by 256: it is read again, and then believed", () => {
    let own = read(nothingSaid(at), "source", source(511));
    own = read(own, "source", source(256));
    expect([own.source?.litS, own.due.source.at]).toEqual([511, 2_000]);
    expect(read(own, "source", source(512)).source?.litS).toBe(512);
    expect(read(own, "source", source(3)).source?.litS).toBe(3);
  });

  it("stands for one try in vain, and not for two", () => {
    let own = read(nothingSaid(at), "source", source(511));
    own = read(own, "source", null);
    expect([own.source?.litS, own.due.source.at]).toEqual([511, 2_000]);
    own = read(own, "source", null);
    expect([own.source, own.due.source.at]).toEqual([null, 60_000]);
  });

  it("a number that its maker left empty is none", () => {
    const id = (gtin: number, serial: number) => [
      ...Array<number>(6).fill(gtin),
      ...[1, 2],
      ...Array<number>(8).fill(serial),
    ];
    expect([id(1, 0), id(1, 255), id(1, 1).slice(0, 12), []].map(identityOf)).toEqual([null, null, null, null]);
    expect(identityOf(id(1, 2))).toBe("010101010101-0202020202020202");
  });

  it("the gravest word is told", () => {
    const well = gearOf(Array<number>(25).fill(0));
    const gear = { ...well, derated: true };
    expect(wordOf({ ...nothingSaid(at), gear })).toBe("reduced");
    expect(wordOf({ ...nothingSaid(at), gear: { ...gear, shutDown: true } })).toBe("shutDown");
    const failed = { ...sourceOf(source(0)), openCircuit: true };
    expect(wordOf({ ...nothingSaid(at), gear: { ...gear, shutDown: true }, source: failed })).toBe("lampFailed");
  });
});
