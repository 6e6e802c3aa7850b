import type { Happening } from "../config/scenario.ts";
import type { MemoryCity } from "../device/together/memory-city.ts";
import { after, instant, millis, type Instant } from "../device/measure/time.ts";
import type { SimulatedStreet } from "./simulated-street.ts";

type Network = Pick<MemoryCity, "cut">;

/** Writes what happens into the street's agenda, and its end where it has one. */
export function play(happening: Happening, street: SimulatedStreet, network: Network): void {
  const { world } = street;
  const start = instant(world.start + happening.atMs);
  const plan = (at: Instant, run: (at: Instant) => void): void => {
    world.plan(at, (now) => {
      run(now);
      street.poked();
    });
  };
  const { begin, end } = deeds(happening, street, network);
  const forMs = "forMs" in happening ? happening.forMs : 0;
  for (let time = 0; time < timesOf(happening); time++) {
    const at = after(start, millis(time * everyOf(happening)));
    plan(at, begin);
    if (end !== undefined && forMs > 0) plan(after(at, millis(forMs)), end);
  }
}

const timesOf = (happening: Happening): number => ("times" in happening ? happening.times : 1);
const everyOf = (happening: Happening): number => ("everyMs" in happening ? happening.everyMs : 0);

type Deeds = { readonly begin: (at: Instant) => void; readonly end?: (at: Instant) => void };

function deeds(happening: Happening, street: SimulatedStreet, network: Network): Deeds {
  const { world } = street;
  const names = "device" in happening ? street.sitesOf(happening.device).map(({ device }) => device.config.device) : [];
  const bins = names.flatMap((name) => world.bins.get(name) ?? []);
  switch (happening.do) {
    case "walk":
      return { begin: () => world.walkSomeonePast() };
    case "litter":
      return { begin: () => bins.forEach(({ name }) => world.throwLitter(name)) };
    case "collect":
      return { begin: (at) => bins.forEach((bin) => bin.collect(at, { leavesPct: happening.leavesPct })) };
    case "jam":
      return {
        begin: () => bins.forEach(({ name }) => world.jamRam(name)),
        end: (at) => bins.forEach((bin) => bin.breakPress({ jamDownMm: null }, at)),
      };
    case "battery":
      return { begin: () => bins.forEach((bin) => bin.charge(happening.chargePct)) };
    case "hang-bag":
      return {
        begin: () => bins.forEach((bin) => bin.echo.disturb({ hangingMm: happening.belowMm })),
        end: () => bins.forEach((bin) => bin.echo.disturb({ hangingMm: null })),
      };
    case "force-flap":
      return { begin: () => bins.forEach((bin) => bin.forceFlap(happening.openMs)) };
    case "contact": {
      const { contact } = happening;
      const turn = (at: Instant) => bins.forEach((bin) => bin.set(contact, !bin.contact(contact).active, at));
      return { begin: turn, end: turn };
    }
    case "press":
      return { begin: (at) => bins.forEach((bin) => bin.push(happening.button, at)) };
    case "break":
      return {
        begin: () => names.forEach((name) => world.breakPart(name, happening.role, happening.says)),
        end: () => names.forEach((name) => world.mendPart(name, happening.role)),
      };
    case "lose-clock":
      return {
        begin: () => names.forEach((name) => world.loseClock(name)),
        end: () => names.forEach((name) => world.troubleClock(name, undefined)),
      };
    case "cut-network":
      return { begin: () => network.cut(true), end: () => network.cut(false) };
    case "power-cut": {
      const sites = street.sitesOf(happening.device);
      return {
        begin: () => sites.forEach((site) => site.cutPower()),
        end: () => sites.forEach((site) => site.returnPower()),
      };
    }
    case "weather":
      return { begin: () => world.changeWeather(happening), end: () => world.changeWeather(null) };
    case "mend":
      return {
        begin: () => {
          world.mendEverything();
          network.cut(false);
        },
      };
  }
}
