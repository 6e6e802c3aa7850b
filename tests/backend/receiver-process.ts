import { minutes, millis } from "../../device/measure/time.ts";
import { receive } from "../../device/backend/receiver/receive.ts";
import { PACE } from "../../device/backend/receiver/receiver.ts";

/** `gaturum receive --json`, in a hurry: words BROKER TENANT DATABASE INSTANCE. */
const [url = "", tenant = "", database = "", instance = ""] = process.argv.slice(2);
const need = { afterMs: millis(1_500), answerMs: minutes(1) };
const pace = { ...PACE, receiptMs: 200, upkeepMs: 500, probeMs: 1_000, need };
const words = { access: { url }, tenant, devices: null, database, instance, spreadS: null, json: true, pace };
process.exitCode = await receive(words);
