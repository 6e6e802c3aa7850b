import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { bringHome, FIRST_BOOT, type Owner, type Places } from "./bring-home.ts";

/** `gaturum-first-boot.service`: what `gaturum provision` put on the card goes to its places, and off the card. */
const { values: given } = parseArgs({
  options: {
    card: { type: "string", default: "/boot/firmware/gaturum" },
    root: { type: "string", default: "" },
  },
});

process.exitCode = firstBoot();

function firstBoot(): number {
  try {
    const ids = { root: { uid: 0, gid: 0 }, link: idsOf("gaturum-link"), control: idsOf("gaturum-control") };
    const steps = bringHome({ card: given.card, root: given.root, ids } satisfies Places);
    for (let next = steps.next(); ; next = steps.next()) {
      if (next.done !== true) process.stderr.write(`first boot: ${next.value}\n`);
      else if (next.value.ok) return say(`this is ${next.value.device} now`, 0);
      else return say(`${next.value.wrong.join("; ")}. Put the card into a reader and provision it again.`, 1);
    }
  } catch (cause) {
    // A disk, or a card that was drawn: the list is still on it, and the next start goes on.
    return say(`${(cause as Error).message}. Nothing is lost: it goes on at the next start.`, 1);
  }
}

function say(words: string, code: number): number {
  process.stderr.write(`first boot: ${given.card}/${FIRST_BOOT}: ${words}\n`);
  return code;
}

/** As the package made the user. */
function idsOf(name: string): Owner {
  const line = readFileSync(`${given.root}/etc/passwd`, "utf8")
    .split("\n")
    .find((user) => user.startsWith(`${name}:`));
  if (line === undefined) throw new Error(`there is no user ${name}: install the package gaturum again`);
  const [, , uid, gid] = line.split(":");
  return { uid: Number(uid), gid: Number(gid) };
}
