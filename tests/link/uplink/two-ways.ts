import { spawnSync } from "node:child_process";

/**
 * A network namespace with two ways out of it, as a post has fibre and cellular: two veth pairs, and routes of which the
 * first is preferred while it is up. Its addresses are those of RFC 2544, for benchmarks, and no packet leaves this
 * computer. Needs root and `ip`.
 */
export class TwoWays {
  /** Of the far end, whichever way it is reached. */
  readonly farAddress = "198.18.9.1";
  readonly #name: string;

  private constructor(name: string) {
    this.#name = name;
  }

  /** null: this computer does not let us. */
  static open(): TwoWays | null {
    const ways = new TwoWays(`gat${process.pid % 100_000}`);
    try {
      ways.#setUp();
      return ways;
    } catch {
      ways.end();
      return null;
    }
  }

  /** The command that runs something inside. */
  get inside(): readonly string[] {
    return ["ip", "netns", "exec", this.#name];
  }

  /** The preferred way is gone; nobody is told. */
  loseFirst(): void {
    this.#inside("link", "set", "fibre0", "down");
  }

  end(): void {
    spawnSync("ip", ["netns", "del", this.#name]);
    for (const letter of ["a", "b"]) spawnSync("ip", ["link", "del", `${this.#name}${letter}`]);
  }

  #setUp(): void {
    this.#ip("netns", "add", this.#name);
    this.#inside("link", "set", "lo", "up");
    for (const [letter, name, subnet, metric] of [
      ["a", "fibre0", 1, 10],
      ["b", "wwan0", 2, 20],
    ] as const) {
      const outer = `${this.#name}${letter}`;
      this.#ip("link", "add", outer, "type", "veth", "peer", "name", name, "netns", this.#name);
      this.#ip("addr", "add", `198.18.${subnet}.1/24`, "dev", outer);
      this.#ip("link", "set", outer, "up");
      this.#inside("addr", "add", `198.18.${subnet}.2/24`, "dev", name);
      this.#inside("link", "set", name, "up");
      const way = [`${this.farAddress}/32`, "via", `198.18.${subnet}.1`, "dev", name, "metric", `${metric}`];
      this.#inside("route", "add", ...way);
    }
    this.#ip("addr", "add", `${this.farAddress}/32`, "dev", `${this.#name}b`);
  }

  #inside(...words: readonly string[]): void {
    this.#ip("-n", this.#name, ...words);
  }

  #ip(...words: readonly string[]): void {
    const { status, stderr } = spawnSync("ip", words, { encoding: "utf8" });
    if (status !== 0) throw new Error(`ip ${words.join(" ")}: ${stderr}`);
  }
}
