import { setTimeout as pause } from "node:timers/promises";
import { BinRig, stateOf } from "../bin-rig.ts";

/**
 * Inside the VM: a bin that presses again and again, and tells each change of its state as a line, such as
 * `state EXTEND warned for 3 s`. Locked out it stays so; with `--reset` it is put back to service. It runs until its power
 * is cut.
 */
const LOOK_MS = 200;
/** So long a technician looks at a bin that is locked out. */
const LOCKED_OUT_MS = 2_000;
const resets = process.argv.includes("--reset");
const { GATURUM_STATE_DIR } = process.env;

const rig = await BinRig.start("auto", GATURUM_STATE_DIR === undefined ? {} : { GATURUM_STATE_DIR });
rig.run.child.on("exit", () => {
  process.stdout.write(`ended\n${rig.run.said.join("\n")}\n`);
  process.exit(1);
});
for (let seen = 0; ;) {
  const told = (await rig.decisions()).filter(({ subject }) => subject === "bin");
  for (const decision of told.slice(seen)) await tell(stateOf(decision), decision.text);
  seen = Math.max(seen, told.length);
  await pause(LOOK_MS);
}

async function tell(state: string, text: string): Promise<void> {
  process.stdout.write(`state ${state} ${text}\n`);
  if (state === "IDLE") await rig.openHopper();
  if (!text.startsWith("locked out") || !resets) return;
  await pause(LOCKED_OUT_MS);
  await rig.putBackToService();
}
