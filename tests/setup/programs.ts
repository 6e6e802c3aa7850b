import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, it } from "vitest";

/** What some tests need beside Node, and the Debian package it comes in. */
export const DEBIAN_PACKAGES = {
  mosquitto: "mosquitto",
  socat: "socat",
  "chromium-headless-shell": "chromium-headless-shell",
  openssl: "openssl",
  postgres: "postgresql",
  mcopy: "mtools",
  xz: "xz-utils",
  avrdude: "avrdude",
} as const;
export type Program = keyof typeof DEBIAN_PACKAGES;
export const PROGRAMS = Object.keys(DEBIAN_PACKAGES) as Program[];

/** Where Debian puts daemons; not in the PATH of a plain user. */
const DAEMON_DIRECTORIES = ["/usr/sbin", "/usr/local/sbin"];
/** A folder for each version of PostgreSQL, and in it `bin`. */
const POSTGRES_VERSIONS = "/usr/lib/postgresql";

/** The line that a person types to have these programs. */
export function installLine(programs: readonly Program[]): string {
  const packages = programs.map((program) => DEBIAN_PACKAGES[program]).join(" ");
  return `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages}`;
}

/** Whether a test may use the program. `GATURUM_MISSING=mosquitto,socat` says that it may not. */
export function hasProgram(name: Program, env: NodeJS.ProcessEnv = process.env): boolean {
  if ((env["GATURUM_MISSING"] ?? "").split(",").includes(name)) return false;
  return pathOf(name, env) !== null;
}

/** Where a program is; null: nowhere. */
export function pathOf(name: string, env: NodeJS.ProcessEnv = process.env): string | null {
  const directories = [...(env["PATH"] ?? "").split(delimiter), ...DAEMON_DIRECTORIES, ...postgresDirectories()];
  const paths = directories.filter((directory) => directory !== "").map((directory) => join(directory, name));
  return paths.find(isExecutable) ?? null;
}

/** Newest first. */
function postgresDirectories(): readonly string[] {
  if (!existsSync(POSTGRES_VERSIONS)) return [];
  const versions = readdirSync(POSTGRES_VERSIONS).sort((one, other) => Number(other) - Number(one));
  return versions.map((version) => join(POSTGRES_VERSIONS, version, "bin"));
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
