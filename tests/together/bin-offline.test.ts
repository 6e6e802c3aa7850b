import { expect, it } from "vitest";
import type { DeviceRecord } from "../../device/contract/record.ts";
import type { StateMessage } from "../../device/contract/session.ts";
import { validate } from "../../device/contract/validate.ts";
import { MemoryDisk } from "../../device/link/store/memory-disk.ts";
import { epochMs, hours, instant } from "../../device/measure/time.ts";
import { Device, type Around } from "../../device/together/device.ts";
import { MemoryCity } from "../../device/together/memory-city.ts";
import { streetScene } from "../../hal-mocks/scene.ts";
import { SimulatedStreet } from "../../hal-mocks/simulated-street.ts";
import type { DeviceConfig } from "../../config/device-config.ts";
import { misaccounted } from "../link/store/account.ts";
import { tellFigures } from "../long/figures.ts";
import { example } from "../simulation/example.ts";

/** The row has 30 days; a bin's day takes half a second, so the sample is shorter. */
const DAYS = process.env["GATURUM_WHOLE"] === undefined ? 1 : 30;
const BACK_AT = hours(1 + 24 * DAYS);
const WITHIN_MS = 600_000;

class Stored extends Device {
  constructor(config: DeviceConfig, around: Around) {
    super(config, { linkDisk: new MemoryDisk(), ...around });
  }
}

type Heard = { readonly isHistory: boolean; readonly record: DeviceRecord };

it(
  `row 16 of a bin: ${DAYS} days offline are stored and come in order as history, each once; the broker holds its state`,
  { timeout: WITHIN_MS },
  async () => {
    const [heard, states]: [Heard[], string[]] = [[], []];
    const street = new SimulatedStreet({
      configs: { post: await example("lamp-post.yaml"), bin: await example("litter-bin.yaml") },
      ...{ scene: streetScene(0, 1), seed: 7, startsAt: epochMs(Date.parse("2026-11-25T12:00:00Z")), make: Stored },
    });
    const city = new MemoryCity(street.time, ({ topic, payload, retain }) => {
      const checked = validate(topic, payload);
      if (!checked.ok) throw new Error(checked.problems.join(", "));
      const { records, topic: where, payload: value } = checked.value;
      if (where.at === "state" && retain) states.push((value as StateMessage).status);
      heard.push(...records.map((record) => ({ isHistory: where.at === "batch", record })));
    });
    street.startLinks(city);
    street.runTo(instant(hours(1)), "jump");
    const before = heard.length;
    city.cut(true);
    street.runTo(instant(BACK_AT), "jump");
    expect(states).toEqual(["online", "lost"]);
    const { waiting } = street;
    expect([heard.length, waiting > 24 * DAYS]).toEqual([before, true]);

    city.cut(false);
    street.runTo(instant(BACK_AT + hours(1)), "jump");
    expect(states).toEqual(["online", "lost", "online"]);
    const records = heard.map(({ record }) => record);
    const [boot] = new Set(records.map((record) => record.boot));
    for (const of of [0, 1, 2] as const) {
      const late = heard.slice(before).filter(({ isHistory, record }) => isHistory && record.class === of);
      const seqs = late.map(({ record }) => record.seq);
      expect(seqs).toEqual(seqs.toSorted((one, other) => one - other));
      const last = Math.max(...records.filter((record) => record.class === of).map(({ seq }) => seq));
      expect(misaccounted(records, boot ?? "", of, last)).toBeNull();
    }
    // What was over before the connection began never comes where rules listen.
    const offline = heard.filter(({ record }) => record.uptimeMs > hours(1) && record.uptimeMs < BACK_AT);
    expect(offline.filter(({ isHistory }) => !isHistory)).toEqual([]);
    expect(offline.length).toBeGreaterThanOrEqual(waiting - 10);
    tellFigures({ "days of a bin offline": DAYS, "records of them": offline.length });
  },
);
