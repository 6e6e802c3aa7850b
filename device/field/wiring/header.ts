import { HEADER_BUS, HEADER_I2C, HEADER_PORTS, HEADER_UART, headerName } from "../../../config/header-lines.ts";

/**
 * The 40 pins of a Raspberry Pi's header, pin 1 first, by their BCM names: the same on all models since the B+. Source:
 * Raspberry Pi documentation, "GPIO and the 40-pin header".
 */
export const HEADER: readonly string[] = [
  ...["3.3 V", "5 V", "GPIO2", "5 V", "GPIO3", "GND", "GPIO4", "GPIO14", "GND", "GPIO15"],
  ...["GPIO17", "GPIO18", "GPIO27", "GND", "GPIO22", "GPIO23", "3.3 V", "GPIO24", "GPIO10", "GND"],
  ...["GPIO9", "GPIO25", "GPIO11", "GPIO8", "GND", "GPIO7", "GPIO0", "GPIO1", "GPIO5", "GND"],
  ...["GPIO6", "GPIO12", "GPIO13", "GND", "GPIO19", "GPIO16", "GPIO26", "GPIO20", "GND", "GPIO21"],
];
/** Channels of a Raspberry Pi 4's PWM on the header, as drivers/pwm-lamp asks config.txt for them. */
const PWM: Readonly<Record<string, string>> = { "fe20c000.pwm/0": "GPIO18", "fe20c000.pwm/1": "GPIO19" };

/** A contact that a wire ends at: on the header, or on a board, an adapter or a chip beside it, named by `block`. */
export type Place = { readonly block: string; readonly contact: string; readonly pins: readonly number[] };
export const HEADER_BLOCK = "header";

export type LineKind = "port" | "gpio" | "pwm" | "board-pin" | "board-analog" | "i2c" | "i2c-channel";
export type WireOf = "RX" | "TX" | "SDA" | "SCL";

/** Where a line as a config names it is. `pins` is empty where it is not on the header. */
export function placeOf(kind: LineKind, line: string, as: WireOf | undefined): Place {
  switch (kind) {
    case "gpio":
      return gpio(line) ?? { block: "GPIO chips", contact: line, pins: [] };
    case "pwm":
      return gpio(PWM[line] ?? "") ?? { block: "PWM chips", contact: line, pins: [] };
    case "port":
      return uart(line, as === "TX" ? "TX" : "RX");
    case "board-pin":
    case "board-analog":
      return { block: upToSlash(line), contact: `pin ${line.slice(line.lastIndexOf("/") + 1)}`, pins: [] };
    case "i2c":
    case "i2c-channel":
      return bus(line.split("/")[0] ?? line, as === "SCL" ? "SCL" : "SDA");
  }
}

function gpio(line: string): Place | null {
  const name = headerName(line);
  const pins = pinsOf(name);
  return pins.length === 0 ? null : { block: HEADER_BLOCK, contact: name, pins };
}

function uart(port: string, as: "RX" | "TX"): Place {
  if (HEADER_PORTS.includes(port))
    return { block: HEADER_BLOCK, contact: `${as} ${HEADER_UART[as]}`, pins: pinsOf(HEADER_UART[as]) };
  return { block: port, contact: as, pins: [] };
}

function bus(name: string, as: "SDA" | "SCL"): Place {
  if (name === HEADER_BUS)
    return { block: HEADER_BLOCK, contact: `${as} ${HEADER_I2C[as]}`, pins: pinsOf(HEADER_I2C[as]) };
  return { block: name, contact: as, pins: [] };
}

const upToSlash = (line: string): string => line.slice(0, line.lastIndexOf("/"));

/** Every pin of that name: one of a line, several of a rail. */
export const pinsOf = (name: string): readonly number[] =>
  HEADER.flatMap((each, index) => (each === name ? [index + 1] : []));
