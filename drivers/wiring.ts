/** What feeds a part: of the controller's header, or of the board or the adapter that the part is on. */
export type Rail = "3.3 V" | "5 V" | "GND";
/** A contact of what the setting `key` names: itself for a line, a pin or a channel; of a port or a bus, which wire. */
export type Contact = { readonly key: string; readonly as?: "RX" | "TX" | "SDA" | "SCL" };
/** Where a wire ends: a rail, a contact of ours, nowhere (`open`), or something that is not ours, in words. */
export type End = Rail | "open" | Contact | { readonly away: string };

export type Wire = {
  /** As the part itself has it printed: `OUT`, `5 serial`. */
  readonly from: string;
  /** Of the part's own cable; left out: the part has no cable. */
  readonly colour?: string;
  readonly end: End;
  /** What stands in the wire, and the resistor that pulls it: `1 kΩ; 10 kΩ from the line to GND`. */
  readonly by?: string;
};
/** How a part is wired, as its settings have it. Drawing and README are both made of it. */
export type Wiring = {
  /** What it is, in a few words. */
  readonly what: string;
  readonly wires: readonly Wire[];
  /** A sensor: what it says with a wire off. An actuator: what it does while nobody drives its line. */
  readonly off: string;
};

/** The four wires of a chip on an I2C bus, at 3.3 V: the pull-ups to it are on the Raspberry Pi. */
export const i2cWires = (key: string, supply = "VCC"): readonly Wire[] => [
  { from: supply, end: "3.3 V" },
  { from: "GND", end: "GND" },
  { from: "SDA", end: { key, as: "SDA" } },
  { from: "SCL", end: { key, as: "SCL" } },
];

export const NO_RANGE = "With a wire off it does not answer, and the level is not known.";
