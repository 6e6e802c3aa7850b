import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DeviceConfig } from "../../config/device-config.ts";
import { BenchLog } from "./logs/bench-log.ts";
import { ownFolder, runDirectory, stateDirectory } from "./run-directory.ts";
import { RESTART_CONTROL, RESTART_LINK, Supervised, type Start } from "./supervise.ts";

export type RunOptions = {
  readonly config: DeviceConfig;
  /** `null`: real parts; an empty text: every part a mock; else the socket of a world in another process. */
  readonly mock: string | null;
  readonly json: boolean;
};

/** `gaturum run`: control and link as two processes, on a bench; on a controller they are two systemd units. */
export async function run({ config, mock, json }: RunOptions): Promise<number> {
  const folder = ownFolder(runDirectory(config.device));
  const state = ownFolder(stateDirectory(config.device));
  const checked = join(folder, "config.json");
  writeFileSync(checked, JSON.stringify(config), { mode: 0o640 });
  const log = new BenchLog(folder, (line) => process.stderr.write(`${line}\n`));
  const heard = (line: string): void => log.keep(line);
  const common = ["--config-json", checked, "--run-dir", folder, "--state-dir", state, "--child"];
  return new Promise((resolve) => {
    const gaveUp = (): void => {
      const gone = "gaturum  control ended 6 times within 60 s; giving up. Its last lines above say why.";
      process.stderr.write(`${gone}\n`);
      heard(gone);
      void end(1);
    };
    const mocked = mock === null ? [] : [`--mock=${mock}`];
    const starts = (name: string, args: readonly string[]): Start => ({
      module: moduleOf(name),
      args,
      compiled: join(state, "compiled"),
      heard,
    });
    const control = new Supervised(starts("run-control", [...common, ...mocked]), RESTART_CONTROL, gaveUp);
    const link = isAlone(config) ? null : new Supervised(starts("run-link", common), RESTART_LINK, () => undefined);
    const end = async (code: number): Promise<void> => {
      await Promise.all([control.end(), link?.end()]);
      resolve(code);
    };
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.once(signal, () => void end(0));
    const tell = (): void => {
      const pids = { control: control.pid, link: link?.pid };
      const words = `${config.device} runs. Ask it: npx gaturum why --device ${config.device}    End it: Ctrl-C`;
      process.stdout.write(json ? `${JSON.stringify(pids)}\n` : `${words}\n`);
    };
    tell();
    if (json) for (const child of [control, link]) child?.onStart(tell);
  });
}

/** Neither a city nor a neighbour to speak with: link would have nothing to do. */
export function isAlone(config: DeviceConfig): boolean {
  return config.city.broker === null && (config.kind !== "lamp-post" || (config.neighbours ?? null) === null);
}

/** Beside this file in its own language: the package runs compiled JavaScript, a checkout TypeScript. */
const moduleOf = (name: string): URL => new URL(`../${name}${import.meta.url.slice(-3)}`, import.meta.url);
