import { randomBytes } from "node:crypto";
import { validate } from "../../contract/validate.ts";
import { NotPermitted, WrongUse } from "../access.ts";
import { isRefusal } from "../broken-line.ts";
import { plain } from "../plain.ts";
import { subscribeAll } from "../receiver/subscriptions.ts";
import { Broker, type BrokerAccess, type Letter, type Line } from "../broker.ts";

/** What a person at a desk wants of a broker: one connection, a few questions, and an end. */
export class Errand {
  #line: Line;
  readonly #filters: string[] = [];
  readonly #broker: Broker;
  readonly #letters: Letter[];
  readonly #waiting = new Set<(letter: Letter) => void>();

  private constructor(line: Line, broker: Broker, letters: Letter[]) {
    this.#line = line;
    this.#broker = broker;
    this.#letters = letters;
  }

  /** Rejects with what to look at when there is no connection at the first try. */
  static async open(access: BrokerAccess, tenant: string, verb: string): Promise<Errand> {
    const letters: Letter[] = [];
    let take: (letter: Letter) => void = (letter) => void letters.push(letter);
    let again: ((line: Line) => void) | undefined;
    let broker: Broker | undefined;
    try {
      const line = await new Promise<Line>((resolve, reject) => {
        broker = new Broker({
          ...{ access, clientId: `${tenant}_${verb}-${randomBytes(4).toString("hex")}`, keepSession: false },
          onLetter: (letter) => {
            letter.taken();
            take(letter);
          },
          onUp: (line) => (again ?? resolve)(line),
          onDown: (why) => {
            const Problem = isRefusal(why) ? NotPermitted : Error;
            if (again === undefined) reject(new Problem(`${access.url}: ${why}`));
            else process.stderr.write(`${plain(`no connection to the broker: ${why}. Tried again.`)}\n`);
          },
        });
      });
      const errand = new Errand(line, broker as unknown as Broker, letters);
      take = (letter) => errand.#take(letter);
      again = (other) => void errand.#comeBack(other);
      return errand;
    } catch (cause) {
      await broker?.close();
      throw cause;
    }
  }

  /** Another one after a break. */
  get line(): Line {
    return this.#line;
  }

  /** Throws {@link WrongUse} for what is not of the contract: nothing was sent then. */
  async publish(topic: string, message: object, retain: boolean): Promise<void> {
    const text = JSON.stringify(message);
    const checked = validate(topic, text);
    if (!checked.ok) throw new WrongUse(`${checked.problems.join("; ")}. Nothing was sent.`);
    await this.line.publish(topic, text, retain);
  }

  /** Throws where the broker does not grant it all. */
  async listen(filters: readonly string[]): Promise<void> {
    const refused = await subscribeAll(this.line, filters);
    if (refused.length > 0) throw new NotPermitted(`the broker refused ${refused.join(", ")}: look at its access list`);
    this.#filters.push(...filters);
  }

  /**
   * Hands on all letters, those that came before included, until one of them gives something else than undefined; that is
   * returned, or undefined when `ms` are over.
   */
  until<T>(ms: number, read: (letter: Letter) => T | undefined): Promise<T | undefined> {
    return new Promise((resolve) => {
      const end = (found: T | undefined): void => {
        clearTimeout(timer);
        this.#waiting.delete(take);
        resolve(found);
      };
      const take = (letter: Letter): void => {
        const found = read(letter);
        if (found !== undefined) end(found);
      };
      const timer = setTimeout(() => end(undefined), ms);
      this.#waiting.add(take);
      for (const letter of [...this.#letters]) if (this.#waiting.has(take)) take(letter);
    });
  }

  /** Hands on all that comes from now on, however much it is: what is asked of thousands is more than is kept here. */
  hear(read: (letter: Letter) => void): void {
    this.#waiting.add(read);
  }

  close(): Promise<void> {
    return this.#broker.close();
  }

  /** The broker has kept nothing of us. */
  async #comeBack(line: Line): Promise<void> {
    this.#line = line;
    await subscribeAll(line, this.#filters).catch(() => line.drop());
  }

  #take(letter: Letter): void {
    this.#letters.push(letter);
    if (this.#letters.length > LETTERS_MAX) this.#letters.shift();
    for (const take of [...this.#waiting]) take(letter);
  }
}

/** What one errand hears is little; more of it is somebody else's. Our choice. */
const LETTERS_MAX = 5_000;
