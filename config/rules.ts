import { SUNSET_DEG } from "../device/lamp/program/sun-events.ts";
import { isZone } from "../device/measure/local-time.ts";
import type { QuantityKind } from "../device/measure/setting.ts";
import type { Values } from "./reader.ts";
import { shown } from "./value.ts";

/** A rule between keys: the keys it is about, what is wrong, what to write. Missing values were told already. */
export type Broken = { readonly paths: readonly string[]; readonly wrong: string; readonly instead: string };

/** The least distance between empty and full from which a percentage means anything: two frames of noise are 1 %. */
export const SPAN_MIN_MM = 250;

export function deviceRules(values: Values): readonly Broken[] {
  const { broker, updates, tls } = (values["city"] ?? {}) as Values;
  const addresses = Object.entries({ broker, updates }).flatMap(([key, url]): readonly Broken[] =>
    typeof url !== "string" || URL.canParse(url)
      ? []
      : [{ paths: [`city.${key}`], wrong: `"${url}" is no address`, instead: AN_ADDRESS }],
  );
  return [...tlsRules(broker, (tls ?? {}) as Values), ...addresses];
}

const AN_ADDRESS = "Write a name, an IPv4 address, or an IPv6 address in brackets.";

function tlsRules(broker: unknown, { ca, certificate, key }: Values): readonly Broken[] {
  const given = Object.entries({ ca, certificate, key }).filter(([, path]) => typeof path === "string");
  if (given.length > 0 && typeof broker === "string" && !broker.startsWith("mqtts:")) {
    const paths = ["city.broker", ...given.map(([name]) => `city.tls.${name}`)];
    return [{ paths, wrong: `${broker} has no TLS`, instead: "Write mqtts://, or take city.tls out." }];
  }
  if ((typeof certificate === "string") === (typeof key === "string")) return [];
  const wrong = "a certificate is of use with its key alone";
  return [{ paths: ["city.tls.certificate", "city.tls.key"], wrong, instead: "Write both, or neither." }];
}

export function lampRules(lamp: Values): readonly Broken[] {
  const night = (lamp["night"] ?? {}) as Values;
  const hops = (lamp["neighbours"] ?? {}) as Values;
  return [
    ...inOrder("share", ["lamp.floor", lamp["floorPct"]], ["lamp.base", lamp["basePct"]]),
    ...inOrder("share", ["lamp.base", lamp["basePct"]], ["lamp.boost", lamp["boostPct"]]),
    ...inOrder("light", ["lamp.night.cellOn", night["cellOnLux"]], ["lamp.night.cellOff", night["cellOffLux"]]),
    ...inOrder(
      "count",
      ["lamp.neighbours.nearHops", hops["nearHops"]],
      ["lamp.neighbours.aheadHops", hops["aheadHops"]],
    ),
    ...luminaireRules((lamp["luminaire"] ?? {}) as Values),
  ];
}

/** What a person should know of a lamp that is taken as it is. */
export function lampNotes({ supply, night }: Values): readonly Broken[] {
  const { sunBelowDeg } = (night ?? {}) as Values;
  if (supply !== "switched" || typeof sunBelowDeg !== "number" || sunBelowDeg >= SUNSET_DEG) return [];
  return [
    {
      paths: ["lamp.night.sunBelow", "lamp.supply"],
      wrong: `supply: switched gives it mains with the street's lamps, which may be before ${shown("angle", sunBelowDeg)}: it would start and stay dark until then`,
      instead: `Write sunBelow: ${SUNSET_DEG} deg, as config/bus-shelter.yaml has it.`,
    },
  ];
}

