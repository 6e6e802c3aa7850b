import { digitsFrame, ajFrame, frame, lunaFrame, miniFrame } from "../drivers/range-line/frames.ts";
import { modelOf } from "../drivers/range-line/models.ts";
import { describeWithSocat } from "../drivers/pty.ts";
import { rangeLineRig, type Sent } from "../drivers/range-line/rig.ts";
import { rangeSensorConformance } from "./range-sensor.ts";

/** By 340 m/s and the root formula. */
const FIXED_SOUND_C = 14.5;
const WHOLE_CM = [300, 770, 1_950];

const SENT: readonly (Omit<Sent, "model"> & { readonly driver: string })[] = [
  { driver: "a02yyuw", frame, noDistance: { frame: frame(0), quality: "blindOrNoEcho" } },
  { driver: "a01nyub", frame, noDistance: { frame: frame(280), quality: "blind" }, distancesMm: [281, 766, 7_500] },
  {
    driver: "jsn-sr04t",
    frame,
    noDistance: { frame: frame(249), quality: "blind" },
    assumedC: FIXED_SOUND_C,
  },
  {
    driver: "aj-sr04m",
    frame: ajFrame,
    noDistance: { frame: ajFrame(30), quality: "blindOrNoEcho" },
    assumedC: FIXED_SOUND_C,
  },
  {
    driver: "maxbotix-hrxl",
    frame: (mm) => digitsFrame(mm, 4),
    noDistance: { frame: digitsFrame(5_000, 4), quality: "noEcho" },
    distancesMm: [301, 766, 4_999],
  },
  {
    driver: "maxbotix-xl",
    frame: (mm) => digitsFrame(mm / 10, 3),
    noDistance: { frame: digitsFrame(765, 3), quality: "noEcho" },
    distancesMm: WHOLE_CM,
    assumedC: FIXED_SOUND_C,
  },
  {
    driver: "tf-luna",
    frame: (mm) => lunaFrame(mm / 10),
    noDistance: { frame: lunaFrame(0, 40), quality: "weak" },
    distancesMm: WHOLE_CM,
  },
  {
    driver: "tfmini",
    frame: (mm) => miniFrame(mm / 10),
    noDistance: { frame: miniFrame(0xffff, 10), quality: "weak" },
    distancesMm: WHOLE_CM,
  },
];

describeWithSocat("on a serial cable", () => {
  for (const { driver, ...sent } of SENT) {
    rangeSensorConformance(`the ${driver} driver`, async () => rangeLineRig({ ...sent, model: await modelOf(driver) }));
  }
});
