/**
 * What a Raspberry Pi's header gives to its serial port and its bus, and what a config calls those. Source: Raspberry Pi
 * documentation, "Configure UARTs" (GPIO14 sends, GPIO15 receives) and "GPIO and the 40-pin header" (I2C1 on GPIO2 and GPIO3).
 */
export const HEADER_UART = { RX: "GPIO15", TX: "GPIO14" } as const;
export const HEADER_I2C = { SDA: "GPIO2", SCL: "GPIO3" } as const;
export const HEADER_PORTS: readonly string[] = ["/dev/serial0", "/dev/ttyAMA0", "/dev/ttyS0"];
export const HEADER_BUS = "i2c-1";
/** Chips whose numbers are those of the header's lines: of the models up to 4, and of the 5. */
const HEADER_CHIP = /^pinctrl-(?:bcm\d+|rp1)\/(\d+)$/;

/** `GPIO17` also where the config has it as `pinctrl-bcm2711/17`. */
export const headerName = (line: string): string => line.replace(HEADER_CHIP, "GPIO$1");

/** The header's lines that a port, or a chip on a bus, takes for itself. */
export function headerLinesOf(line: string): readonly string[] {
  if (HEADER_PORTS.includes(line)) return Object.values(HEADER_UART);
  return line.split("/")[0] === HEADER_BUS ? Object.values(HEADER_I2C) : [];
}
