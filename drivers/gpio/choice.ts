import type { Backend } from "./settings.ts";

type Way = Exclude<Backend, "auto">;

/** Whether a way is there; `why` is for a person, and says what was looked for. */
export type Looked = { readonly there: boolean; readonly why: string };
export type Choice = { readonly way: Way | null; readonly why: string };

/** The character device first, then sysfs. What is asked for by name is taken or refused, never replaced. */
export function chooseBackend(wanted: Backend, looked: Readonly<Record<Way, Looked>>): Choice {
  if (wanted !== "auto") {
    const { there, why } = looked[wanted];
    return there
      ? { way: wanted, why: `${why}, as the config asks` }
      : { way: null, why: `the config asks for the ${wanted}, and ${why}. Write auto, or look at the kernel.` };
  }
  const { "character-device": device, sysfs } = looked;
  if (device.there) return { way: "character-device", why: device.why };
  if (sysfs.there) return { way: "sysfs", why: `${device.why}; ${sysfs.why}` };
  return { way: null, why: `${device.why}, and ${sysfs.why}. Is this a board with GPIO?` };
}
