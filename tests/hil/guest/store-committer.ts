import { openDurableStore } from "../../../device/link/store/durable-store.ts";
import { STALL_MS, TIMES } from "../../../device/link/store/desk.ts";
import { realTime } from "../../../device/link/real-time.ts";
import type { RecordClass } from "../../../device/measure/decision.ts";
import { millis } from "../../../device/measure/time.ts";
import { draftFor, recordIn } from "../../link/store/drafts.ts";

/**
 * Inside the VM: commits to the store in a folder until its power goes, and tells each thing as a line when it is so:
 * `opening`, `boot BOOT`, `settled CLASS HOW-MANY`, `settings NUMBER`, `sent CLASS SEQ NUMBER`. The n-th record of a class
 * carries the number n. With `--quiet` it stops after ten of class 2, and tells `window over` when no power cut may take
 * those any more.
 */
const QUIET = { records: 10, overMs: millis(TIMES.lateMs + STALL_MS) };
/** Four of class 2 for each that is waited for: 64 of them are together in a few seconds, under emulation too. */
const CLASS_2_A_ROUND = 16;
/** Of class 1 some come alone, so that they wait for their quarter of a second. */
const ROUNDS_A_SETTING = 3;

const [folder = "", mode] = process.argv.slice(2);
const say = (...words: readonly (string | number)[]): void => void process.stdout.write(`${words.join(" ")}\n`);
say("opening");
const { store } = await openDurableStore(folder, (mistake) => {
  throw mistake;
});
if (store.storeLost) throw new Error("the store of an earlier start was lost");
say("boot", store.boot);

const numbers: Record<RecordClass, number> = { 0: 0, 1: 0, 2: 0 };
let setting = Number(store.found.settings ?? 0);

store.receipts(true);
store.onMore(() => {
  for (let entry = store.takeLive(); entry !== null; entry = store.takeLive()) {
    const { seq, values } = recordIn(entry);
    say("sent", entry.class, seq, JSON.stringify(values["number"] ?? null));
    store.acknowledge([entry]);
  }
});
store.begin(realTime.now());

if (mode === "--quiet") {
  await committed(0, 1, true);
  await committed(2, QUIET.records);
  realTime.after(QUIET.overMs, () => say("window over"));
} else {
  for (let round = 0; ; round += 1) {
    const withClass0 = round % ROUNDS_A_SETTING === 0 ? [committed(0, 1, true)] : [];
    await Promise.all([committed(2, CLASS_2_A_ROUND), committed(1, 2), ...withClass0]);
  }
}

/** One change, class 2 as many. */
async function committed(of: RecordClass, many: number, withSetting = false): Promise<void> {
  const records = Array.from({ length: many }, () =>
    draftFor(store, of, realTime.now(), { number: (numbers[of] += 1) }),
  );
  const mine = withSetting ? (setting += 1) : null;
  const changes = of === 2 ? records.map((record) => ({ records: [record] })) : [{ records }];
  const documents = mine === null ? {} : { documents: { settings: mine } };
  await Promise.all(changes.map((change) => settled({ ...change, ...documents })));
  say("settled", of, numbers[of]);
  if (mine !== null) say("settings", mine);
}

function settled(change: Parameters<typeof store.commit>[0]): Promise<void> {
  return new Promise((resolve) =>
    store.commit(change, (how) => {
      if (how !== "durable") throw new Error(`it is ${how}`);
      resolve();
    }),
  );
}
