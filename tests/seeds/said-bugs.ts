import type { Mutant } from "../mutants/mutants.ts";

/** Of what a device does to its press, and says of itself: each breaks a law that no other bug breaks. */
export const SAID_BUGS: readonly Mutant[] = [
  {
    name: "a hopper that is let open while the ram goes down",
    file: "device/bin/press/outputs.ts",
    find: 'EXTEND: "locked",',
    put: 'EXTEND: "free",',
  },
  {
    name: "a state of another version of the contract",
    file: "device/link/session/announcement.ts",
    find: "const message: StateMessage = { v: 1,",
    put: "const message: StateMessage = { v: 2 as 1,",
  },
  {
    name: "a time that is not known, and is said to be of 1970",
    file: "device/link/outbox/records.ts",
    find: "ts: known ? Math.round(moment.ts) : null,",
    put: "ts: known ? Math.round(moment.ts) : 0,",
  },
  {
    name: "records that are numbered from the newest on",
    file: "device/link/store/shelf.ts",
    find: "this.#shelve(drafts.filter((draft) => draft.class === of))",
    put: "this.#shelve(drafts.filter((draft) => draft.class === of).reverse())",
  },
  {
    name: "a twin that is never told",
    file: "device/link/settings/settings.ts",
    find: "if (message.payload === this.#told) return [];",
    put: "if (this.#told !== null) return [];",
  },
  {
    name: "a twin that tells what is wanted, and not what is in force",
    file: "device/link/settings/twin-message.ts",
    find: "state: wanted(twin)?.desired.state ?? {},",
    put: "state: newest?.desired.state ?? {},",
  },
  {
    name: "bad settings that are said to be pending",
    file: "device/link/settings/twin-message.ts",
    find: 'rejected: "rejected",',
    put: 'rejected: "pending",',
  },
  {
    name: "settings that only a person on site may set, and that are taken",
    file: "config/desired.ts",
    find: "if (requiresRestart.length > 0) return",
    put: "if (requiresRestart.length > 99) return",
  },
  {
    name: "a double that is answered with another code",
    file: "device/link/commands/commands.ts",
    find: "const reports = [answerOf(entry, entry.code, result)];",
    put: "const reports = [answerOf(entry, 500, result)];",
  },
  {
    name: "a refusal that nobody counts",
    file: "device/link/counted.ts",
    find: "entry.count += times;",
    put: "entry.count += 0 * times;",
  },
];
