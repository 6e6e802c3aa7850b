import { beforeEach, describe, expect, it } from "vitest";
import { parseConfig } from "../../../config/load.ts";
import type { FromLink } from "../../../device/channel/messages.ts";
import type { Report } from "../../../device/measure/decision.ts";
import type { TwinMessage } from "../../../device/contract/downlink.ts";
import { checkAgainst, type CheckedSettings } from "../../../device/link/settings/check.ts";
import { Settings } from "../../../device/link/settings/settings.ts";
import { PROBE_MS } from "../../../device/link/settings/twin.ts";
import { after, instant, millis } from "../../../device/measure/time.ts";
import { SimulatedTime } from "../../../hal-mocks/simulated-time.ts";
import { exampleText } from "../../config/examples.ts";
import { desiredOf, documentOf, mayLeadTo, obeys, verify } from "./documents.ts";
import { StoreDouble } from "./store-double.ts";

const text = exampleText("lamp-post");
const parsed = parseConfig(text, "x");
if (!parsed.ok) throw new Error("lamp-post");
const { config } = parsed;
const GOOD = { lamp: { base: "40 %" } };
const NEXT = { lamp: { base: "50 %" } };
const ID = { good: desiredOf(1, GOOD).id, next: desiredOf(2, NEXT).id };

let time: SimulatedTime;
let store: StoreDouble;
let settings: Settings;
/** The check passes settings without a broker. */
let letsGo = false;
let toControl: FromLink[];
let told: TwinMessage[];
let isLive = true;
let reconnects = 0;
let reports: Report[];

function begin(): void {
  settings = new Settings({
    ...{
      store,
      verify,
      obeys,
      mayLeadTo,
      tenant: "stockholm",
      device: "post",
      configHash: config.hash,
      version: "1",
      city: config.city,
    },
    check: (state, done) =>
      void time.after(millis(1), () => {
        const result = checkAgainst({ text, kind: "lamp-post", hash: config.hash }, state);
        const without = (checked: CheckedSettings) => ({ ...checked, city: { ...checked.city, broker: null } });
        done(letsGo && result.ok ? { ok: true, checked: without(result.checked) } : result);
      }),
    scheduler: time,
    wallMs: () => null,
    toControl: (message) => toControl.push(message) > 0,
    report: (report) => void reports.push(report),
    mention: ({ payload }) => void told.push(JSON.parse(payload) as TwinMessage),
    reconnect: () => void (reconnects += 1),
    onApplied: () => undefined,
    isLive: () => isLive,
  });
}
const pass = (ms: number): void => time.moveTo(after(time.now(), millis(ms)));
function take(payload: string): void {
  settings.take({ payload: new TextEncoder().encode(payload), taken: () => undefined });
  pass(20);
}
function desire(version: number, state: typeof GOOD, kid = "city-1"): void {
  take(documentOf("stockholm/post", { version }, state, { kid }));
}
const sent = (): readonly (readonly unknown[])[] =>
  toControl.splice(0).map((message) => [message.m, "id" in message ? message.id : undefined]);

beforeEach(() => {
  time = new SimulatedTime(instant(0));
  store = new StoreDouble(time);
  [toControl, told, reports] = [[], [], []];
  [letsGo, isLive, reconnects] = [false, true, 0];
  begin();
  settings.greeted("r1", null);
  desire(1, GOOD);
  settings.answered({ m: "settings-applied", id: ID.good });
  pass(PROBE_MS);
  expect(told.at(-1)?.status).toBe("applied");
  expect(sent()).toEqual([
    ["settings-keep", null],
    ["settings", ID.good],
    ["settings-keep", ID.good],
  ]);
});