function luminaireRules(luminaire: Values): readonly Broken[] {
  const { maintenancePct, maintenanceHours } = luminaire;
  const power = inOrder(
    "power",
    ["lamp.luminaire.powerLeast", luminaire["powerLeastW"]],
    ["lamp.luminaire.powerFull", luminaire["powerFullW"]],
  );
  const broken = [...power, ...depreciationRules(luminaire)];
  if (typeof maintenancePct !== "number" || maintenancePct === 100 || maintenanceHours !== 0) return broken;
  const wrong = `maintenance (${shown("share", maintenancePct)}) does nothing while maintenanceHours is 0`;
  const paths = ["lamp.luminaire.maintenance", "lamp.luminaire.maintenanceHours"];
  return [...broken, { paths, wrong, instead: "Write maintenanceHours, the hours lit between two cleanings." }];
}

function depreciationRules({ constantLight, depreciation }: Values): readonly Broken[] {
  if (!Array.isArray(depreciation)) return [];
  const path = "lamp.luminaire.depreciation";
  const steps = depreciation as readonly Values[];
  if (constantLight === "controller" && steps.length === 0) {
    const wrong = "constantLight: controller needs to know how the lamp ages";
    const instead = "Add depreciation, beginning with - { hours: 0, output: 80 % }, or write off.";
    return [{ paths: ["lamp.luminaire.constantLight"], wrong, instead }];
  }
  if (constantLight === "driver" && steps.length > 0) {
    const wrong = "constantLight: driver says that the driver keeps its light, and it must not be done twice";
    return [{ paths: [path], wrong, instead: "Take depreciation out, or write constantLight: controller." }];
  }
  return steps.flatMap(({ hours }, index): readonly Broken[] => {
    const paths = [`${path}.${index + 1}.hours`];
    if (typeof hours !== "number") return [];
    if (index === 0) return hours === 0 ? [] : [{ paths, wrong: "the first is not at 0 hours", instead: FIRST }];
    const before = steps[index - 1]?.["hours"];
    if (typeof before !== "number" || before < hours) return [];
    return [{ paths, wrong: `${hours} is not above ${before}, the one before it`, instead: "Put the hours in order." }];
  });
}

const FIRST = "Begin with what the new lamp has, such as { hours: 0, output: 80 % }.";

/** A press that is not moved fails its own self-test: its watchdog relay is never let go of. */
export function observeRules(mode: unknown, { press }: Values): readonly Broken[] {
  if (mode !== "observe" || press === null) return [];
  const wrong =
    "observe moves nothing, the watchdog relay neither: the press would fail its self-test and lock itself out";
  const instead =
    "Write mode: active, or take bin.press and its parts out: then it measures and reports, and nothing moves.";
  return [{ paths: ["mode", "bin.press"], wrong, instead }];
}

export function binRules(bin: Values): readonly Broken[] {
  const press = bin["press"] as Values | null | undefined;
  return [
    ...span(bin),
    ...inOrder("share", ["bin.hysteresis", bin["hysteresisPct"]], ["bin.warn", bin["warnPct"]]),
    ...inOrder("share", ["bin.warn", bin["warnPct"]], ["bin.full", bin["fullPct"]]),
    ...inOrder("share", ["bin.full", bin["fullPct"]], ["bin.critical", bin["criticalPct"]]),
    ...zone(bin),
    ...(press == null ? [] : pressRules(bin, press)),
  ];
}

function zone({ zone }: Values): readonly Broken[] {
  if (typeof zone !== "string" || isZone(zone)) return [];
  return [
    { paths: ["bin.zone"], wrong: `"${zone}" is no time zone`, instead: "Write a zone such as Europe/Stockholm." },
  ];
}

function pressRules(bin: Values, press: Values): readonly Broken[] {
  const hourly = ["bin.press.strokesPerHourMax", press["strokesPerHourMax"]] as const;
  return [
    ...inOrder("current", ["bin.press.turning", press["turningMa"]], ["bin.press.press", press["pressMa"]]),
    ...inOrder(
      "current",
      ["bin.press.turning", press["turningMa"]],
      ["bin.press.retractStall", press["retractStallMa"]],
    ),
    ...inOrder("count", hourly, ["bin.press.strokesPerDayMax", press["strokesPerDayMax"]]),
    ...reach(bin, press),
    ...quietRules(press["quiet"] as Values | null | undefined),
    ...limits((bin["energy"] ?? {}) as Values, press),
  ];
}

