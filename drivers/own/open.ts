import { pathToFileURL } from "node:url";
import { faulty, type Failed } from "../../device/measure/reading.ts";
import type { DriverContext, OpenPart } from "../catalog.ts";
import type { LineListener, SerialLine } from "../serial/serial-line.ts";
import { Unloaded } from "../unloaded.ts";
import { findOwn } from "./folder.ts";

/** What a driver of one's own is given: as those that come with gaturum, and a way to a serial port. */
export type OwnContext = DriverContext & {
  /** Opened again for ever; it never throws. `listener` is called from the event loop, so it may latch and nothing more. */
  readonly serial: (path: string, baudRate: number, listener: LineListener) => Promise<SerialLine>;
};
/** `driver.ts` of one's own exports this. */
export type OpenOwn = (context: OwnContext) => OpenPart | Promise<OpenPart>;
type Call = (...given: unknown[]) => unknown;

/** Every call that a contract of device/hal may have, beside `close`. */
const CALLS = ["read", "set", "setLevel", "drive", "halt"] as const;

/** Opens a part by a driver of one's own; undefined: there is none of that name. One that is refused is a broken part. */
export function ownOpener(driver: string): ((context: DriverContext) => Promise<OpenPart>) | undefined {
  const found = findOwn(driver);
  if (found === null) return undefined;
  return async (context) => {
    if (!found.ok) {
      const { wrong, instead } = found.refused;
      context.log(`${context.part.name}: ${wrong}. ${instead}`);
      return new Unloaded(context.part.name, context.now(), `${wrong}. ${instead}`);
    }
    const module = (await import(pathToFileURL(found.own.driver).href)) as { readonly open?: unknown };
    if (typeof module.open !== "function") throw new Error(`${found.own.driver} exports no function "open"`);
    return guarded(await (module.open as OpenOwn)({ ...context, serial }), context);
  };
}

const serial: OwnContext["serial"] = async (path, baudRate, listener) => {
  const { SerialLine } = await import("../serial/serial-line.ts");
  return new SerialLine(path, baudRate, listener);
};

/** A mistake in somebody's driver is a fault of that part, and not the end of the lamp. It is told once. */
function guarded(part: OpenPart, { part: { name }, now, log }: DriverContext): OpenPart {
  const calls = part as unknown as Record<string, Call | undefined>;
  let isTold = false;
  const broken = (mistake: unknown): Failed => {
    const detail = `its own driver threw: ${String(mistake)}. Mend the driver.`;
    if (!isTold) log(`${name}: ${detail}`);
    isTold = true;
    return faulty(name, "broken", now(), detail);
  };
  for (const call of CALLS) {
    const own = calls[call];
    if (typeof own !== "function") continue;
    calls[call] = (...given) => {
      try {
        return own.apply(part, [...given]);
      } catch (mistake) {
        return broken(mistake);
      }
    };
  }
  return part;
}
