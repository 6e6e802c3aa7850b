import { buildTopic, clientIdOf } from "../../device/contract/topics.ts";
import type { MemoryBroker } from "../../device/link/session/memory-broker.ts";
import { instant, millis, minutes, seconds } from "../../device/measure/time.ts";
import { inject } from "../../hal-mocks/faults.ts";
import type { SimulatedStreet } from "../../hal-mocks/simulated-street.ts";
import { chance } from "../../hal-mocks/random.ts";
import type { Backend } from "./backend.ts";
import { LATENCY_MS } from "./backend.ts";
import type { LightLaw } from "./laws.ts";
import { DEVICES, POST, type Act, type DeviceName } from "./plan.ts";
import type { Sessions } from "./sessions.ts";
import type { Site } from "./site.ts";

/** A backend sees that a broker has nothing any more, and says all of it again. */
const NOTICES_MS = seconds(30);
/** A broker finds out that a connection is gone when the next one has long begun. */
const WILL_LATE_MS = minutes(5);
/** Power that goes with it is back after this. */
const CUT_MS = minutes(1);
/** A link that is to be killed upon a report or a command is waited for so long. */
const WAITS_MS = minutes(20);
/** A command that link is to be killed upon is on its way for less than this. */
const ON_ITS_WAY_MS = 100;

type ActsParts = {
  readonly street: SimulatedStreet;
  readonly broker: MemoryBroker;
  readonly sessions: Sessions;
  readonly backend: Backend;
  readonly light: LightLaw;
  readonly siteOf: (device: string) => Site;
  readonly tenant: string;
  readonly seed: number;
};

/** Does to a street what acts say. */
export class Acts {
  readonly #parts: ActsParts;
  /** Of what can be done to one thing several times at once: how often it is now. */
  readonly #times = new Map<string, number>();

  constructor(parts: ActsParts) {
    this.#parts = parts;
  }

  begin(act: Act): void {
    const { street } = this.#parts;
    const end = this.#started(act);
    street.poked();
    if (end === null || !("forMs" in act)) return;
    street.time.after(millis(act.forMs), () => {
      end();
      street.poked();
    });
  }

  /** Does what the act says, and returns what ends it; null: it is over at once. */
  #started(act: Act): (() => void) | null {
    const { broker, backend, siteOf } = this.#parts;
    switch (act.what) {
      case "fault":
        return this.#fault(act);
      case "blind":
        return this.#blind();
      case "power":
        return this.#power(act.device);
      case "link":
        this.#link(act);
        return null;
      case "disk":
        return this.#disk(act, siteOf(act.device));
      case "receiver":
        backend.leave(act.how);
        return this.#while("receiver", () => backend.comeBack());
      case "late":
        broker.wipe();
        backend.leave("lost");
        return this.#while("receiver", () => backend.comeBack());
      case "forgets":
        backend.forget(act.device, act.count);
        return null;
      case "receipt": {
        const client = clientIdOf(this.#parts.tenant, act.device);
        broker.cut(client);
        backend.receipts?.tooMuch(act.device);
        return this.#while(`network ${act.device}`, () => broker.mend(client));
      }
      case "command":
        backend.commander.ask(act.how === "group" ? DEVICES : [act.device], act.name, act.how);
        return null;
      case "settings":
        backend.settlerOf(act.device).desire(act.how, act.share);
        return null;
      case "network":
      case "refused":
      case "forbidden":
      case "slow":
      case "doubles":
      case "wiped":
        return this.#toBroker(act);
    }
  }

