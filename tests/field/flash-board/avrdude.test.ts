import { describe, expect, it } from "vitest";
import { judged } from "../../../device/field/flash-board/avrdude.ts";

/** As avrdude 7.1 and 8.0 word it, where nothing but that counts. */
const SIGNED = "avrdude: device signature = 0x1e950f (probably m328p)\n";
const WRITING = "avrdude: writing flash (12194 bytes) ...\n\nWriting | ############";

describe("what avrdude said", () => {
  it("is good only when it has read back what it wrote", () => {
    const written = `${SIGNED}${WRITING}| 100% 3.72s\n\navrdude: 12194 bytes of flash written\n`;
    expect(judged({ code: 0, said: `${written}avrdude: 12194 bytes of flash verified\n` })).toEqual({ ok: true });
    expect(judged({ code: 0, said: written })).toMatchObject({ ok: false, is: "half" });
  });

  it.each<[string, string, string, RegExp]>([
    [
      "nobody answered",
      "avrdude warning: attempt 2 of 2: not in sync: resp=0x00\navrdude error: unable to open programmer arduino on port /dev/x\n",
      "no-answer",
      /unable to open/,
    ],
    [
      "another chip answered",
      "avrdude: device signature = 0x1e9801 (probably m2560)\navrdude error: expected signature for ATmega328P is 1E 95 0F\n",
      "other-chip",
      /^0x1e9801$/,
    ],
    [
      "it broke off while writing",
      `${SIGNED}${WRITING}\navrdude error: programmer is not responding\n`,
      "half",
      /not responding/,
    ],
    [
      "what was read back differed",
      `${SIGNED}${WRITING}#| 100%\navrdude error: verification mismatch\n`,
      "half",
      /verification mismatch/,
    ],
    ["it knows no such thing", "avrdude error: cannot open configuration file\n", "failed", /configuration file/],
  ])("%s", (_, said, is, words) => {
    expect(judged({ code: 1, said })).toMatchObject({ ok: false, is, said: expect.stringMatching(words) as string });
  });
});
