import { BlockList, isIPv4 } from "node:net";
import type { NetworkInterfaceInfo } from "node:os";
import { Refusal } from "../refusal.ts";

/** Where the console listens, and from where it may be asked. */
export type WayIn = {
  readonly address: string;
  /** Names that a browser may call it by. */
  readonly names: readonly string[];
  /** The network that one may come from, as `192.168.7.1/24`. */
  readonly from: string;
};
type Interfaces = NodeJS.Dict<readonly Pick<NetworkInterfaceInfo, "address" | "cidr" | "family">[]>;

const LOOPBACK = "127.0.0.0/8";

/**
 * The address as it may be listened on: of loopback, or of a USB gadget, which is the service cable. Refuses any other.
 * `deviceOf` gives the path of an interface's device as the kernel has it, such as `/sys/devices/…/gadget.0/net/usb0`.
 */
export function wayIn(address: string, interfaces: Interfaces, deviceOf: (name: string) => string): WayIn {
  if (!isIPv4(address)) throw new Refusal(`--listen ${address}: write an IPv4 address, such as 192.168.7.1`, 2);
  if (isWithin(address, LOOPBACK)) return { address, names: [address, "localhost"], from: LOOPBACK };
  for (const [name, addresses = []] of Object.entries(interfaces)) {
    const own = addresses.find((each) => each.address === address);
    if (own === undefined) continue;
    if (!isGadget(deviceOf(name)))
      throw new Refusal(
        `--listen ${address}: that is ${name}, where others may come from. The console listens on the service cable (a USB ` +
          "gadget, as 192.168.7.1) or on 127.0.0.1 alone; from elsewhere take an SSH tunnel.",
      );
    if (own.cidr === null)
      throw new Refusal(`--listen ${address}: ${name} says no network. Give it one, as 192.168.7.1/24`);
    return { address, names: [address], from: own.cidr };
  }
  throw new Refusal(
    `--listen ${address}: no interface has this address. Plug in the service cable, or leave out --listen for 127.0.0.1.`,
  );
}

/**
 * Whether someone of this address may ask. The kernel hands over what another interface received for our address: so the
 * address that is listened on does not say by which cable someone came, and theirs does.
 */
export const mayAsk = (remote: string | undefined, { from }: WayIn): boolean =>
  remote !== undefined && isIPv4(remote) && isWithin(remote, from);

/** A modem in a USB port is called usb0 too; the path of a gadget has its controller in it. */
const isGadget = (device: string): boolean => /\/gadget(?:\.\d+)?\/net\//.test(device);

function isWithin(address: string, network: string): boolean {
  const [base = "", bits = ""] = network.split("/");
  const list = new BlockList();
  list.addSubnet(base, Number(bits));
  return list.check(address);
}
