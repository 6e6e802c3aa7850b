import type { LiveStreet } from "./live-street.ts";
import type { Verb } from "./terminal-keys.ts";
import { after, seconds } from "../device/measure/time.ts";

/** The network between the street and its broker; null where the broker is someone else's, who alone can stop it. */
export type Network = { cut(away: boolean): void } | null;

/** A mender presses RESET, and START after it. */
const RESET_AFTER_MS = seconds(2);
const START_AFTER_MS = seconds(5);
/** The sensor that `b` breaks: in the middle of the street. */
const BROKEN_POST = 2;

/** What someone does to the street by hand, and a sentence on what follows from it. */
export class Pokes {
  readonly #street: LiveStreet;
  readonly #network: Network;
  #message: () => string = () => "";
  #networkUp = true;
  #clockLost = false;
  #litter = 0;

  constructor(street: LiveStreet, network: Network) {
    this.#street = street;
    this.#network = network;
  }

  get networkUp(): boolean {
    return this.#networkUp;
  }
  get clockLost(): boolean {
    return this.#clockLost;
  }
  get message(): string {
    return this.#message();
  }

  do(verb: Exclude<Verb, "quit">): void {
    const message = this.#done(verb);
    this.#message = typeof message === "string" ? () => message : message;
    this.#street.poked();
  }

  #done(verb: Exclude<Verb, "quit">): string | (() => string) {
    const { world } = this.#street;
    switch (verb) {
      case "walk":
        world.walkSomeonePast();
        return "Someone walks past. Each lamp brightens as they come, and dims a minute after.";
      case "litter":
        return this.#throwLitter();
      case "jam":
        return this.#jam();
      case "network":
        return this.#toggleNetwork();
      case "clock":
        this.#clockLost = true;
        for (const { config } of this.#street.devices) world.loseClock(config.device);
        return "No controller knows the time now. Unsure, the lamps burn in full. 0 mends it.";
      case "breakSensor":
        return this.#breakSensor();
      case "mend":
        return this.#mend();
    }
  }

  #throwLitter(): string {
    const bins = [...this.#street.world.bins.values()];
    const bin = bins[this.#litter++ % bins.length];
    if (bin === undefined) return "This street has no bin.";
    const left = bin.figures.leftBeside;
    this.#street.world.throwLitter(bin.name);
    return bin.figures.leftBeside > left
      ? `${bin.name} is locked just now, so the litter was left beside it.`
      : `Litter goes into ${bin.name}. From 85 % on it presses, once the hopper is closed.`;
  }

  #jam(): string {
    const [fullest] = [...this.#street.world.bins.values()].sort((a, b) => b.fillPct - a.fillPct);
    if (fullest === undefined) return "This street has no bin.";
    this.#street.world.jamRam(fullest.name);
    return `Something hard lies in ${fullest.name}. The next stroke stops at it and goes back up.`;
  }

  #toggleNetwork(): string | (() => string) {
    if (this.#network === null) return "This broker is not the street's own. Stop it yourself: the lamps will go on.";
    this.#networkUp = !this.#networkUp;
    this.#network.cut(!this.#networkUp);
    return this.#networkUp
      ? () => `Network mended. ${this.#street.waiting} reports still wait; they come in order.`
      : () => `Network cut. The lamps go on as before. ${this.#street.waiting} reports wait.`;
  }

  #breakSensor(): string {
    const post = this.#street.world.scene.posts[BROKEN_POST]?.name ?? "";
    this.#street.world.breakPart(post, "motion", "no-answer");
    return `The motion sensor of ${post} is silent. Blind, its lamp burns in full until dawn.`;
  }

  #mend(): string {
    const { world, time } = this.#street;
    world.mendEverything();
    for (const bin of world.bins.values()) {
      bin.push("reset", after(time.now(), RESET_AFTER_MS));
      bin.push("start", after(time.now(), START_AFTER_MS));
    }
    this.#clockLost = false;
    this.#networkUp = true;
    this.#network?.cut(false);
    return "All is mended, and someone presses RESET and START at the bins.";
  }
}
