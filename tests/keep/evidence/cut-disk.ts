import type { EvidenceFiles } from "../../../device/keep/evidence/files.ts";

/** What a power cut leaves of the step that it meets. */
export type Cut = {
  /** The step that it meets, counted from 1 over all steps that change the disk. */
  readonly step: number;
  /** How much of the step has landed, 0 to 1. */
  readonly share: number;
  /** The rest of the place that was grown is zeros, as a file system may leave it, instead of not being there. */
  readonly zeros: boolean;
};
export class PowerCut extends Error {}

/** A disk in memory whose power can be cut in the middle of any step. It outlives whoever writes to it. */
export class CutDisk implements EvidenceFiles {
  readonly files = new Map<string, Buffer>();
  steps = 0;
  cutAt: Cut | null = null;
  /** While set, each step that changes the disk fails with it, after half of its bytes. */
  failing: Error | null = null;
  #dead = false;

  /** Power is back. */
  revive(): void {
    this.#dead = false;
    this.cutAt = null;
    this.steps = 0;
  }
  get isDead(): boolean {
    return this.#dead;
  }

  async names(): Promise<readonly string[]> {
    await this.#powered();
    return [...this.files.keys()];
  }
  async read(name: string): Promise<Uint8Array> {
    await this.#powered();
    return Uint8Array.from(this.#file(name));
  }
  async create(name: string, bytes: Uint8Array): Promise<void> {
    await this.#step((share) => {
      this.files.delete(`${name}.new`);
      if (share >= 0.5) this.files.set(name, Buffer.from(bytes));
      else this.files.set(`${name}.new`, Buffer.from(bytes.subarray(0, Math.floor(bytes.length * share * 2))));
    });
  }
  async write(name: string, at: number, bytes: Uint8Array): Promise<void> {
    await this.#step((share, zeros) => {
      const was = this.#file(name);
      const landed = Buffer.from(bytes.subarray(0, Math.floor(bytes.length * share)));
      const grown = zeros ? Buffer.concat([landed, Buffer.alloc(bytes.length - landed.length)]) : landed;
      this.files.set(name, Buffer.concat([was.subarray(0, at), grown, was.subarray(at + grown.length)]));
    });
  }
  async cut(name: string, toBytes: number): Promise<void> {
    await this.#step((share) => {
      if (share >= 0.5) this.files.set(name, this.#file(name).subarray(0, toBytes));
    });
  }
  async remove(name: string): Promise<void> {
    await this.#step((share) => {
      if (share >= 0.5) this.files.delete(name);
    });
  }

  /** As `verify` takes them. */
  get segments(): { readonly name: string; readonly text: string }[] {
    return [...this.files].map(([name, bytes]) => ({ name, text: bytes.toString("utf8") }));
  }

  #file(name: string): Buffer {
    const file = this.files.get(name);
    if (file === undefined) throw Object.assign(new Error(`ENOENT: ${name}`), { code: "ENOENT" });
    return file;
  }
  async #powered(): Promise<void> {
    await Promise.resolve();
    if (this.#dead) throw new PowerCut("no power");
  }
  async #step(change: (share: number, zeros: boolean) => void): Promise<void> {
    await this.#powered();
    this.steps += 1;
    if (this.failing !== null) {
      change(0.5, false);
      throw this.failing;
    }
    const cut = this.cutAt?.step === this.steps ? this.cutAt : null;
    change(cut?.share ?? 1, cut?.zeros ?? false);
    if (cut === null) return;
    this.#dead = true;
    throw new PowerCut("cut");
  }
}
