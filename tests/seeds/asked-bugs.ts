import type { Mutant } from "../mutants/mutants.ts";

/** Of what a city asks and wants. */
export const ASKED_BUGS: readonly Mutant[] = [
  {
    name: "a command that nobody looks at the signature of",
    file: "device/link/commands/verdict.ts",
    find: 'if (!isSignedBy(command, key)) return refused("signature", command.kid);',
    put: "",
  },
  {
    name: "a command for another device that is done",
    file: "device/link/commands/verdict.ts",
    find: "if (audience === null || command.aud !== audience)",
    put: "if (audience === null)",
  },
  {
    name: "a window of counters that is ignored",
    file: "device/link/commands/window.ts",
    find: "if (-ahead >= COUNTER_WINDOW || was.taken.includes(-ahead)) return null;",
    put: "",
  },
  {
    name: "a double that is done",
    file: "device/link/commands/commands.ts",
    find: "const waiting = this.#unsettled.get(entry.id);",
    put: "this.#running.begin(entry);\n    const waiting = this.#unsettled.get(entry.id);",
  },
  {
    name: "a PUBACK of a command before it is durable",
    file: "device/link/commands/commands.ts",
    find: "const waiting = [mail.taken];",
    put: "const waiting: (() => void)[] = [];\n    mail.taken();",
  },
  {
    name: "a command that may run once and runs again after a kill",
    file: "device/link/commands/running.ts",
    find: 'const again = entry.state === "received" || commandNamed(entry.name)?.repeatable === true;',
    put: "const again = commandNamed(entry.name) !== null;",
  },
  {
    name: "a command taken without a challenge although the time is not known",
    file: "device/link/commands/verdict.ts",
    find: "if (!fresh && (wallMs === null || isFirst))",
    put: "if (!fresh && isFirst)",
  },
  {
    name: "settings that count as applied without a probe",
    file: "device/link/settings/twin.ts",
    find: "const probedUntil = input.connects ? null : after(time.now, PROBE_MS);",
    put: "const probedUntil = input.connects ? null : time.now;",
  },
  {
    name: "older settings that are taken",
    file: "device/link/settings/twin.ts",
    find: 'if (id.epoch === epoch && id.version < version) return { ...stay(was), refusal: "version" };',
    put: "",
  },
  {
    name: "a broker that is not there, and counts as good settings",
    file: "device/link/settings/twin.ts",
    find: "if (isMoved && !input.live)",
    put: "if (isMoved && input.live)",
  },
];
