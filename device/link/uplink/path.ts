import { readdir, readFile } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import type { Path } from "./tally.ts";

type Addresses = ReturnType<typeof networkInterfaces>;
/** What the kernel says of an interface: its hardware type (Linux `if_arp.h`), and what stands in its folder. */
export type InterfaceFacts = { readonly type: number | null; readonly entries: readonly string[] };

const SYS = "/sys/class/net";
const LOOPBACK = 772;
const ETHERNET = 1;
/** A modem's own: PPP, raw IP, and none (a tunnel of the modem). */
const MODEM_TYPES: readonly number[] = [512, 519, 65_534];

/** The interface with this address; null: none has it. An IPv4 address may come in IPv6 clothes. */
export function interfaceOf(address: string, interfaces: Addresses): string | null {
  const plain = address.replace(/^::ffff:/, "").replace(/%.*$/, "");
  const found = Object.entries(interfaces).find(([, addresses]) => addresses?.some(({ address: of }) => of === plain));
  return found?.[0] ?? null;
}

/**
 * Fibre and copper look alike to the kernel: an interface counts as fibre when it is named so, by a udev rule or the
 * maker of the board. A modem that shows itself as Ethernet does it under the name `wwan` or `usb`.
 */
export function kindOf(name: string, { type, entries }: InterfaceFacts): Path["kind"] {
  if (type === LOOPBACK) return "loopback";
  if (entries.includes("wireless") || entries.includes("phy80211")) return "wifi";
  if (/^(?:wwan|ppp|usb|rmnet)/.test(name) || (type !== null && MODEM_TYPES.includes(type))) return "cellular";
  if (/^(?:fib(?:re|er)|sfp)/.test(name)) return "fibre";
  return type === ETHERNET ? "ethernet" : "unknown";
}

/** Which way a connection goes whose local end is this address. Never rejects; it reads what the kernel has in memory. */
export async function pathOf(localAddress: string): Promise<Path> {
  const name = interfaceOf(localAddress, interfacesNow());
  if (name === null) return { interface: "unknown", kind: "unknown" };
  const kind = kindOf(name, await factsOf(name));
  return { interface: name.replace(/[^A-Za-z0-9_-]/g, "-").replace(/^[_-]+/, "") || "unknown", kind };
}

/** Node throws where the kernel does not say: a container without netlink, or no file left to open. */
function interfacesNow(): Addresses {
  try {
    return networkInterfaces();
  } catch {
    return {};
  }
}

async function factsOf(name: string): Promise<InterfaceFacts> {
  try {
    const folder = join(SYS, name);
    const type = Number(await readFile(join(folder, "type"), "utf8"));
    return { type: Number.isInteger(type) ? type : null, entries: await readdir(folder) };
  } catch {
    // No Linux, or an interface that has just gone: it is unknown then.
    return { type: null, entries: [] };
  }
}
