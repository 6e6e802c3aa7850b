import { readdirSync, readFileSync, statSync } from "node:fs";
import { release, machine, totalmem, uptime } from "node:os";
import { dirname, join } from "node:path";
import type { DeviceConfig } from "../../../config/device-config.ts";
import { blurredReasons } from "../../control/own-answers.ts";
import type { ToldWhy } from "../../control/control-options.ts";
import type { LocalStatus } from "../../control/local-status.ts";
import { askAll, askOne } from "../ask.ts";
import { loggedLines } from "../logs/logs.ts";
import { shownLine } from "../logs/lines.ts";
import { VERSION } from "../../version.ts";
import { Refusal } from "../refusal.ts";
import { statusLines } from "../status/lines.ts";
import { jsonText, RECORD_NAME, type Part } from "./contents.ts";
import { secretsInAddress, secretsInFile } from "./secrets.ts";

/** Lines of the log, and entries of the state folder, in a bundle. Our choice: a week of a healthy device; ten times what it keeps. */
const LOG_LINES_MAX = 5_000;
const KEPT_FILES_MAX = 500;
const KEPT_DEPTH_MAX = 4;
/** A file with a secret is short; a longer one is none of ours. */
const SECRET_FILE_BYTES_MAX = 65_536;
const SECRET_NAMES = /PASSWORD|PASSWD|SECRET|TOKEN|KEY/i;

export type Gathering = {
  readonly socket: string;
  readonly stateFolder: string;
  /** null: none was named, or it does not load. */
  readonly config: DeviceConfig | null;
  /** As a person named it; null: by `--device` alone. */
  readonly configFile: string | null;
  /** Of a config that does not load. */
  readonly problems: readonly string[];
  readonly withRecord: boolean;
  readonly signal: AbortSignal;
  /** What `gaturum check` finds, as text; null: not asked for. */
  readonly check: (() => Promise<string>) | null;
};

/** All that is known of a device, as far as it answers, in the order of the bundle. */
export async function gatherParts(from: Gathering, config: DeviceConfig | null): Promise<readonly Part[]> {
  const { socket, withRecord, check } = from;
  const status = await lines(socket, "status");
  const record = withRecord ? await lines(socket, "record") : null;
  return [
    part("versions.json", "program, Node, kernel", () => jsonText(versions())),
    part("config.json", "the config, checked and resolved", () =>
      config === null ? missing("no config that loads") : jsonText(config),
    ),
    part("config.yaml", "the config as it is written", () => configText(from, config)),
    part("problems.txt", "what is wrong with the config", () =>
      from.problems.length === 0 ? missing("the config loads") : `${from.problems.join("\n")}\n`,
    ),
    check === null
      ? { name: "check.txt", about: "", missing: "with --config, and without --no-record, it is checked" }
      : await partAsync("check.txt", "what gaturum check found", check),
    part("status.json", "each part's reading, the machine, the cycle", () => statusText(status, withRecord)),
    part("status.txt", "the same for a person", () => statusWords(status, withRecord)),
    await partAsync("why.jsonl", "the last decisions", async () =>
      whyText(await asked(socket, "why"), status, withRecord),
    ),
    part("evidence.json", "the newest entry of the evidence log", () => evidenceText(status)),
    part("keep.txt", "what is kept on the card: bytes, last change, name", () => keptText(from.stateFolder)),
    await partAsync("log.txt", "what control and link said", () => logText(from)),
    ...(record === null ? [] : [part(RECORD_NAME, "inputs and outputs of the last minutes", () => said(record))]),
  ];
}

/** The config under which control runs; null: it does not answer. */
export async function runningConfig(socket: string): Promise<DeviceConfig | null> {
  try {
    return (await askOne<{ readonly config: DeviceConfig }>(socket, { ask: "record" })).config;
  } catch (cause) {
    if (cause instanceof Refusal) return null;
    throw cause;
  }
}

