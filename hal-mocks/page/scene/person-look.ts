import { between, chance } from "../../random.ts";
import { rgb, type Rgb } from "./rgb.ts";

/** What someone wears and carries: chance by their number, so that they stay who they are. */
export type PersonLook = {
  /** Of a usual person's height. */
  readonly height: number;
  readonly coat: Rgb;
  readonly legs: Rgb;
  readonly hair: Rgb;
  /** Where the coat ends, in heights from the ground. */
  readonly hem: number;
  readonly hat: "none" | "cap" | "bun";
  readonly bag: "none" | "shoulder" | "back" | "hand";
  readonly dog: boolean;
};

const COATS = ["#3E4A66", "#6B3A42", "#46584C", "#8A7150", "#3A3D48", "#5C5560", "#2F3B4C", "#7A5A48"].map(rgb);
const LEGS = ["#23262F", "#2C3346", "#38332F", "#1F2126"].map(rgb);
const HAIR = ["#2A2320", "#4A3628", "#6B5638", "#3A3A3E"].map(rgb);

export function personLook(id: number): PersonLook {
  const of = (what: string): number => chance(11, what, id);
  const pick = (from: readonly Rgb[], what: string): Rgb => from[Math.floor(from.length * of(what))] ?? [0, 0, 0];
  const [hat, bag] = [of("hat"), of("bag")];
  return {
    height: between(0.93, 1.05, of("height")),
    coat: pick(COATS, "coat"),
    legs: pick(LEGS, "legs"),
    hair: pick(HAIR, "hair"),
    hem: of("hem") < 0.45 ? between(0.27, 0.34, of("long")) : between(0.4, 0.47, of("short")),
    hat: hat < 0.3 ? "cap" : hat < 0.55 ? "bun" : "none",
    bag: bag < 0.3 ? "shoulder" : bag < 0.5 ? "back" : bag < 0.68 ? "hand" : "none",
    dog: of("dog") < 0.16,
  };
}