describe("R9: a control that ends and comes back while link lives", () => {
  it("without the settings that proved themselves is brought to them again, and keeps them", () => {
    settings.controlGone();
    settings.greeted("r2", null);
    expect(sent()).toEqual([["settings", ID.good]]);
    settings.answered({ m: "settings-applied", id: ID.good });
    expect(sent()).toEqual([["settings-keep", ID.good]]);
    expect(told.at(-1)?.status).toBe("applied");
  });

  it("with them is left alone", () => {
    settings.greeted("r2", ID.good);
    expect(sent()).toEqual([["settings-keep", ID.good]]);
  });

  it("before it took up new ones is asked again", () => {
    desire(2, NEXT);
    expect(sent()).toEqual([["settings", ID.next]]);
    settings.greeted("r2", ID.good);
    expect(sent()).toEqual([["settings", ID.next]]);
    expect(told.at(-1)?.status).toBe("pending");
  });

  it("under new ones has shown that they are bad: back at once, and no probe goes on", () => {
    desire(2, NEXT);
    settings.answered({ m: "settings-applied", id: ID.next });
    pass(1_000);
    sent();
    settings.greeted("r2", ID.good);
    expect(told.at(-1)).toMatchObject({ status: "reverted", state: GOOD, errors: [{ code: 500 }] });
    pass(PROBE_MS);
    expect(told.at(-1)?.status).toBe("reverted");
    expect(sent()).toEqual([["settings-keep", ID.good]]);
  });

  it("and that is gone when the probe ends has not proved them", () => {
    desire(2, NEXT);
    settings.answered({ m: "settings-applied", id: ID.next });
    settings.controlGone();
    pass(PROBE_MS);
    expect(told.at(-1)?.status).toBe("reverted");
  });

  it("that refuses them is never asked to keep them", () => {
    desire(2, NEXT);
    settings.answered({ m: "settings-refused", id: ID.next, reason: "basePct: not from 0 to 10" });
    expect(told.at(-1)).toMatchObject({ status: "rejected", errors: [{ code: 422 }], state: GOOD });
    expect(sent()).toEqual([
      ["settings", ID.next],
      ["settings", ID.good],
    ]);
  });
});

it("are refused where they would leave the device without a broker, whatever let them through", () => {
  letsGo = true;
  desire(2, NEXT);
  expect(told.at(-1)).toMatchObject({ status: "rejected", errors: [{ code: 403, path: "city.broker" }] });
  expect(sent()).toEqual([]);
});

it("a store that takes nothing: rejected, and control is not asked", () => {
  store.how = "refused";
  desire(2, NEXT);
  expect(told.at(-1)).toMatchObject({ status: "rejected", errors: [{ code: 507 }] });
  expect(sent()).toEqual([]);
});

it("what is refused names no key that nobody here knows, however many a stranger makes up", () => {
  for (let n = 0; n < 20; n += 1)
    take(documentOf("stockholm/other", { version: 2 }, NEXT, { kid: `made-up-${n}`, stranger: true }));
  take(documentOf("stockholm/other", { version: 2 }, NEXT));
  settings.close();
  const refused = reports.filter(({ stream }) => stream === "refused").map(({ values }) => values);
  expect(refused).toEqual([
    { what: "settings", reason: "audience", count: 20 },
    { what: "settings", reason: "audience", kid: "city-1", count: 1 },
  ]);
});

it("the audit names who signed what it is about: a second document of one version is not the first one's", () => {
  desire(1, NEXT, "city-2");
  expect(told.at(-1)).toMatchObject({ status: "rejected", errors: [{ code: 409 }] });
  expect(reports.map(({ values }) => [values["kid"], values["code"]])).toEqual([
    ["city-1", 200],
    ["city-2", 409],
  ]);
});

it("R9: after a restart a change of the light keeps the session, and none is asked for in its probe", () => {
  pass(10);
  settings.close();
  store = new StoreDouble(time, store.kept);
  begin();
  settings.greeted("r1", ID.good);
  desire(2, NEXT);
  settings.answered({ m: "settings-applied", id: ID.next });
  isLive = false;
  pass(PROBE_MS + 10);
  expect(reconnects).toBe(0);
  expect(store.kept.settings).toMatchObject({ twin: { newest: { verdict: { at: "applied" } } } });
});
