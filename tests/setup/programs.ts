import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, it } from "vitest";

/** What some tests need beside Node, and the Debian package it comes in. */
export const DEBIAN_PACKAGES = {
  mosquitto: "mosquitto",
  socat: "socat",
  chromium: "chromium",
  openssl: "openssl",
} as const;
export type Program = keyof typeof DEBIAN_PACKAGES;
export const PROGRAMS = Object.keys(DEBIAN_PACKAGES) as Program[];

/** Where Debian puts daemons; not in the PATH of a plain user. */
const DAEMON_DIRECTORIES = ["/usr/sbin", "/usr/local/sbin"];

/** The line that a person types to have these programs. */
export function installLine(programs: readonly Program[]): string {
  const packages = programs.map((program) => DEBIAN_PACKAGES[program]).join(" ");
  return `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages}`;
}

/** Whether a test may use the program. `GATURUM_MISSING=mosquitto,socat` says that it may not. */
export function hasProgram(name: Program, env: NodeJS.ProcessEnv = process.env): boolean {
  if ((env["GATURUM_MISSING"] ?? "").split(",").includes(name)) return false;
  const directories = [...(env["PATH"] ?? "").split(delimiter), ...DAEMON_DIRECTORIES];
  return directories.some((directory) => directory !== "" && isExecutable(join(directory, name)));
}

/**
 * `describe`, for tests that need a program. Without it they are skipped and the line to type is printed; under
 * `CI=true` that is a failure.
 */
export function needs(name: Program): (suite: string, tests: () => void) => void {
  if (hasProgram(name)) return (suite, tests) => void describe(suite, tests);
  const sentence = `${name} is missing. Type: ${installLine([name])}`;
  return (suite, tests) => {
    if (process.env["CI"] === "true") {
      it(`${suite}: needs ${name}`, () => {
        throw new Error(sentence);
      });
      return;
    }
    process.stderr.write(`SKIPPED ${suite}: ${sentence}\n`);
    describe.skip(`${suite} (skipped: ${name} is missing)`, tests);
  };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
