import { generateKeyPairSync } from "node:crypto";
import {
  audienceOf,
  buildTopic,
  commandType,
  isSignedBy,
  readPacket,
  signed,
  toNgsiLd,
  validate,
  type BirthMessage,
  type DeviceRecord,
} from "@gaturum/contract";

/** What a backend's first evening looks like; it is compiled against the packed types, and run. */
type Line = { readonly topic: string; readonly payload: unknown };

export function firstEvening(lines: readonly Line[]): { records: number; entity: unknown; verified: boolean } {
  const records: DeviceRecord[] = [];
  let birth: BirthMessage | null = null;
  for (const { topic, payload } of lines) {
    const checked = readPacket(topic, JSON.stringify(payload));
    if (!checked.ok) throw new Error(checked.problems.join("; "));
    records.push(...checked.value.records);
    if (checked.value.topic.at === "birth") birth = checked.value.payload as BirthMessage;
  }
  if (birth === null) throw new Error("no birth");
  const [entity] = toNgsiLd({ birth, alarms: [], records });
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const { tenant, device } = birth;
  const issuedAt = 1_795_557_600_000;
  const dim = signed(
    {
      v: 1,
      aud: audienceOf(tenant, device),
      typ: commandType("dim"),
      kid: "first",
      id: "c-1",
      name: "dim",
      args: { levelPct: 60 },
      issuedAt,
      expires: issuedAt + 60_000,
      counter: 1,
    } as const,
    privateKey,
  );
  const sent = validate(buildTopic({ at: "command", tenant, device, command: "dim" }), JSON.stringify(dim));
  return { records: records.length, entity, verified: sent.ok && isSignedBy(dim, publicKey) };
}
