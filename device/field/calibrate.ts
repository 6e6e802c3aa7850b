import { CALIBRATE, CALIBRATION, CALIBRATION_SAMPLES } from "../bin/level/calibration.ts";
import type { Standing } from "../bin/told/standing.ts";
import type { ToldWhy } from "../control/control-options.ts";
import type { LocalStatus } from "../control/local-status.ts";
import { askAll, askOne } from "./ask.ts";
import { Interruption } from "./interruption.ts";
import { Progress } from "./progress.ts";
import { Refusal } from "./refusal.ts";
import { request } from "./request.ts";

export type CalibrateOptions = { readonly socket: string; readonly wait: boolean; readonly json: boolean };

/** A sample comes every 5 s; asked so often, the line on a terminal is at most a second behind. Our choice. */
const ASK_MS = 1_000;
/** The bin gives up after 10 min (`device/bin/level/calibration.ts`); a minute more is for a busy computer. */
const ASKED_MAX = 660;
const GOES_ON =
  "The bin goes on measuring: leave it empty and the door closed. Say the same again to wait on; gaturum why has what came of it.";
const AGAIN = "Ask again: gaturum calibrate bin --wait";

/** `gaturum calibrate bin`. Exit codes: 0 begun, or with `wait` measured and taken; 1 not; 3 not permitted. */
export async function calibrate({ socket, wait, json }: CalibrateOptions): Promise<number> {
  const wish = { verb: CALIBRATE, args: {} };
  if (!wait) return request(socket, wish, json);
  const before = await statusOf(socket);
  if (measuring(before) === null) {
    const code = await request(socket, wish, json);
    if (code !== 0) return code;
  }
  const ended = await untilEnded(socket, before, json);
  const taken = ended.reason === "done";
  if (json) process.stdout.write(`${JSON.stringify(ended)}\n`);
  else if (taken) process.stdout.write(`done: ${ended.text}\n`);
  else process.stderr.write(`${ended.text}\n`);
  return taken ? 0 : 1;
}

const statusOf = (socket: string): Promise<LocalStatus> => askOne<LocalStatus>(socket, { ask: "status" });

const measuring = ({ kind, standing }: LocalStatus): Standing["calibration"] =>
  kind === "litter-bin" ? ((standing as Standing | null)?.calibration ?? null) : null;

/** What the bin decided in the end. Throws a {@link Refusal} where nobody can tell, or somebody would rather not wait. */
async function untilEnded(socket: string, before: LocalStatus, json: boolean): Promise<ToldWhy> {
  const interruption = new Interruption();
  interruption.stands(GOES_ON);
  const progress = new Progress({ what: "measured", unit: "samples", total: CALIBRATION_SAMPLES }, json);
  try {
    for (let asked = 0; asked < ASKED_MAX; asked += 1) {
      interruption.check();
      const status = await statusOf(socket);
      if (status.run !== before.run)
        throw new Refusal(`Control was started again meanwhile, and nothing is measured any more. ${AGAIN}`);
      const now = measuring(status);
      if (now === null) return await outcome(socket, before);
      progress.at(now.samples);
      await interruption.pause(ASK_MS);
    }
  } finally {
    progress.end();
    interruption.end();
  }
  throw new Refusal(`It measures still, after ${(ASKED_MAX * ASK_MS) / 60_000} min, and should not. See gaturum logs.`);
}

async function outcome(socket: string, { at }: LocalStatus): Promise<ToldWhy> {
  const decisions = (await askAll(socket, { ask: "why" })).map((line) => JSON.parse(line) as ToldWhy);
  const ended = decisions.findLast((decision) => decision.subject === CALIBRATION && decision.at >= at);
  if (ended === undefined) throw new Refusal(`It has ended, and does not say how. ${AGAIN}`);
  return ended;
}
