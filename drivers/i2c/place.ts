/** Where a chip is, of a config's `i2c-1/0x40`, or with a channel of it, `i2c-1/0x48/A0`. */
export type Place = { readonly bus: string; readonly address: number; readonly channel: number };

export function placeOf(line: string): Place {
  const [bus = "", address = "", channel = "A0"] = line.split("/");
  return { bus, address: Number(address), channel: Number(channel.slice(1)) };
}

/** `0x40` */
export const addressText = (address: number): string => `0x${address.toString(16).padStart(2, "0")}`;
