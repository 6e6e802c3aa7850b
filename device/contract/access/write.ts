import { readFileSync } from "node:fs";
import { mosquittoAccess } from "./mosquitto.ts";

/** `npm run --silent broker:access -- clients.txt > gaturum.acl`: Mosquitto's access list from a list of clients. */
const [file = "config/broker/clients.txt"] = process.argv.slice(2);
const list = mosquittoAccess(readFileSync(file, "utf8"), file);
if (list.ok) process.stdout.write(list.value);
else {
  process.stderr.write(`${list.problems.join("\n")}\n`);
  process.exitCode = 1;
}
