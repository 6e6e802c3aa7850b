import { parseDocument } from "yaml";
import type { DesiredMessage, TwinMessage } from "../../contract/downlink.ts";
import { DESIRED_BYTES_MAX } from "../../contract/limits.ts";
import type { BirthMessage } from "../../contract/session.ts";
import { canonicalJson, hashOfState } from "../../contract/signed.ts";
import { buildTopic } from "../../contract/topics.ts";
import { readPacket } from "../../contract/validate.ts";
import { readNamed, WrongUse } from "../access.ts";
import type { Letter } from "../broker.ts";
import { plain, plainJson } from "../plain.ts";
import { Errand } from "./errand.ts";
import { RETAINED_MS, whyDisobedient, type SendWords } from "./send.ts";
import { readKey, signedSettings } from "./signing.ts";

export type SettingsWords = Omit<SendWords, "to" | "spreadMs"> & {
  readonly to: { readonly tenant: string; readonly device: string };
  readonly file: string;
  /** Left out: as the device has it, and 1 where it has none. */
  readonly epoch: number | undefined;
};
type Sent = { readonly epoch: number; readonly version: number; readonly hash: string };
type Held = {
  readonly desired: DesiredMessage | null;
  readonly twin: TwinMessage | null;
  readonly birth: BirthMessage | null;
};

/** `gaturum send --settings`: all that a city wants to be different on one device. Exit codes: 0 applied, 1 not. */
export async function sendSettings(words: SettingsWords): Promise<number> {
  const signer = readKey(words.keyFile, words.kid);
  const state = readState(words.file);
  const errand = await Errand.open(words.access, words.to.tenant, "send");
  try {
    const { tenant, device } = words.to;
    const { desired, twin, birth } = await lookAt(errand, tenant, device);
    if (birth === null && twin === null)
      process.stderr.write(`The broker knows nothing of ${device} yet: is the name right? They wait for it there.\n`);
    // A section `trust` may bring the key that signs.
    const disobedient = birth === null || "trust" in state ? null : whyDisobedient(device, birth, signer.kid);
    if (disobedient !== null) throw new Error(disobedient);
    if (words.epoch !== undefined && words.epoch < (twin?.epoch ?? 0))
      throw new WrongUse(`--epoch ${words.epoch}: ${device} is at ${twin?.epoch ?? 0}, and never goes back`);
    const epoch = words.epoch ?? Math.max(1, desired?.epoch ?? 0, twin?.epoch ?? 0);
    const version = 1 + Math.max(versionIn(epoch, desired), twin?.epoch === epoch ? twin.desiredVersion : 0);
    const message = signedSettings({ tenant, device, epoch, version, state, challenge: birth?.challenge }, signer);
    const bytes = Buffer.byteLength(JSON.stringify(message));
    if (bytes > DESIRED_BYTES_MAX)
      throw new Error(`${words.file}: ${bytes} bytes signed, at most ${DESIRED_BYTES_MAX}`);
    await errand.publish(buildTopic({ at: "desired", tenant, device }), message, true);
    if (!words.json) process.stdout.write(`${device}  wanted: epoch ${epoch}, version ${version}\n`);
    return await outcome(errand, words, { epoch, version, hash: hashOfState(state) });
  } finally {
    await errand.close();
  }
}

function readState(file: string): Readonly<Record<string, unknown>> {
  const document = parseDocument(readNamed(file).toString());
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) throw new WrongUse(`${file}: no YAML (${problem.message.split("\n")[0] ?? ""})`);
  const state = asJson(file, () => document.toJS() as unknown);
  if (typeof state === "object" && state !== null && !Array.isArray(state)) return state as Record<string, unknown>;
  throw new WrongUse(`${file}: write sections and keys as in a device's config, such as {lamp: {base: "30 %"}}`);
}

/** Good YAML may name what it has not, or hold what no message can, such as `.inf`. */
function asJson(file: string, read: () => unknown): unknown {
  try {
    const value = read();
    canonicalJson({ value });
    return value;
  } catch (cause) {
    throw new WrongUse(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

async function lookAt(errand: Errand, tenant: string, device: string): Promise<Held> {
  const topic = (at: "desired" | "twin" | "birth"): string => buildTopic({ at, tenant, device });
  await errand.listen([topic("desired"), topic("twin"), topic("birth")]);
  const held: { -readonly [Key in keyof Held]: Held[Key] } = { desired: null, twin: null, birth: null };
  await errand.until(RETAINED_MS, (letter) => {
    const value = readAs(letter);
    if (letter.topic === topic("desired")) held.desired = value as DesiredMessage | null;
    if (letter.topic === topic("twin")) held.twin = value as TwinMessage | null;
    if (letter.topic === topic("birth")) held.birth = value as BirthMessage | null;
    return held.desired !== null && held.twin !== null && held.birth !== null ? true : undefined;
  });
  return held;
}

/** Two who send at once sign the same version: what is told of it may be of the other's. */
async function outcome(errand: Errand, words: SettingsWords, sent: Sent): Promise<number> {
  const { tenant, device } = words.to;
  const topic = buildTopic({ at: "twin", tenant, device });
  let told = "";
  const twin = await errand.until(words.withinMs, (letter) => {
    if (letter.topic !== topic) return undefined;
    const said = readAs(letter) as TwinMessage | null;
    if (said?.epoch !== sent.epoch || said.desiredVersion !== sent.version || said.hash !== sent.hash) return undefined;
    if (said.status !== told) tell(device, said, words.json);
    told = said.status;
    return said.status === "pending" ? undefined : said;
  });
  if (twin !== undefined) return twin.status === "applied" ? 0 : 1;
  const known = told === "" ? "It has said nothing of it" : "It is still at it";
  process.stderr.write(`${device}: ${known} after ${words.withinMs / 1_000} s. What is wanted stays at the broker.\n`);
  return 1;
}

function tell(device: string, twin: TwinMessage, json: boolean): void {
  const { status, errors, requiresRestart = [] } = twin;
  if (json) {
    process.stdout.write(`${plainJson({ device, status, errors, requiresRestart })}\n`);
    return;
  }
  process.stdout.write(`${device}  ${status}\n`);
  for (const { code, path, text } of errors)
    process.stdout.write(`  ${plain(`${code} ${path === "" ? "" : `${path}: `}${text}`)}\n`);
  for (const key of requiresRestart) process.stdout.write(`  ${plain(key)}: only in the file on the device\n`);
}

function readAs({ topic, payload }: Letter): unknown {
  const read = payload.length === 0 ? null : readPacket(topic, payload);
  return read?.ok === true ? read.value.payload : null;
}

const versionIn = (epoch: number, desired: DesiredMessage | null) =>
  desired !== null && desired.epoch === epoch ? desired.version : 0;
