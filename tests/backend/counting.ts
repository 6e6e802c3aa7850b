import { nextCounter } from "../../device/backend/operator/counter.ts";

/** Numbers of a key, one a line, in a process of its own: words KEY COUNT NOW. */
const [keyFile = "", count = "0", now = "0"] = process.argv.slice(2);
for (let left = Number(count); left > 0; left -= 1) process.stdout.write(`${nextCounter(keyFile, Number(now))}\n`);
