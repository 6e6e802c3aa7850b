import { DRIVERS } from "../../config/drivers.ts";
import { nearest } from "../../config/problem.ts";
import type { RangeModel } from "../../drivers/range-line/model.ts";
import { RANGE_MODELS } from "../../drivers/range-models.ts";
import type { Json } from "../measure/decision.ts";

/** Sensors that send no bytes by themselves, and what shows them instead. */
const NOT_HEARD: Readonly<Record<string, string>> = {
  "hc-sr04":
    "an HC-SR04 answers a pulse with a pulse and sends no bytes. It goes on a board with PingFirmata: " +
    "`node drivers/hc-sr04/smoke.ts PORT 7` shows what its pin 7 hears; then driver: hc-sr04 in the config, and gaturum why.",
  beam:
    "a through-beam is a contact and sends no bytes. `node drivers/gpio/smoke.ts GPIO17` shows what its line does; cross the " +
    "beam with a hand, and it must change.",
};

export type ListenedTo =
  | { readonly ok: true; readonly model: RangeModel; readonly others: readonly RangeModel[] }
  | { readonly ok: false; readonly sentence: string };

/** The model that is meant, with those of its speed that it may be taken for; or what to write instead. */
export async function listenedTo(name: string, range: string | null): Promise<ListenedTo> {
  const refused = Object.hasOwn(NOT_HEARD, name) ? NOT_HEARD[name] : undefined;
  if (refused !== undefined) return { ok: false, sentence: refused };
  const names = Object.keys(RANGE_MODELS);
  if (!names.includes(name)) return { ok: false, sentence: unknown(name, names) };
  const wrongRange = range === null ? null : rangeProblem(name, range);
  if (wrongRange !== null) return { ok: false, sentence: wrongRange };
  const models = await Promise.all(names.map((driver) => modelOf(driver, driver === name ? range : null)));
  const model = models[names.indexOf(name)];
  if (model === undefined) throw new Error(`no model ${name}`);
  return { ok: true, model, others: models.filter((other) => other !== model && other.baudRate === model.baudRate) };
}

function unknown(name: string, names: readonly string[]): string {
  const near = nearest(name, [...names, ...Object.keys(NOT_HEARD)]);
  const meant = near === null ? "" : ` Did you mean ${near}?`;
  return `no model is called ${JSON.stringify(name.slice(0, 60))}.${meant} There are ${names.join(", ")}.`;
}

function rangeProblem(name: string, range: string): string | null {
  const setting = DRIVERS[name]?.settings["range"];
  if (setting?.kind !== "choice") return `--range is for maxbotix-hrxl: ${name} has one range.`;
  return setting.of.includes(range) ? null : `--range ${JSON.stringify(range)}: write ${setting.of.join(" or ")}.`;
}

/** A model as its part is when the config says nothing but its port. */
async function modelOf(driver: string, range: string | null): Promise<RangeModel> {
  const load = RANGE_MODELS[driver];
  if (load === undefined) throw new Error(`no model ${driver}`);
  const settings: Record<string, Json> = {};
  for (const [key, setting] of Object.entries(DRIVERS[driver]?.settings ?? {})) {
    if (setting.default !== undefined) settings[key] = setting.default;
  }
  return (await load())(range === null ? settings : { ...settings, range });
}
