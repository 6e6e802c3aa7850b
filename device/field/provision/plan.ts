import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { filledIn } from "../../../config/fill-in.ts";
import { parseConfig } from "../../../config/load.ts";
import { formatProblem } from "../../../config/problem.ts";
import { clientIdOf } from "../../contract/topics.ts";
import type { Interruption } from "../interruption.ts";
import { Refusal, refusalAt } from "../refusal.ts";
import { heldBy, recordOf, type Issued } from "./authority.ts";
import type { Card } from "./cards.ts";
import {
  BROKER_CA_FILE,
  commonFillIns,
  TRUST_FILE,
  UPDATE_ROOT_FILE,
  ZONE_KEY_FILE,
  type Common,
} from "./device-files.ts";
import { FIELDS, fillIns, OF_STREET, type Answers, type Field } from "./fields.ts";
import { noUpdateRoot, type Materials } from "./materials.ts";
import { findOldDevice, findOldState } from "./old-device.ts";
import type { ProvisionWords } from "./provision.ts";
import { answersFrom } from "./questions.ts";
import { readStreet } from "./street-file.ts";
import { requireRoomAt } from "./whole-folder.ts";

/** What is to be made, and what of an old device no longer counts. */
export type Plan = { readonly cards: readonly Card[]; readonly out: string; readonly revoke: readonly Issued[] };

/** All that can be refused is refused here, before anything is written. */
export function planOf(
  words: ProvisionWords,
  materials: Materials,
  nowMs: number,
  interruption: Interruption,
): Promise<Plan> {
  if (words.replace !== null) return Promise.resolve(replacement(words, materials, nowMs));
  if (words.street !== null) return Promise.resolve(streetPlan(words, words.street, materials, nowMs));
  return singlePlan(words, materials, nowMs, interruption);
}

/** A config of one's own says what it is, and whether it has a zone. */
const fieldsFor = ({ template }: ProvisionWords, { hasZone }: Materials): readonly Field[] =>
  FIELDS.filter((field) => (field !== "kind" || template === null) && (field !== "zone" || hasZone));

async function singlePlan(
  words: ProvisionWords,
  materials: Materials,
  nowMs: number,
  interruption: Interruption,
): Promise<Plan> {
  const fields = fieldsFor(words, materials);
  refuseOthers(words.answers, fields);
  let tenant = words.answers.tenant ?? "";
  const taken = (field: Field, text: string): string | null => {
    if (field === "tenant") tenant = text;
    if (field !== "device") return null;
    return issuedAlready(materials, tenant, text, nowMs) ?? (words.out === null ? occupied(text) : null);
  };
  const answers = await answersFrom(words.answers, fields, taken, interruption);
  const card = cardOf(words, materials, answers);
  if (Array.isArray(card)) throw new Refusal(card.join("\n"));
  return { cards: [card], out: words.out ?? card.device, revoke: [] };
}

function refuseOthers(answers: Answers, fields: readonly Field[]): void {
  for (const field of FIELDS) {
    if (answers[field] === undefined || fields.includes(field)) continue;
    const why =
      field === "kind"
        ? "the config of --template says what it is"
        : "the config has no section neighbours; name one that has, as --template FILE";
    throw new Refusal(`--${field}: ${why}.`, 2);
  }
}

function occupied(device: string): string | null {
  try {
    requireRoomAt(device);
    return null;
  } catch (cause) {
    if (cause instanceof Refusal) return cause.message;
    throw cause;
  }
}

/** Two with one name throw each other out of the broker, again and again. */
function issuedAlready({ authority }: Materials, tenant: string, device: string, nowMs: number): string | null {
  const [held] = authority === null ? [] : heldBy(authority, clientIdOf(tenant, device), nowMs);
  if (held === undefined) return null;
  return `${held.commonName} has a certificate already (serial ${held.serial}). For a new card of it say --replace ${held.plate}; for another device take another name. If that card was never made, strike its line from ${authority?.folder ?? ""}/issued.jsonl.`;
}

