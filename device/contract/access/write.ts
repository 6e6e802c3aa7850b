import { readFileSync } from "node:fs";
import { mosquittoAccess } from "./mosquitto.ts";

const SAMPLE = "config/broker/clients.txt";
const NO_FILE = `say the list of clients, such as ${SAMPLE}: npm run --silent broker:access -- clients.txt > gaturum.acl`;

/** `npm run --silent broker:access -- clients.txt > gaturum.acl`: Mosquitto's access list from a list of clients. */
const [file] = process.argv.slice(2);
const list = accessOf(file);
if (list.ok) process.stdout.write(list.value);
else {
  process.stderr.write(`${list.problems.join("\n")}\n`);
  process.exitCode = 1;
}

function accessOf(clients: string | undefined): ReturnType<typeof mosquittoAccess> {
  if (clients === undefined) return { ok: false, problems: [NO_FILE] };
  let text: string;
  try {
    text = readFileSync(clients, "utf8");
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
    return {
      ok: false,
      problems: [`${clients}: cannot be read (${code}). Name a list such as ${SAMPLE}.`],
    };
  }
  return mosquittoAccess(text, clients);
}