function quietRules(quiet: Values | null | undefined): readonly Broken[] {
  if (quiet == null) return [];
  const { from, to, zone } = quiet;
  const always =
    typeof from === "string" && from === to
      ? [
          {
            paths: ["bin.press.quiet.to", "bin.press.quiet"],
            wrong: `from and to are both ${from}`,
            instead: "Make them differ, or take quiet out.",
          },
        ]
      : [];
  if (typeof zone !== "string" || isZone(zone)) return always;
  const wrong = `${zone} is no zone that this computer knows`;
  return [...always, { paths: ["bin.press.quiet.zone"], wrong, instead: "Write a zone such as Europe/Stockholm." }];
}

/** One key with its value. */
export type Keyed = readonly [path: string, value: Values[string] | undefined];

/** The first may not be above the second. Told at the first that stands in the file. */
export function inOrder(kind: QuantityKind | "count", [low, below]: Keyed, [high, above]: Keyed): readonly Broken[] {
  if (typeof below !== "number" || typeof above !== "number" || below <= above) return [];
  const [lowName, highName] = [lastOf(low), lastOf(high)];
  const wrong = `${lowName} (${shown(kind, below)}) is above ${highName} (${shown(kind, above)})`;
  return [{ paths: [low, high], wrong, instead: `Lower ${lowName} or raise ${highName}.` }];
}

const lastOf = (path: string): string => path.split(".").at(-1) ?? path;

function span({ emptyMm, fullMm }: Values): readonly Broken[] {
  if (typeof emptyMm !== "number" || typeof fullMm !== "number") return [];
  const spanMm = emptyMm - fullMm;
  const [height, fullAt] = [shown("length", emptyMm), shown("length", fullMm)];
  if (spanMm < 0) {
    const wrong = `height (${height}) is less than fullAt (${fullAt}): they are swapped, or one is not measured from the sensor`;
    const instead = `Both are measured down from the sensor, and the floor is further away: height: ${fullAt} and fullAt: ${height}?`;
    return [{ paths: ["bin.height", "bin.fullAt"], wrong, instead }];
  }
  if (spanMm >= SPAN_MIN_MM) return [];
  const wrong = `only ${shown("length", spanMm)} from height (${height}) up to fullAt (${fullAt}), and it takes ${SPAN_MIN_MM} mm to tell how full it is`;
  const instead =
    "Measure both down from the sensor again: height to the floor of the empty bin, fullAt to the full line.";
  return [{ paths: ["bin.fullAt"], wrong, instead }];
}

const limits = ({ shutdownPct, commsOnlyPct }: Values, { lowChargePct }: Values): readonly Broken[] => [
  ...inOrder("share", ["bin.energy.shutdown", shutdownPct], ["bin.energy.commsOnly", commsOnlyPct]),
  ...inOrder("share", ["bin.energy.commsOnly", commsOnlyPct], ["bin.press.lowCharge", lowChargePct]),
];

/** A ram whose stroke ends below the floor would press on the bin itself, and call it litter. */
function reach({ emptyMm }: Values, { plateAtTopMm, strokeMm }: Values): readonly Broken[] {
  if (typeof emptyMm !== "number" || typeof plateAtTopMm !== "number" || typeof strokeMm !== "number") return [];
  const reachMm = plateAtTopMm + strokeMm;
  if (reachMm <= emptyMm) return [];
  const wrong = `plateAtTop and stroke (${shown("length", reachMm)}) reach below the floor (${shown("length", emptyMm)})`;
  const paths = ["bin.press.stroke", "bin.press.plateAtTop", "bin.height"];
  return [{ paths, wrong, instead: "Measure all three down from the sensor, or choose a shorter stroke." }];
}
