import { pathToFileURL } from "node:url";
import type { DriverContext, OpenPart } from "../catalog.ts";
import type { LineListener, SerialLine } from "../serial/serial-line.ts";
import { Unloaded } from "../unloaded.ts";
import { findOwn } from "./folder.ts";
import { Guard } from "./guard.ts";

/** What a driver of one's own is given: as those that come with gaturum, and a way to a serial port. */
export type OwnContext = DriverContext & {
  /** Opened again for ever; it never throws. `listener` is called from the event loop, so it may latch and nothing more. */
  readonly serial: (path: string, baudRate: number, listener: LineListener) => Promise<SerialLine>;
};
/** `driver.ts` of one's own exports this. */
export type OpenOwn = (context: OwnContext) => OpenPart | Promise<OpenPart>;

/** From loading a driver to its part. Our choice: a port opens within milliseconds, a slow board within two seconds. */
export const OPEN_MS = 5_000;

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
    return inTime(load(found.own.driver, context));
  };
}

async function load(driver: string, context: DriverContext): Promise<OpenPart> {
  const guard = new Guard(context);
  const serial: OwnContext["serial"] = async (path, baudRate, listener) => {
    const { SerialLine } = await import("../serial/serial-line.ts");
    return new SerialLine(path, baudRate, guard.listener(listener));
  };
  const module = (await import(pathToFileURL(driver).href)) as { readonly open?: unknown };
  if (typeof module.open !== "function") throw new Error(`${driver} exports no function "open"`);
  return guard.part(await (module.open as OpenOwn)({ ...context, serial }));
}

/** `opening`, for a while: control waits for no driver of somebody's for ever. */
async function inTime(opening: Promise<OpenPart>): Promise<OpenPart> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      // Opened after all, it is let go of; nobody has it, whatever it says then.
      opening.then((part) => part.close()).catch(() => undefined);
      reject(new Error(`it did not open within ${OPEN_MS / 1_000} s`));
    }, OPEN_MS);
  });
  try {
    return await Promise.race([opening, late]);
  } finally {
    clearTimeout(timer);
  }
}
