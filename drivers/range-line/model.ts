import type { Finding, Parse } from "./parser.ts";

/** One model of range sensor on a serial line, as a row of data with its parser. */
export type RangeModel = {
  /** As the config names it. */
  readonly driver: string;
  /** As its label does. */
  readonly label: string;
  readonly baudRate: number;
  /** What feeds it, for whoever looks for the reason of silence. */
  readonly supply: string;
  readonly parse: Parse;
  /** What to do when ten frames in a row are those of another model. */
  readonly otherModel: string;
  /** What to do about distances that this model cannot give. */
  readonly beyondRange: string;
  /** What in good frames does not fit this model, for a person to judge; null: nothing. */
  doubt(findings: readonly Finding[]): string | null;
};

/** The valid distances among findings, mm. */
export function distancesMm(findings: readonly Finding[]): number[] {
  return findings.flatMap((found) =>
    found.kind === "range" && found.range.quality === "valid" ? [found.range.distanceMm] : [],
  );
}
