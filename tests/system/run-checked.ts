import { readFileSync } from "node:fs";
import type { DeviceConfig } from "../../config/device-config.ts";
import { run } from "../../device/field/run.ts";

/** `gaturum run --json --mock SOCKET` with a config that is checked already: words CONFIG.json and SOCKET. */
const [file = "", mock = ""] = process.argv.slice(2);
const config = JSON.parse(readFileSync(file, "utf8")) as DeviceConfig;
process.exitCode = await run({ config, mock, json: true });
