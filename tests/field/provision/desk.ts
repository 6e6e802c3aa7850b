import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { provision, type ProvisionWords } from "../../../device/field/provision/provision.ts";
import { saidBy, type Outcome } from "../said.ts";

/** A post as a technician answers for it. */
export const POST = {
  ...{ tenant: "stockholm", device: "post-1", kind: "lamp-post", place: "59.32938 N 18.06871 E", plate: "4711-1" },
  ...{ cabinet: "SK-204", phase: "L2", group: "north, sweep", broker: "mqtts://broker.example:8883" },
};
const NOTHING: ProvisionWords = {
  ...{
    answers: {},
    template: null,
    ca: null,
    newCa: false,
    brokerCa: null,
    trust: null,
    zoneKey: null,
    updateRoot: null,
    updates: null,
    out: null,
  },
  ...{ image: null, street: null, replace: null, home: "/etc/gaturum", json: true },
};

/** A laptop's folder in which devices are made, with an authority called `ca` from the first `made` on. */
export class Desk {
  readonly top = mkdtempSync(join(tmpdir(), "gaturum-provision-"));

  at(name: string): string {
    return join(this.top, name);
  }

  run(words: Partial<ProvisionWords>): Promise<Outcome> {
    return saidBy(() => provision({ ...NOTHING, ...words }));
  }

  made(name: string, more: Partial<typeof POST> = {}, words: Partial<ProvisionWords> = {}): Promise<Outcome> {
    return this.run({ answers: { ...POST, ...more }, out: this.at(name), ca: this.at("ca"), ...words });
  }

  end(): void {
    rmSync(this.top, { recursive: true });
  }
}
