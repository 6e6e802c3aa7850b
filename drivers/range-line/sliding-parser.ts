import type { Range } from "../../device/measure/samples.ts";
import { endScan, startScan, take, type Parse, type Scan } from "./parser.ts";

/** What so many bytes are, taken for a frame. `other-sum`: good by the checksum of another model. */
export type Look =
  | { readonly kind: "frame"; readonly range: Range }
  | { readonly kind: "far"; readonly distanceMm: number }
  | { readonly kind: "other-sum" | "bad-sum" | "no-head" };

export type FrameShape = { readonly length: number; readonly look: (frame: Uint8Array) => Look };

/**
 * The parser of frames of one length with a head and a checksum. It resynchronises by sliding one byte at a time:
 * clearing a whole frame after a bad sum never finds the phase of some constant distances, such as 255 or 511 mm. A wrong
 * phase can show one frame with a good sum, so the first is held back (bins.md 10: 66 of 600 000 random starts).
 */
export function slidingParser(shape: FrameShape): Parse {
  return (was, bytes) => {
    if (bytes.length === 0) return { state: was, findings: [] };
    const scan = startScan(was);
    const joined = Uint8Array.from([...was.pending, ...bytes]);
    let at = 0;
    while (at + shape.length <= joined.length) at += step(scan, shape, joined.subarray(at, at + shape.length));
    scan.pending = [...joined.subarray(at)];
    return endScan(scan);
  };
}

/** By how many bytes to move on: past a frame, else by one. */
function step(scan: Scan, { length, look }: FrameShape, frame: Uint8Array): number {
  const seen = look(frame);
  const moved = seen.kind === "frame" ? length : 1;
  switch (seen.kind) {
    case "frame":
      takeFrame(scan, seen.range, frame);
      break;
    case "far":
      scan.counts.beyondRange += 1;
      if (scan.sinceFar === length) {
        scan.findings.push({ kind: "beyond-range", distanceMm: seen.distanceMm, bytes: [...frame] });
      }
      scan.sinceFar = 0;
      break;
    case "other-sum":
      scan.counts.badFrames += 1;
      scan.otherRun = scan.sinceOther === length ? scan.otherRun + 1 : 1;
      scan.sinceOther = 0;
      break;
    case "bad-sum":
      scan.counts.badFrames += 1;
      break;
    case "no-head":
      break;
  }
  scan.locked = seen.kind === "frame";
  scan.sinceOther = onward(scan.sinceOther, moved, length);
  scan.sinceFar = onward(scan.sinceFar, moved, length);
  take(scan, moved, scan.locked ? length : 0);
  return moved;
}

function takeFrame(scan: Scan, range: Range, frame: Uint8Array): void {
  scan.counts.frames += 1;
  if (scan.locked) scan.findings.push({ kind: "range", range, bytes: [...frame] });
  scan.otherRun = 0;
  scan.sinceOther = null;
  scan.sinceFar = null;
}

const onward = (since: number | null, moved: number, length: number) =>
  since === null || since >= length ? null : since + moved;
