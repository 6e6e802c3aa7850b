import { Worker } from "node:worker_threads";
import { BUILT_IN } from "../../../config/catalog.ts";
import { checkDesired, type DesiredState } from "../../../config/desired.ts";
import type { CitySettings } from "../../../config/device-config.ts";
import { parseConfig } from "../../../config/load.ts";
import { SETTINGS_BYTES_MAX } from "../../channel/messages.ts";
import type { Json } from "../../measure/decision.ts";
import type { DeviceKind } from "../../measure/roles.ts";
import { seconds } from "../../measure/time.ts";

/** `code` as in HTTP: 422 a value is wrong, 403 only a person on site can set it, 413 too much, 503 nobody can say now. */
export type SettingsProblem = { readonly code: number; readonly path: string; readonly text: string };
/** The machine's settings and link's own, as the desired ones laid over the config file make them. */
export type CheckedSettings = { readonly settings: Json; readonly city: CitySettings; readonly configHash: string };
export type CheckResult =
  | { readonly ok: true; readonly checked: CheckedSettings }
  | { readonly ok: false; readonly problems: readonly SettingsProblem[]; readonly requiresRestart: readonly string[] };
/** The device's own config file as it was read at start, and the hash of the config that it runs with. */
export type OwnConfig = { readonly text: string; readonly kind: DeviceKind; readonly hash: string };
/** `done` is called once, later. */
export type Check = (state: DesiredState, done: (result: CheckResult) => void) => void;

/** A worker that has not answered by then is ended. Our choice: the largest document takes a second on a Pi Zero 2. */
export const CHECK_MS = seconds(20);

/** Pure. Reads YAML and looks at years of a calendar: on a small computer too long for link's event loop. */
export function checkAgainst({ text, kind, hash }: OwnConfig, state: DesiredState, catalog = BUILT_IN): CheckResult {
  const own = parseConfig(text, "config", catalog);
  if (!own.ok || own.config.hash !== hash) return failed(503, CHANGED);
  const found = checkDesired(text, kind, state, catalog);
  if (!found.ok) {
    const { problems, requiresRestart } = found;
    const code = requiresRestart.length > 0 ? 403 : 422;
    return { ok: false, problems: problems.map((problem) => ({ code, ...problem })), requiresRestart };
  }
  const { config } = found;
  const settings = JSON.parse(JSON.stringify(config.kind === "lamp-post" ? config.lamp : config.bin)) as Json;
  const bytes = Buffer.byteLength(JSON.stringify(settings));
  if (bytes > SETTINGS_BYTES_MAX)
    return failed(413, `they become ${bytes} bytes, and ${SETTINGS_BYTES_MAX} is the most.`);
  return { ok: true, checked: { settings, city: config.city, configHash: config.hash } };
}

/** A worker for each check: documents are rare, and link's event loop waits for none of them. */
export function workerCheck(own: OwnConfig): Check {
  return (state, done) => {
    const module = new URL(`./check-worker${import.meta.url.slice(-3)}`, import.meta.url);
    const worker = new Worker(module, { workerData: { own, state }, resourceLimits: { maxOldGenerationSizeMb: 64 } });
    let open = true;
    const finish = (result: CheckResult): void => {
      if (!open) return;
      open = false;
      clearTimeout(limit);
      void worker.terminate();
      done(result);
    };
    const limit = setTimeout(() => finish(failed(503, "they could not be checked in time.")), CHECK_MS);
    worker.once("message", finish);
    worker.once("error", (cause) => finish(failed(503, `they could not be checked (${cause.message}).`)));
    worker.once("exit", () => finish(failed(503, "they could not be checked: its worker ended.")));
  };
}

const CHANGED = "the config file on the device is not the one it was started with. Restart the device.";
/** `path` empty: all of it. */
export const failed = (code: number, text: string, path = ""): CheckResult => ({
  ok: false,
  problems: [{ code, path, text }],
  requiresRestart: [],
});
