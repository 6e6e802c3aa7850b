import { spawn } from "node:child_process";
import type { Sample } from "./health.ts";

const CONTROL = "gaturum-control.service";
const LINK = "gaturum-link.service";
/** systemctl waits for control's start, which systemd itself ends after 90 s. */
const RESTART_MS = 180_000;
/** systemd answers at once. Our choice. */
const SHOW_MS = 20_000;
const SHOW = ["show", "--property=LoadState,ActiveState,Job", CONTROL];

/**
 * What systemd means to do with a unit, as `systemctl show` says it. `queued`: it does not run, and will: also one that is
 * being restarted is inactive as long as the step before its start takes, with a job that waits. null: it is not known, or
 * there is no systemd to say. Pure.
 */
export function intentIn(shown: string): "runs" | "queued" | "stopped" | null {
  const value = (key: string): string => new RegExp(`^${key}=(.*)$`, "m").exec(shown)?.[1] ?? "";
  if (!["loaded", "masked"].includes(value("LoadState"))) return null;
  if (!["inactive", "failed"].includes(value("ActiveState"))) return "runs";
  return value("Job") === "" ? "stopped" : "queued";
}

/** What control says, or else what systemd says of it. */
export async function orStopped(sample: Sample): Promise<Sample> {
  if (sample.is !== "absent") return sample;
  return intentIn((await systemctl(SHOW, SHOW_MS)).said) === "stopped" ? { is: "stopped" } : sample;
}

/**
 * Starts both again, and neither that was stopped by hand. A start that is queued is no running unit to `try-restart`, which
 * then does nothing: it may have chosen its program already.
 */
export async function restartUnits(say: (line: string) => void): Promise<void> {
  const intent = intentIn((await systemctl(SHOW, SHOW_MS)).said);
  const restart = async (verb: string, unit: string): Promise<void> => {
    const { code, said } = await systemctl([verb, unit], RESTART_MS);
    // A unit that does not come up is what the judge is there to see; that it was asked at all must be known.
    if (code !== 0)
      say(`systemctl ${verb} ${unit} ended with ${code ?? "a signal"}: ${said.trim()}. See journalctl -u ${unit}`);
  };
  await Promise.all([restart(intent === "queued" ? "restart" : "try-restart", CONTROL), restart("try-restart", LINK)]);
}

/** Never throws: `code` is null where it could not be asked. */
function systemctl(
  words: readonly string[],
  timeout: number,
): Promise<{ readonly code: number | null; readonly said: string }> {
  return new Promise((resolve) => {
    const child = spawn("systemctl", words, {
      stdio: ["ignore", "pipe", "pipe"],
      timeout,
      env: { ...process.env, LC_ALL: "C" },
    });
    const pieces: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece: Buffer) => pieces.push(piece));
    child.on("error", (cause) => resolve({ code: null, said: cause.message }));
    child.on("close", (code) => resolve({ code, said: Buffer.concat(pieces).toString() }));
  });
}
