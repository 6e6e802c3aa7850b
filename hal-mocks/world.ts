import { after, epochMs, instant, millis, sooner } from "../device/measure/time.ts";
import type { EpochMs, Instant, WallClock } from "../device/measure/time.ts";
import { Agenda } from "./agenda.ts";
import { BinSite } from "./bin-site.ts";
import type { ClockTrouble } from "./clock.ts";
import { Damage } from "./damage.ts";
import { LocalDay } from "./local-day.ts";
import { FULL_SUN_LUX, planHour, USUAL_HABITS, type Habits } from "./habits.ts";
import type { PartFault } from "./mock-sensor.ts";
import { arrivals, guest, placeM, within, type Person } from "./people.ts";
import { PostSite } from "./post-site.ts";
import { between, chance } from "./random.ts";
import { lengthM, POST_GAP_M, type Scene } from "./scene.ts";
import { skyAt, type Sky, type Weather } from "./sky.ts";

/** How far a motion sensor on a post of 4 to 5 m sees along a path. Our choice. */
const SIGHT_M = 8;
/** A motion sensor is of no use for so long after its power came (`drivers/gpio-motion`, of the HC-SR501). */
const WARM_UP_MS = millis(60_000);
const MINUTE = 60_000;
const HOUR = 3_600_000;
/** Whoever is set walking by hand has an id that no hour's own people have. */
const GUESTS_FROM = 2 ** 40;
/** Of what happens because of the date that it is. */
const THIS_DATE = "this date";

const isPerson = (of: unknown): boolean => typeof of === "object" && of !== null;

/**
 * What the mocks sense: one street with its posts and bins, people, litter and sky. Deterministic from its seed, and
 * exact: moving on in steps of 20 ms or from change to change ends in the same state. Its time is the monotonic clock of
 * the devices in it; the true wall time is `startsAt` plus what has passed since `start`.
 */
export class World {
  readonly scene: Scene;
  readonly seed: number;
  readonly start: Instant;
  readonly posts: ReadonlyMap<string, PostSite>;
  readonly bins: ReadonlyMap<string, BinSite>;
  #startsAt: EpochMs;
  readonly #agenda = new Agenda();
  readonly #localDay: LocalDay;
  readonly #damage = new Damage();
  readonly #habits: Habits;
  /** Grows whenever it is warmer or colder than before. */
  #warmths = 0;
  #people: Person[] = [];
  #guests = 0;
  #now: Instant;
  #sky: Sky;
  #weather: Weather | null = null;
  /** Grows whenever the light of the sky or the date is another one. */
  #changes = 0;