/** What must not be in it, as far as this user can read it. */
export function secretsAround(config: DeviceConfig | null, configText: string): readonly string[] {
  const files =
    config === null ? [] : [config.city.tls?.key, config.kind === "lamp-post" ? config.neighbours?.keyFile : null];
  const inFiles = files.flatMap((path) => (path == null ? [] : secretsInFile(readSmall(path))));
  const addresses = [config?.city.broker ?? "", ...configText.split(/[\s"']+/)].flatMap(secretsInAddress);
  const inEnvironment = Object.entries(process.env).flatMap(([name, value]) =>
    SECRET_NAMES.test(name) && value !== undefined ? [value] : [],
  );
  return [...inFiles, ...addresses, ...inEnvironment];
}

type Lines = readonly string[] | Refusal;

async function lines(socket: string, ask: "status" | "record"): Promise<Lines> {
  try {
    return await asked(socket, ask);
  } catch (cause) {
    if (cause instanceof Refusal) return cause;
    throw cause;
  }
}

const asked = (socket: string, ask: "status" | "record" | "why"): Promise<readonly string[]> => askAll(socket, { ask });

/** Thrown inside a part: it is not in the bundle, and the bundle says why. */
const missing = (why: string): never => {
  throw new Refusal(why);
};

function part(name: string, about: string, text: () => string): Part {
  try {
    return { name, about, text: text() };
  } catch (cause) {
    return whyNot(name, about, cause);
  }
}
async function partAsync(name: string, about: string, text: () => Promise<string>): Promise<Part> {
  try {
    return { name, about, text: await text() };
  } catch (cause) {
    return whyNot(name, about, cause);
  }
}
function whyNot(name: string, about: string, cause: unknown): Part {
  const isFile = cause instanceof Error && "code" in cause;
  if (cause instanceof Refusal || isFile) return { name, about, missing: cause.message };
  throw cause;
}

const said = (found: Lines): string => {
  if (found instanceof Refusal) throw found;
  return `${found.join("\n")}\n`;
};
const statusIn = (found: Lines): LocalStatus => JSON.parse(said(found)) as LocalStatus;

const versions = () => ({
  gaturum: VERSION,
  node: process.version,
  machine: machine(),
  kernel: release(),
  memoryMb: Math.round(totalmem() / 1e6),
  computerUpS: Math.round(uptime()),
});

function configText({ configFile }: Gathering, config: DeviceConfig | null): string {
  const file = configFile ?? config?.file ?? missing("name it with --config FILE");
  return readSmall(file, true);
}

/** Without the record faults alone: a contact at the hopper tells of people as a motion sensor does, and so does light. */
function statusText(found: Lines, withRecord: boolean): string {
  const { readings, standing, outputs, ...rest } = statusIn(found);
  if (withRecord) return jsonText({ ...rest, readings, standing, outputs });
  const faults = Object.entries(readings).flatMap(([role, reading]) =>
    reading.ok ? [] : [{ role, ...reading.fault }],
  );
  return jsonText({ ...rest, faults });
}

function statusWords(found: Lines, withRecord: boolean): string {
  if (!withRecord) return missing("it may tell of passers-by");
  return statusLines(statusIn(found))
    .map(({ text, beside }) => `${text}${beside === "" ? "" : `  (${beside})`}\n`)
    .join("");
}

function whyText(told: readonly string[], status: Lines, withRecord: boolean): string {
  if (withRecord) return `${told.join("\n")}\n`;
  const at = statusIn(status).moment?.at ?? missing("no cycle yet");
  const why = told.map((line) => JSON.parse(line) as ToldWhy);
  return blurredReasons(why, at)
    .map((reason) => `${JSON.stringify(reason)}\n`)
    .join("");
}

function evidenceText(found: Lines): string {
  const reading = statusIn(found).readings["evidence"] ?? missing("this kind of device keeps none");
  return jsonText(reading);
}

async function logText({ socket, signal }: Gathering): Promise<string> {
  const wish = { lines: LOG_LINES_MAX, sinceTs: null, follow: false, signal };
  let text = "";
  for await (const line of loggedLines(dirname(socket), wish)) text += `${shownLine(line)}\n`;
  return text;
}

function keptText(folder: string): string {
  const rows: string[] = [];
  const list = (path: string, name: string, depth: number): void => {
    for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (rows.length >= KEPT_FILES_MAX) return;
      const [inside, shown] = [join(path, entry.name), join(name, entry.name)];
      if (entry.isDirectory() && depth < KEPT_DEPTH_MAX) list(inside, shown, depth + 1);
      else if (entry.isFile()) {
        const { size, mtime } = statSync(inside);
        rows.push(`${String(size).padStart(12)}  ${mtime.toISOString()}  ${shown}\n`);
      }
    }
  };
  list(folder, "", 1);
  return rows.join("");
}

/** A file that is not there, or that this user may not read, has no secrets to find; `must`: it is an error. */
function readSmall(path: string, must = false): string {
  try {
    if (statSync(path).size > SECRET_FILE_BYTES_MAX) throw new Refusal(`${path} is longer than a config may be`);
    return readFileSync(path, "utf8");
  } catch (cause) {
    if (must) throw cause;
    return "";
  }
}
