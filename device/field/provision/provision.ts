import { Interruption } from "../interruption.ts";
import { orRefusal } from "../refusal.ts";
import { makeAuthority, type Authority } from "./authority.ts";
import { accessLine, inFolder, inImage, inStreet, type Made, type Making } from "./cards.ts";
import type { Common } from "./device-files.ts";
import type { Answers } from "./fields.ts";
import { openMaterials } from "./materials.ts";
import { planOf, type Plan } from "./plan.ts";

export type ProvisionWords = {
  readonly answers: Answers;
  /** A config of one's own to begin with, instead of the example of the kind. */
  readonly template: string | null;
  /** The folder of a pilot's authority; null: the city's own signs. */
  readonly ca: string | null;
  readonly newCa: boolean;
  readonly brokerCa: string | null;
  readonly trust: string | null;
  readonly zoneKey: string | null;
  readonly updateRoot: string | null;
  readonly updates: string | null;
  readonly out: string | null;
  /** Its copy gets the files. */
  readonly image: string | null;
  readonly street: string | null;
  readonly replace: { readonly plate: string; readonly records: string; readonly state: string | null } | null;
  /** Where the files will lie on the device. */
  readonly home: string;
  readonly json: boolean;
};

/** `gaturum provision`: what makes a controller one device of one city. Exit codes: 0 made, 1 not, 2 wrong use, 3 not permitted. */
export function provision(words: ProvisionWords): Promise<number> {
  const nowMs = Date.now();
  const interruption = new Interruption();
  return orRefusal(async () => {
    try {
      const materials = await openMaterials(words, nowMs);
      const plan = await planOf(words, materials, nowMs, interruption);
      interruption.check();
      const [first] = plan.cards;
      const authority = words.newCa
        ? await makeAuthority(words.ca ?? "", first?.tenant ?? "", interruption)
        : materials.authority;
      const common = withBrokerCa(materials.common, authority);
      const making = { authority, common, interruption, json: words.json };
      const made = await write(words, plan, making);
      tell(words, plan, made);
      return 0;
    } finally {
      interruption.end();
    }
  });
}

async function write(
  { image, street }: ProvisionWords,
  { cards, out }: Plan,
  making: Making,
): Promise<readonly Made[]> {
  if (street !== null) return inStreet(cards, out, making);
  const [card] = cards;
  if (card === undefined) throw new Error("a plan has a card");
  return [image === null ? await inFolder(card, out, making) : await inImage(card, { image, out }, making)];
}

/** Whoever signs a pilot's devices signs its brokers too, unless it is said otherwise. */
const withBrokerCa = (common: Common, authority: Authority | null): Common => ({
  ...common,
  brokerCa: common.brokerCa ?? authority?.certificate ?? null,
});

function tell({ json, street, image }: ProvisionWords, { out, revoke, cards }: Plan, made: readonly Made[]): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ out, made, revoke, clients: cards.map(accessLine) })}\n`);
    return;
  }
  const lines = made.map(({ device, at, certificate, request }) => {
    const shown =
      certificate === null
        ? `to be signed: ${request ?? ""}`
        : `serial ${certificate.serial} until ${certificate.notAfter.slice(0, 10)}`;
    return `${device}  ${at}  ${shown}`;
  });
  const mocks = [...new Set(cards.flatMap((card) => card.mocks))];
  if (mocks.length > 0)
    lines.push(`Mocks stand for ${mocks.join(", ")}: name their drivers in device.yaml before it runs on hardware.`);
  if (made.some(({ certificate }) => certificate === null))
    lines.push(
      "Have each tls/device.csr signed by the city's authority, its name as it is, and put the certificate beside it as tls/device.pem.",
    );
  lines.push(
    street === null
      ? `For the broker's list of clients: ${cards.map(accessLine).join("")}`
      : `For the broker's list of clients: ${out}/clients.txt`,
  );
  for (const { commonName, serial, sha256 } of revoke)
    lines.push(
      `Revoke at the broker: CN ${commonName}, serial ${serial}, SHA-256 ${sha256}. Until then the old card can come back.`,
    );
  if (image === null)
    lines.push(`Onto a card: gaturum flash IMAGE DEVICE --provisioned ${street === null ? out : `${out}/DEVICE`}`);
  process.stdout.write(`${lines.join("\n")}\n`);
}