  constructor(
    scene: Scene,
    seed: number,
    startsAt: EpochMs,
    start: Instant = instant(0),
    habits: Habits = USUAL_HABITS,
  ) {
    this.#habits = habits;
    this.scene = scene;
    this.seed = seed;
    this.start = start;
    this.#startsAt = startsAt;
    this.#now = start;
    this.#localDay = new LocalDay(scene.timeZone);
    this.#sky = skyAt(scene, seed, startsAt);
    this.posts = new Map(scene.posts.map(({ name, atM }) => [name, new PostSite(name, atM, start)]));
    this.bins = new Map(
      scene.bins.map(({ name, atM, supply }) => [
        name,
        new BinSite(name, atM, this.#agenda, start, { make: habits.make, ...(supply === undefined ? {} : { supply }) }),
      ]),
    );
    this.#beginDate(start);
    this.advance(start);
  }

  get now(): Instant {
    return this.#now;
  }
  get wall(): EpochMs {
    return this.wallAt(this.#now);
  }
  get sky(): Sky {
    return this.#sky;
  }
  /** Everyone on the path, with their place in metres. */
  get people(): readonly (Person & { readonly atM: number })[] {
    return this.#people
      .filter(({ since, until }) => since <= this.#now && this.#now <= until)
      .map((one) => ({ ...one, atM: placeM(one, this.#now) }));
  }

  /** Moves on to a moment not before now; everything until then happens at its own moment. */
  advance(to: Instant): void {
    for (let next = this.#agenda.take(to); next !== null; next = this.#agenda.take(to)) {
      this.#now = next.at > this.#now ? next.at : this.#now;
      next.run(this.#now);
    }
    if (to > this.#now) this.#now = to;
    for (const bin of this.bins.values()) bin.moveTo(this.#now);
  }

  /** The next moment, strictly later than now, at which anything that a part shows can change. */
  nextChange(): Instant {
    let soon = sooner(this.#agenda.next, this.#damage.nextChange(this.#now));
    for (const bin of this.bins.values()) soon = sooner(soon, bin.nextChange());
    const next = soon ?? after(this.#now, millis(MINUTE));
    return next > this.#now ? next : instant(this.#now + 1);
  }

  /**
   * A number that is another one whenever a part of that device would show something else than before. While a clock drifts
   * it is NaN, which is never the same: it may show something else at any moment.
   */
  changesAround(device: string): number {
    if (this.#damage.nextChange(this.#now) !== null) return NaN;
    const post = this.posts.get(device);
    if (post !== undefined) return post.changes + this.#changes + this.#damage.changes;
    const bin = this.bins.get(device);
    if (bin === undefined) return NaN;
    const echo = Math.floor(this.wall / this.#habits.echoMs);
    return bin.changes + echo + this.#warmths + this.#changes + this.#damage.changes;
  }

  /** What a device's clock says, if it says anything. */
  clockOf(device: string): WallClock {
    return this.#damage.clockOf(device, this.#startsAt - this.start, this.#now);
  }

  /** Whether any clock in the street has lost its time. */
  get isClockLost(): boolean {
    return this.#damage.isClockLost;
  }

  /** What is wrong with a part; undefined: nothing. */
  faultOf(device: string, role: string): PartFault | undefined {
    return this.#damage.faultOf(device, role);
  }

  /** Someone comes along the whole street at walking pace, the lamp ahead of them to be lit in a few seconds. */
  walkSomeonePast(): void {
    this.#enter(guest(this.seed, GUESTS_FROM + this.#guests++, this.#now, lengthM(this.scene)));
  }

  throwLitter(bin: string): void {
    this.bins.get(bin)?.throwIn(between(60, 120, chance(this.seed, "guest litter", this.#guests++)), this.#now);
  }

  /** Something hard lies in the ram's way; the next stroke meets it early. */
  jamRam(bin: string): void {
    this.bins.get(bin)?.breakPress({ jamDownMm: 40 }, this.#now);
  }

  collect(bin: string): void {
    this.bins.get(bin)?.collect(this.#now);
  }

  /** Mains and battery of a device: without them its lamp is dark, its ram still, and its relay open. */
  cutPower(device: string, away: boolean): void {
    const post = this.posts.get(device);
    post?.cutPower(away, this.#now);
    if (post !== undefined) this.#warmUp(post, away);
    if (away) this.bins.get(device)?.cutPower(this.#now);
  }

  #warmUp(post: PostSite, away: boolean): void {
    const thisWarmUp = `warm-up ${post.name}`;
    this.#agenda.drop((of) => of === thisWarmUp);
    if (away) return;
    post.warmUp(true, this.#now);
    this.#agenda.add(after(this.#now, WARM_UP_MS), (at) => post.warmUp(false, at), thisWarmUp);
  }

  /**
   * It is another date from now on, for the sky, for people and litter, and for every clock. Whoever is on the path stays.
   * Monotonic time goes on.
   */
  moveWall(to: EpochMs): void {
    this.#startsAt = epochMs(to - (this.#now - this.start));
    this.#changes += 1;
    const here = new Set<unknown>(this.#people.filter(({ since }) => since <= this.#now));
    this.#people = this.#people.filter((one) => here.has(one));
    this.#agenda.drop((of) => of === THIS_DATE || (isPerson(of) && !here.has(of)));
    this.#beginDate(this.#now);
    this.advance(this.#now);
  }

  /** Other weather than the seed's; null: its own again. */
  changeWeather(weather: Weather | null): void {
    this.#weather = weather;
    this.#look();
  }

  loseClock(device: string): void {
    this.troubleClock(device, { kind: "lost" });
  }
  /** undefined: the clock is well again. */
  troubleClock(device: string, trouble: ClockTrouble | undefined): void {
    this.#damage.troubleClock(device, trouble);
  }
  /** A luminaire that stays dark and does not answer. */
  breakLamp(device: string): void {
    this.posts.get(device)?.breakLamp(true, this.#now);
    this.breakPart(device, "lamp", "no-answer");
  }
  breakPart(device: string, role: string, fault: PartFault): void {
    this.#damage.breakPart(device, role, fault);
  }
  mendPart(device: string, role: string): void {
    this.#damage.mendPart(device, role);
  }

  /** Does something at its own moment, or now if that is past. */
  plan(at: Instant, run: (at: Instant) => void): void {
    this.#agenda.add(at > this.#now ? at : this.#now, run);
  }

  /** Repairs everything that was broken by hand or by a plan; what devices have latched they keep. */
  mendEverything(): void {
    this.#damage.clear();
    this.changeWeather(null);
    for (const post of this.posts.values()) post.breakLamp(false, this.#now);
    for (const bin of this.bins.values()) bin.mend(this.#now);
  }

  /** Deviation of a bin's echo in this minute: a few millimetres, as a still heap shows. See {@link Habits}. */
  noiseMm(bin: string): number {
    return Math.round(between(-2, 2, chance(this.seed, `echo ${bin}`, Math.floor(this.wall / this.#habits.echoMs))));
  }

  wallAt(now: Instant): EpochMs {
    return epochMs(now + (this.#startsAt - this.start));
  }

  #beginDate(at: Instant): void {
    this.#onThisDate(at, this.#minute);
    this.#onThisDate(at, this.#hour);
  }

  #onThisDate(at: Instant, run: (at: Instant) => void): void {
    this.#agenda.add(at, run, THIS_DATE);
  }

  readonly #minute = (at: Instant): void => {
    for (const bin of this.bins.values()) bin.supply(this.#habits.mains ? FULL_SUN_LUX : this.#sky.lux, at);
    this.#look();
    const wall = this.wallAt(at);
    const { lookMs } = this.#habits;
    this.#onThisDate(instant(at + lookMs - (wall % lookMs)), this.#minute);
  };

  #look(): void {
    const { lux: before, temperatureC } = this.#sky;
    this.#sky = skyAt(this.scene, this.seed, this.wall, this.#weather);
    if (this.#sky.lux !== before && this.posts.size > 0) this.#changes += 1;
    if (this.#sky.temperatureC !== temperatureC) this.#warmths += 1;
    for (const post of this.posts.values()) post.setSky(this.#sky, this.#now);
  }

  readonly #hour = (at: Instant): void => {
    const wall = this.wallAt(at);
    const hour = Math.floor(wall / HOUR);
    const hourStart = at - (wall % HOUR);
    const localHour = this.#localDay.hourOf(epochMs(hour * HOUR));
    this.#people = this.#people.filter(({ until }) => until >= at);
    const people =
      this.posts.size === 0 && !this.#habits.people
        ? []
        : arrivals(this.seed, hour, localHour, hourStart, lengthM(this.scene));
    for (const one of people) {
      if (one.since >= at) this.#enter(one);
    }
    const when = { seed: this.seed, hour, localHour, hourStart, from: at };
    for (const bin of this.bins.values()) planHour(this.#habits, bin, when, (due, run) => this.#onThisDate(due, run));
    this.#onThisDate(instant(hourStart + HOUR), this.#hour);
  };

  #enter(one: Person): void {
    this.#people.push(one);
    for (const post of this.posts.values()) {
      const near = within(one, post.atM, POST_GAP_M / 2);
      const seen = within(one, post.atM, SIGHT_M);
      if (near !== null) this.#while(one, near, (comes, at) => post.near(comes, at));
      if (seen !== null) this.#while(one, seen, (comes, at) => post.sight(comes, at));
    }
  }

  #while(one: Person, [from, to]: readonly [Instant, Instant], tell: (comes: boolean, at: Instant) => void): void {
    this.#agenda.add(from, (at) => tell(true, at), one);
    this.#agenda.add(to, (at) => tell(false, at), one);
  }
}