/** The config for these answers; or what is wrong with it. */
function cardOf(words: ProvisionWords, { template, common }: Materials, answers: Answers): Card | string[] {
  const file = words.template ?? `${answers.device ?? ""}.yaml`;
  const values = [...fillIns(answers), ...(words.template === null ? OF_STREET : [])];
  return checkedCard(filledIn(template(answers.kind), values), file, withNewCa(words, common));
}

/** A new authority signs brokers too; its certificate comes later, and where it will lie is known. */
const withNewCa = ({ newCa }: ProvisionWords, common: Common): Common => ({
  ...common,
  brokerCa: common.brokerCa ?? (newCa ? "" : null),
});

function checkedCard(text: string, file: string, common: Common): Card | string[] {
  const config = filledIn(text, commonFillIns(common));
  const parsed = parseConfig(config, file);
  if (!parsed.ok) return parsed.problems.map(formatProblem);
  const { device, tenant, asset, city, parts, kind } = parsed.config;
  const zone = (kind === "lamp-post" ? parsed.config.neighbours?.zone : null) ?? null;
  const mocks = parts.filter(({ driver }) => driver === "mock").map(({ name }) => name);
  return {
    device,
    tenant,
    plate: asset.plate ?? "",
    groups: city.groups ?? null,
    zone,
    config,
    mocks,
    own: {},
    state: null,
  };
}

function streetPlan(words: ProvisionWords, file: string, materials: Materials, nowMs: number): Plan {
  const fields = fieldsFor(words, materials);
  refuseOthers(words.answers, fields);
  const street = readStreet(textOf(file), file, words.answers, fields);
  if (!street.ok) throw new Refusal(street.problems.join("\n"));
  const problems: string[] = [];
  const cards = street.rows.flatMap(({ line, answers }) => {
    const issued = issuedAlready(materials, answers.tenant ?? "", answers.device ?? "", nowMs);
    const card = issued === null ? cardOf(words, materials, answers) : [issued];
    if (!Array.isArray(card)) return [card];
    problems.push(...card.map((problem) => `${file}:${line} ${problem}`));
    return [];
  });
  if (problems.length > 0) throw new Refusal(problems.join("\n"));
  const out = words.out ?? basename(file).replace(/\.csv$/i, "");
  requireRoomAt(out);
  return { cards, out, revoke: [] };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw refusalAt(file, cause);
  }
}

function replacement(words: ProvisionWords, { authority, common }: Materials, nowMs: number): Plan {
  const { plate = "", records = "", state = null } = words.replace ?? {};
  const given = FIELDS.find((field) => words.answers[field] !== undefined);
  if (given !== undefined) throw new Refusal(`--${given}: --replace has it from the old device. Leave it out.`, 2);
  const old = findOldDevice(records, plate);
  const had = (name: string): string | null =>
    existsSync(join(old.folder, name)) ? textOf(join(old.folder, name)) : null;
  const own: Partial<Common> = {
    brokerCa: words.brokerCa === null ? (had(BROKER_CA_FILE) ?? common.brokerCa) : common.brokerCa,
    trust: common.trust ?? had(TRUST_FILE),
    zoneKey: had(ZONE_KEY_FILE),
    updateRoot: common.updateRoot ?? had(UPDATE_ROOT_FILE),
  };
  if (common.updates !== null && own.updateRoot === null) throw noUpdateRoot();
  const card = checkedCard(old.text, join(old.folder, "device.yaml"), withNewCa(words, { ...common, ...own }));
  if (Array.isArray(card)) throw new Refusal(card.join("\n"));
  const out = words.out ?? `${card.device}-new`;
  if (words.image === null) requireRoomAt(out);
  const shown = old.certificate === null ? [] : [recordOf(old.certificate, plate)];
  const held = authority === null ? [] : heldBy(authority, clientIdOf(card.tenant, card.device), nowMs);
  const revoke = [...shown, ...held.filter(({ serial }) => serial !== shown[0]?.serial)];
  const kept = state === null ? null : findOldState(state, card.device);
  return { cards: [{ ...card, own, state: kept }], out, revoke };
}
