import { NO_RANGE, type Wiring } from "../wiring.ts";

export const wiring = (): Wiring => ({
  what: "ultrasonic A02YYUW",
  wires: [
    {
      from: "VCC",
      colour: "red",
      end: "3.3 V",
      by: "at 3.3 V its TX is safe for a Raspberry Pi; 5 V behind a USB adapter",
    },
    { from: "GND", colour: "black", end: "GND" },
    {
      from: "TX",
      colour: "green",
      end: { key: "port", as: "RX" },
      by: "plain TTL: an RS-232 shifter turns the signal round",
    },
    { from: "RX", colour: "blue", end: "open", by: "or high: filtered; low: unfiltered, every 100 ms" },
  ],
  off: NO_RANGE,
});
