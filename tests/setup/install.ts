import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { DEBIAN_PACKAGES, hasProgram, installLine, PROGRAMS, type Program } from "./programs.ts";

/** What to do about missing programs: install them, or tell the person which line to type. */
export type Plan =
  | { readonly do: "nothing" }
  | { readonly do: "install"; readonly programs: readonly Program[] }
  | { readonly do: "tell"; readonly programs: readonly Program[]; readonly sentence: string };

/** Only root may install, and only where someone said so: a test must not change a machine unasked. */
export function plan(missing: readonly Program[], isRoot: boolean, env: NodeJS.ProcessEnv): Plan {
  if (missing.length === 0) return { do: "nothing" };
  const asked = env["CI"] === "true" || env["GATURUM_SETUP"] === "yes";
  if (isRoot && asked && existsSync("/usr/bin/apt-get")) return { do: "install", programs: missing };
  const names = missing.join(" and ");
  return {
    do: "tell",
    programs: missing,
    sentence: `Missing: ${names}. Their tests are skipped.\n${installLine(missing)}`,
  };
}

/** Carries the plan out. Returns the programs that are still missing. */
export function prepare(): readonly Program[] {
  const missing = PROGRAMS.filter((program) => !hasProgram(program));
  const todo = plan(missing, process.getuid?.() === 0, process.env);
  if (todo.do === "nothing") return [];
  if (todo.do === "tell") {
    process.stdout.write(`\n${todo.sentence}\n\n`);
    return missing;
  }
  install(todo.programs);
  return PROGRAMS.filter((program) => !hasProgram(program));
}

function install(programs: readonly Program[]): void {
  // RUNLEVEL=1 keeps Debian's invoke-rc.d from starting what it has just installed, where no systemd runs.
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  const packages = programs.map((program) => DEBIAN_PACKAGES[program]);
  spawnSync("apt-get", ["update"], { env, stdio: "inherit" });
  spawnSync("apt-get", ["install", "-y", "--no-install-recommends", ...packages], { env, stdio: "inherit" });
  if (programs.includes("mosquitto")) stopService("mosquitto", 1_883);
  if (programs.includes("postgres")) stopService("postgresql", 5_432);
}

/** The daemon that came with a package would keep its port; the tests start their own, on free ports. */
function stopService(name: string, port: number): void {
  const systemd = existsSync("/run/systemd/system");
  const [command, ...words] = systemd
    ? ["systemctl", "disable", "--now", `${name}.service`]
    : [`/etc/init.d/${name}`, "stop"];
  const { status } = spawnSync(command, words, { stdio: "ignore" });
  if (status !== 0) process.stderr.write(`Debian's ${name} may still run. Look: ss -ltnp 'sport = :${port}'\n`);
}
