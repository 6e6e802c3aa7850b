import { afterAll } from "vitest";
import { boardPartsConformance, type FirmataRig } from "../../conformance/board-parts.ts";
import { needs } from "../../setup/programs.ts";
import { UnoHands, type Ask } from "./hands.ts";

/** One Uno for all: its boot alone takes 2 s. A part that is over leaves its board plugged in. */
needs("socat")("StandardFirmata in a simulated ATmega328P", () => {
  const uno = new UnoHands("StandardFirmata", [2, 9, 12]);
  let plugged = false;
  afterAll(() => uno.end());

  boardPartsConformance("a simulated Uno", async (): Promise<FirmataRig> => {
    const plug = async () => {
      if (!plugged) await uno.do({ plug: true });
      plugged = true;
    };
    const unplug = async () => {
      await uno.do({ unplug: true });
      plugged = false;
    };
    const ask = async (what: Ask) => {
      await uno.do(what);
    };
    await plug();
    await ask({ pull: 2, high: false });
    return {
      port: uno.port,
      pull: (pin, high) => ask({ pull: pin, high }),
      pulse: (pin, ms) => ask({ pulse: pin, ms }),
      volts: (channel, volts) => ask({ channel, volts }),
      duty: (pin) => uno.seen.duties[pin] ?? null,
      unplug,
      plug,
      end: () => undefined,
    };
  });
});
