import { createSocket, type Socket } from "node:dgram";
import dns from "node:dns";
import { isIP, isIPv6 } from "node:net";
import type { Scheduler } from "../../measure/scheduler.ts";
import { after, minutes, seconds, type Instant } from "../../measure/time.ts";
import type { Seldom } from "../seldom.ts";
import type { LanPort } from "./lan-port.ts";

/** How often a socket that could not be opened, or an address that was not found, is tried again. Our choice. */
export const AGAIN_MS = seconds(5);
/** An address found so long ago is looked up again when it is next used. Our choice. */
const LOOK_AGAIN_MS = minutes(10);
/** Messages not yet handed to the kernel. Beyond it they are dropped: the next word is 2 s away. */
const UNSENT_MAX = 64;

type Endpoint = { readonly host: string; readonly port: number };
type Place = Endpoint & { address: string | null; askedAt: Instant | null };
export type LanGiven = {
  /** Where this post listens; `host` is an address of its own, or `0.0.0.0` or `::` for all of them. */
  readonly lan: Endpoint;
  readonly posts: readonly (Endpoint & { readonly name: string })[];
  readonly scheduler: Scheduler;
  readonly trouble: Seldom;
};

/** UDP. Nothing here waits or throws: what goes wrong is told, at most once a minute, and tried again for ever. */
export class Lan implements LanPort {
  readonly isShared = false;
  readonly #given: LanGiven;
  readonly #places: ReadonlyMap<string, Place>;
  readonly #isSix: boolean;
  #socket: Socket | null = null;
  #isListening = false;
  /** Whose addresses are looked up, the first of them now. */
  readonly #wanted = new Set<Place>();
  #unsent = 0;
  #takePacket: (bytes: Uint8Array, from: string) => void = () => undefined;
  #takeUp: () => void = () => undefined;
  #cancel = (): void => undefined;

  constructor(given: LanGiven) {
    this.#given = given;
    this.#isSix = isIPv6(given.lan.host);
    const addressOf = (host: string) => (isIP(host) === 0 ? null : host);
    const placeOf = ({ host, port }: Endpoint): Place => ({ host, port, address: addressOf(host), askedAt: null });
    this.#places = new Map(given.posts.map((post) => [post.name, placeOf(post)]));
    for (const place of this.#places.values()) this.#resolve(place);
    this.#open();
  }

  send(to: string, bytes: Uint8Array): boolean {
    const place = this.#places.get(to);
    if (place === undefined || !this.#isListening || this.#unsent >= UNSENT_MAX) return false;
    if (place.address === null || this.#isOld(place)) this.#resolve(place);
    if (place.address === null) return false;
    this.#unsent += 1;
    this.#socket?.send(bytes, place.port, place.address, (cause) => {
      this.#unsent -= 1;
      if (cause === null) return;
      this.#say("send", `cannot reach ${to} at ${place.host} (${cause.message}). Look at the LAN and at ${PLACES}.`);
      this.#resolve(place);
    });
    return true;
  }

  onPacket(take: (bytes: Uint8Array, from: string) => void): void {
    this.#takePacket = take;
  }

  onUp(take: () => void): void {
    this.#takeUp = take;
    this.#tellUp();
  }

  close(): void {
    this.#cancel();
    this.#isListening = false;
    this.#socket?.removeAllListeners("error").on("error", () => undefined);
    this.#socket?.close();
    this.#socket = null;
  }

  #open(): void {
    const { host, port } = this.#given.lan;
    const socket = createSocket(this.#isSix ? "udp6" : "udp4");
    this.#socket = socket;
    socket.on("message", (bytes, { address }) => {
      this.#takePacket(bytes, address);
    });
    socket.once("listening", () => {
      this.#isListening = this.#socket === socket;
      this.#tellUp();
    });
    socket.once("error", (cause: NodeJS.ErrnoException) => {
      this.#say("socket", `UDP ${host} port ${port}: ${cause.message}. ${cureOf(cause.code)}`);
      this.close();
      this.#cancel = this.#given.scheduler.after(AGAIN_MS, () => this.#open());
    });
    socket.bind({ address: host, port });
  }

  /**
   * Asks for the address of a post, {@link AGAIN_MS} after the last answer; the one it had serves until there is another.
   * One that is named by its address waits for no name.
   */
  #resolve(place: Place): void {
    if (place.address === place.host) return;
    const isLately = place.askedAt !== null && this.#given.scheduler.now() < after(place.askedAt, AGAIN_MS);
    if (isLately || this.#wanted.has(place)) return;
    this.#wanted.add(place);
    if (this.#wanted.size === 1) this.#ask(place);
  }

  /** One at a time: Node looks two names up at once, and the broker's must not wait for those of a dead name service. */
  #ask(place: Place): void {
    dns.lookup(place.host, { family: this.#isSix ? 6 : 4 }, (cause, address) => {
      this.#wanted.delete(place);
      place.askedAt = this.#given.scheduler.now();
      if (cause === null) place.address = address;
      else this.#say("name", `${place.host}: ${cause.message}. Correct it in ${PLACES}, or mend the name service.`);
      const [next] = this.#wanted;
      if (next !== undefined) this.#ask(next);
      this.#tellUp();
    });
  }

  /** Sending to an address that another computer has now does not fail. */
  #isOld({ askedAt }: Place): boolean {
    return askedAt !== null && this.#given.scheduler.now() >= after(askedAt, LOOK_AGAIN_MS);
  }

  /** Once each was looked up. Dead names are asked for again for ever, and nobody waits for those. */
  #tellUp(): void {
    const isFirstRound = [...this.#wanted].some(({ askedAt }) => askedAt === null);
    if (this.#isListening && !isFirstRound) this.#takeUp();
  }

  #say(key: string, line: string): void {
    this.#given.trouble.say(`lan ${key}`, `neighbours: ${line}`);
  }
}

const PLACES = "neighbours.posts";

function cureOf(code: string | undefined): string {
  if (code === "EADDRINUSE") return "Another program listens there: end it, or give neighbours.lan another port.";
  if (code === "EADDRNOTAVAIL") return "No interface has that address (yet): correct neighbours.lan, or mend the LAN.";
  return `Tried again every ${AGAIN_MS / 1_000} s.`;
}
