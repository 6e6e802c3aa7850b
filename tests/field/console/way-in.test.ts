import { describe, expect, it } from "vitest";
import { mayAsk, wayIn } from "../../../device/field/console/way-in.ts";

const net = (address: string, cidr: string | null = `${address}/24`) => [{ address, cidr, family: "IPv4" as const }];
const INTERFACES = {
  lo: net("127.0.0.1", "127.0.0.1/8"),
  usb0: net("192.168.7.1"),
  usb1: net("192.168.8.100"),
  eth0: net("10.0.3.7"),
};
const PATHS: Readonly<Record<string, string>> = {
  usb0: "/sys/devices/platform/soc/3f980000.usb/gadget.0/net/usb0",
  usb1: "/sys/devices/platform/soc/3f980000.usb/usb1/1-1/1-1:1.0/net/usb1",
  eth0: "/sys/devices/platform/scb/fd580000.ethernet/net/eth0",
};
const way = (address: string) => wayIn(address, INTERFACES, (name) => PATHS[name] ?? "");

describe("where the console listens", () => {
  it("is loopback, by each of its names", () => {
    expect(way("127.0.0.1")).toEqual({ address: "127.0.0.1", names: ["127.0.0.1", "localhost"], from: "127.0.0.0/8" });
  });

  it("is the service cable, by the path of its gadget", () => {
    expect(way("192.168.7.1")).toEqual({ address: "192.168.7.1", names: ["192.168.7.1"], from: "192.168.7.1/24" });
    expect(wayIn("192.168.7.1", INTERFACES, () => "/sys/devices/x/gadget/net/usb0").address).toBe("192.168.7.1");
  });

  it.each([
    ["10.0.3.7", /that is eth0, where others may come from.*SSH tunnel/],
    // A modem, though it is called usb.
    ["192.168.8.100", /that is usb1, where others may come from/],
    ["0.0.0.0", /no interface has this address/],
    ["192.168.7.2", /no interface has this address.*Plug in the service cable/],
    ["::1", /write an IPv4 address/],
    ["usb0", /write an IPv4 address/],
  ])("is not %s", (address, words) => {
    expect(() => way(address)).toThrow(words);
  });

  it("is asked by those of its own network alone, whatever cable their words came by", () => {
    const cable = way("192.168.7.1");
    expect(["192.168.7.2", "192.168.7.254"].map((remote) => mayAsk(remote, cable))).toEqual([true, true]);
    expect(["10.0.3.9", "127.0.0.1", "192.168.8.1", "::1", undefined].map((remote) => mayAsk(remote, cable))).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
    expect(["127.0.0.1", "127.9.9.9", "192.168.7.2"].map((remote) => mayAsk(remote, way("127.0.0.1")))).toEqual([
      true,
      true,
      false,
    ]);
  });
});
