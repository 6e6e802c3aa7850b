import { after, seconds } from "../device/measure/time.ts";
import type { Caption } from "./captions.ts";
import type { SimulatedStreet } from "./simulated-street.ts";

/** The network between the street and its broker; null where the broker is someone else's, who alone can stop it. */
export type Network = { readonly isCut: boolean; cut(away: boolean): void } | null;
/** Done to the street as a whole. */
export type Poke = "walk" | "litter" | "jam" | "network" | "clock" | "breakSensor" | "mend";
/** Done to one post or bin. */
export type Touch = "breakSensor" | "breakLamp" | "cutPower" | "litter" | "jam";

/** A mender presses RESET, and START after it. */
const RESET_AFTER_MS = seconds(2);
const START_AFTER_MS = seconds(5);
/** The sensor that `breakSensor` without a name breaks: in the middle of the street. */
const BROKEN_POST = 2;

/** What someone does to the street by hand, and what follows from it. */
export class Pokes {
  readonly #street: SimulatedStreet;
  readonly #network: Network;
  #caption: Caption = { key: "begins", device: null };
  #litter = 0;
  #count = 0;

  constructor(street: SimulatedStreet, network: Network) {
    this.#street = street;
    this.#network = network;
  }

  get networkUp(): boolean {
    return this.#network?.isCut !== true;
  }
  get clockLost(): boolean {
    return this.#street.world.isClockLost;
  }
  get caption(): Caption {
    return this.#caption;
  }
  /** How much was done by hand; 0: the street is left to itself. */
  get count(): number {
    return this.#count;
  }

  do(verb: Poke): void {
    this.#tell(this.#done(verb));
  }
  touch(device: string, verb: Touch): void {
    this.#tell(this.#touched(device, verb));
  }

  #tell(caption: Caption): void {
    this.#caption = caption;
    this.#count += 1;
    this.#street.poked();
  }

  #done(verb: Poke): Caption {
    const { world } = this.#street;
    switch (verb) {
      case "walk":
        world.walkSomeonePast();
        return said("walks");
      case "litter":
        return this.#throwLitter([...world.bins.keys()][this.#litter++ % world.bins.size]);
      case "jam":
        return this.#jam([...world.bins.values()].sort((a, b) => b.fillPct - a.fillPct)[0]?.name);
      case "network":
        return this.#toggleNetwork();
      case "clock":
        for (const { config } of this.#street.devices) world.loseClock(config.device);
        return said("clockLost");
      case "breakSensor":
        return this.#touched(this.#brokenPost(), "breakSensor");
      case "mend":
        return this.#mend();
    }
  }

  #touched(device: string, verb: Touch): Caption {
    const { world } = this.#street;
    switch (verb) {
      case "breakSensor":
        world.breakPart(device, "motion", "no-answer");
        return said("sensorBroken", device);
      case "breakLamp":
        world.breakLamp(device);
        return said("lampBroken", device);
      case "cutPower":
        for (const site of this.#street.sitesOf(device)) site.cutPower();
        return said("powerCut", device);
      case "litter":
        return this.#throwLitter(device);
      case "jam":
        return this.#jam(device);
    }
  }

  #brokenPost(): string {
    const { posts } = this.#street.world.scene;
    return posts[Math.min(BROKEN_POST, posts.length - 1)]?.name ?? "";
  }

  #throwLitter(name: string | undefined): Caption {
    const bin = this.#street.world.bins.get(name ?? "");
    if (bin === undefined) return said("noBin");
    const left = bin.figures.leftBeside;
    this.#street.world.throwLitter(bin.name);
    return said(bin.figures.leftBeside > left ? "litterBeside" : "litterIn", bin.name);
  }

  #jam(name: string | undefined): Caption {
    if (name === undefined || !this.#street.world.bins.has(name)) return said("noBin");
    this.#street.world.jamRam(name);
    return said("jammed", name);
  }

  #toggleNetwork(): Caption {
    if (this.#network === null) return said("brokerForeign");
    this.#network.cut(!this.#network.isCut);
    return said(this.#network.isCut ? "networkCut" : "networkMended");
  }

  #mend(): Caption {
    const { world, time } = this.#street;
    world.mendEverything();
    for (const site of this.#street.sitesOf("all")) site.returnPower();
    for (const bin of world.bins.values()) {
      bin.push("reset", after(time.now(), RESET_AFTER_MS));
      bin.push("start", after(time.now(), START_AFTER_MS));
    }
    this.#network?.cut(false);
    return said("mended");
  }
}

const said = (key: Caption["key"], device: string | null = null): Caption => ({ key, device });
