import { fileKeep } from "../../device/keep/file-keep.ts";
import { instant } from "../../device/measure/time.ts";

/** Puts one memory after the other and prints each revision that is acknowledged, until it is killed. */
const directory = process.argv[2];
if (directory === undefined) throw new Error("endless-writer needs a directory");
const keep = fileKeep(directory, () => instant(performance.now()));
let told = -1;

setInterval(() => {
  const reading = keep.read(instant(performance.now()));
  if (!reading.ok || reading.value.durable === told) return;
  told = reading.value.durable;
  process.stdout.write(`${reading.value.status} ${told}\n`);
  const revision = told + 1;
  keep.put({ revision, value: { square: revision * revision, fill: "x".repeat((revision % 7) * 3_000) } });
}, 0);