  #toBroker(
    act: Extract<Act, { what: "network" | "refused" | "forbidden" | "slow" | "doubles" | "wiped" }>,
  ): (() => void) | null {
    const { broker, backend, sessions, tenant } = this.#parts;
    switch (act.what) {
      case "network": {
        const client = act.device === "all" ? undefined : clientIdOf(tenant, act.device);
        broker.cut(client);
        return this.#while(`network ${act.device}`, () => broker.mend(client));
      }
      case "refused":
        broker.faults.refuse = act.code;
        return this.#while("refused", () => (broker.faults.refuse = null));
      case "forbidden": {
        const topic = buildTopic({ at: "batch", tenant, device: act.device });
        broker.faults.refusedPublishes.set(topic, act.code);
        return this.#while(topic, () => broker.faults.refusedPublishes.delete(topic));
      }
      case "slow":
        broker.latencyMs = millis(act.latencyMs);
        return this.#while("slow", () => (broker.latencyMs = LATENCY_MS));
      case "doubles":
        sessions.doubles = backend.doubles = true;
        return this.#while("doubles", () => (sessions.doubles = backend.doubles = false));
      case "wiped":
        broker.wipe();
        sessions.forget();
        this.#beginAnew();
        return null;
    }
  }

  /** What the broker takes until its backend has noticed goes to nobody. */
  #beginAnew(): void {
    const { backend, street } = this.#parts;
    backend.leave("lost");
    const isBack = this.#while("receiver", () => backend.comeBack());
    street.time.after(NOTICES_MS, () => {
      isBack();
      backend.again();
    });
  }

  /** Of several at once the last one to end ends it. */
  #while(what: string, end: () => void): () => void {
    this.#times.set(what, (this.#times.get(what) ?? 0) + 1);
    return () => {
      const left = (this.#times.get(what) ?? 1) - 1;
      this.#times.set(what, left);
      if (left === 0) end();
    };
  }

  #fault({ at, device, fault, forMs }: Extract<Act, { what: "fault" }>): () => void {
    const { street, light, siteOf } = this.#parts;
    const until = instant(at + forMs);
    inject(street.world, [{ at, until, device, fault }]);
    if (fault.what === "clock" && fault.trouble.kind === "lie") siteOf(device).lies.push({ from: at, until });
    if (fault.what === "clock") siteOf(device).lostSince = fault.trouble.kind === "lost" ? at : null;
    if (device === POST) light.begin();
    return () => {
      if (fault.what === "clock") siteOf(device).lostSince = null;
      if (device !== POST) return;
      // Whatever ends, its clock and its photocell may be well from now on.
      light.seeing();
      light.end(street.time.now());
    };
  }

  #blind(): () => void {
    const { street, light, siteOf } = this.#parts;
    siteOf(POST).lostSince = street.time.now();
    street.world.troubleClock(POST, { kind: "lost" });
    street.world.breakPart(POST, "daylight", "disconnected");
    light.begin();
    light.blind(street.time.now());
    return this.#while("blind", () => {
      siteOf(POST).lostSince = null;
      street.world.troubleClock(POST, undefined);
      street.world.mendPart(POST, "daylight");
      light.seeing();
      light.end(street.time.now());
    });
  }

  #power(device: string): () => void {
    const { street, light, siteOf } = this.#parts;
    siteOf(device).died(street.time.now());
    for (const site of street.sitesOf(device)) site.cutPower();
    if (device === POST) {
      light.begin();
      light.seeing();
    }
    return () => {
      for (const site of street.sitesOf(device)) site.returnPower();
      if (device === POST) light.end(street.time.now());
    };
  }

  #link({ device, upon, afterMs, diskMs, at }: Extract<Act, { what: "link" }>): void {
    const { street, siteOf, backend, sessions, tenant, seed } = this.#parts;
    const site = siteOf(device);
    const kill = (): void => {
      site.diskMs = 0;
      // Control, too: as long as it lives it answers the next link, and nobody has to judge what was begun.
      if (upon === "command" && chance(seed, "cut upon", at) < 0.5) {
        street.time.after(CUT_MS, this.#power(device));
        street.poked();
        return;
      }
      site.died(street.time.now());
      for (const powered of street.sitesOf(device)) powered.restartLink();
    };
    if (upon === "now") {
      sessions.willLate(clientIdOf(tenant, device), WILL_LATE_MS);
      kill();
      return;
    }
    // A command is written three times: received, begun, done. Each of these is to be hit.
    site.diskMs = upon === "command" ? diskMs % (ON_ITS_WAY_MS / 3) : diskMs;
    let isDone = false;
    const killSoon = (): void => {
      if (isDone) return;
      isDone = true;
      street.time.after(millis(upon === "command" ? afterMs % ON_ITS_WAY_MS : afterMs), kill);
    };
    street.time.after(WAITS_MS, killSoon);
    if (upon === "report") site.onReport = killSoon;
    else {
      const name = chance(seed, "killed upon", at) < 0.5 ? "snapshot" : "selftest";
      backend.commander.ask([device], name, "good");
      killSoon();
    }
  }

  #disk({ fault, latencyMs, device }: Extract<Act, { what: "disk" }>, site: Site): () => void {
    const { disk } = site;
    const name = device satisfies DeviceName;
    if (fault !== "slow") site.beginFault();
    const over = (what: () => void): (() => void) => {
      const end = this.#while(`disk ${fault} ${name}`, what);
      return () => {
        end();
        if (fault !== "slow") site.endFault(this.#parts.street.time.now());
      };
    };
    switch (fault) {
      case "slow":
      case "stalls":
        site.diskMs = latencyMs;
        return over(() => (site.diskMs = 0));
      case "full":
        disk.isFull = true;
        return over(() => (disk.isFull = false));
      case "failing":
      case "corrupt":
        disk.broken = { cause: fault, detail: "as the plan has it" };
        return over(() => {
          if (disk.broken?.cause === fault) disk.broken = null;
        });
    }
  }
}
