import { beforeAll, describe, expect, it } from "vitest";
import { readRecord, type RecordedDevice } from "../../../device/together/recorded-device.ts";
import type { Outside } from "../../../hal-mocks/host/frames.ts";
import type { Frame, Happened } from "../../../hal-mocks/host/protocol.ts";
import { RecordPlay } from "../../../hal-mocks/host/record-play.ts";
import { example } from "../../simulation/example.ts";
import { LAMP_FAULTS, recorded } from "../../simulation/recorded.ts";

type Line = {
  readonly t: number;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly why?: readonly object[];
};
/** The record as plain lines: what the player is compared with. */
type Written = { readonly text: string; readonly lines: readonly Line[]; readonly decided: number };

let outside: Outside;
let post: Written;
let bin: Written;
beforeAll(async () => {
  const configs = { post: await example("lamp-post.yaml"), bin: await example("litter-bin.yaml") };
  outside = { stage: 1, configs, scenarios: [], hint: null, pace: null };
  post = written((await recorded("lamp-post.yaml", LAMP_FAULTS)).text);
  bin = written((await recorded("litter-bin.yaml", [])).text);
});

function written(text: string): Written {
  const parsed = text
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => JSON.parse(line) as Line | { snapshot: Line & { mind: Line } });
  const lines = parsed.map((line) =>
    "snapshot" in line ? { t: line.snapshot.t, outputs: line.snapshot.mind.outputs ?? {} } : line,
  );
  const decided = lines.reduce((sum, { why }) => sum + (why?.length ?? 0), 0);
  return { text, lines, decided };
}

function opened(text: string): RecordedDevice {
  const read = readRecord(text, "post.jsonl");
  if (!("config" in read)) throw new Error(read.join("\n"));
  return read;
}

function play(text: string) {
  const happened: Happened[] = [];
  const recordPlay = new RecordPlay(opened(text), (one) => happened.push(one));
  const frame = (): Frame => recordPlay.frame(outside, []);
  const seekTo = (at: number): void => recordPlay.seek(recordPlay.wall + at - frame().at);
  return { recordPlay, happened, frame, seekTo };
}

/** What the device put out so long after the record's beginning, by the record's own words. */
const outputsAt = ({ lines }: Written, at: number) =>
  lines.findLast(({ t, outputs }) => t - (lines[0]?.t ?? 0) <= at && outputs !== undefined)?.outputs ?? {};

/** Moments of the record in no order, so that it is also wound back. */
const SHARES = [0.5, 0.1, 0.93, 0.31, 0.3, 0.77, 0, 1, 0.62, 0.05];

describe("a flight record on the page", () => {
  it("shows of a post what it put out, at any moment, forwards and back", () => {
    const { recordPlay, frame, seekTo } = play(post.text);
    const stage = recordPlay.stage(outside, []);
    expect(stage.run).toMatchObject({ kind: "record", device: "post-4711-0382" });
    expect(stage).toMatchObject({ posts: [{ name: "post-4711-0382" }], bins: [], place: "Hornsgatan" });
    const lastsMs = stage.run.kind === "record" ? stage.run.lastsMs : 0;
    expect(stage.frame.at).toBe(0);
    expect(lastsMs).toBeGreaterThan(9 * 60_000);
    const levels = SHARES.map((share) => {
      seekTo(share * lastsMs);
      const { at, posts } = frame();
      expect(at).toBeCloseTo(share * lastsMs, 3);
      expect(posts[0]?.litPct).toBe(outputsAt(post, at)["levelPct"]);
      return posts[0]?.litPct;
    });
    expect(new Set(levels).size).toBeGreaterThan(1);
  });

  it("shows of a bin its sign and its ram", () => {
    const { recordPlay, frame } = play(bin.text);
    const seen = new Set<unknown>();
    for (let moment = 0; moment < 700; moment++) {
      recordPlay.pass(1_000);
      const { at, bins, posts } = frame();
      const { sign, ramMm, litterMm, mode } = bins[0] ?? {};
      const recordedSign = outputsAt(bin, at)["sign"];
      expect(sign).toBe(recordedSign === "off" ? null : recordedSign);
      expect(posts).toEqual([]);
      expect(litterMm).toBeGreaterThan(0);
      if ((ramMm ?? 0) > 100) seen.add("ram");
      seen.add(mode);
    }
    expect([...seen]).toEqual(expect.arrayContaining(["ram", "EXTEND", "RETRACT", "IDLE"]));
  });

  it("goes at its speed and stands still at its end, every decision told once", () => {
    const { recordPlay, frame, happened } = play(post.text);
    const { t: begin } = post.lines[0] ?? { t: NaN };
    recordPlay.pass(1_000);
    expect(frame().at).toBe(1_000);
    recordPlay.speed = 0;
    recordPlay.pass(1_000);
    expect(frame().at).toBe(1_000);
    recordPlay.speed = 1_000;
    for (let turn = 0; turn < 100; turn++) recordPlay.pass(20);
    expect(frame().at + begin).toBe(post.lines.at(-1)?.t);
    expect(happened.length).toBe(post.decided);
    expect(post.decided).toBeGreaterThan(10);
  });

  it("keeps to the device's own clock, and says where there was none", () => {
    const { frame } = play(post.text);
    expect(new Date(frame().wall).toISOString()).toMatch(/^2026-11-25T(?:19:5\d|20:0\d)/);
    expect(frame().sky.elevationDeg).toBeLessThan(-18);
    const timeless = play(post.text.replaceAll(/"quality":"(?:sync|estimated)"/g, '"quality":"none"'));
    expect(timeless.frame()).toMatchObject({ wall: 0, clockLost: true });
    expect(timeless.happened.map((one) => "text" in one && one.text)).toEqual(
      expect.arrayContaining([expect.stringContaining("never knew the time")]),
    );
  });

  it("says when it comes from elsewhere", () => {
    const { version } = JSON.parse(post.text.slice(0, post.text.indexOf("\n"))) as { version: string };
    expect(opened(post.text).remarks).toEqual([]);
    const other = post.text
      .replace(`"version":"${version}"`, '"version":"0.0.7"')
      .replace(/"configHash":"[0-9a-f]+"/, '"configHash":"other"');
    expect(opened(other).remarks).toEqual([
      expect.stringContaining("Recorded by version 0.0.7"),
      expect.stringContaining("Recorded with config other"),
    ]);
    const changed = post.text.replace('"outputs":{"levelPct":100}', '"outputs":{"levelPct":99}');
    expect(opened(changed).remarks).toEqual([expect.stringContaining("in outputs")]);
  });

  it.each<[string, (text: string) => string, RegExp]>([
    ["cut in a line", (text) => text.slice(0, 20_000), /^post\.jsonl: line \d+: not a JSON object\. The file is cut/],
    ["cut after its header", (text) => `${text.split("\n")[0] ?? ""}\n`, /^post\.jsonl: line 2: nothing is recorded/],
    ["without its first snapshot", (text) => without(text, 1), /^post\.jsonl: line 2: .*begin with a snapshot/],
    [
      "of another device",
      (text) => text.replace('"kind":"lamp-post"', '"kind":"fountain"'),
      /line 1: .*not the config/,
    ],
    [
      "with a state of nonsense",
      (text) => text.replace('"machine":{', '"machine":7,"was":{'),
      /line 2: .*save the record again/,
    ],
    ["whose time goes back", (text) => text.replace(/\n\{"t":\d+/, `\n{"t":1`), /line 3: .*goes back/],
    ["that is a list", () => '{"flightRecord":1,"config":[]}\n[]\n', /line \d: /],
    ["empty", () => "", /line 1: not a flight record/],
  ])("refuses a file %s, with its line", (_, spoil, problem) => {
    const read = readRecord(spoil(post.text), "post.jsonl");
    expect(read).toEqual([expect.stringMatching(problem)]);
  });
});

const without = (text: string, line: number): string =>
  text
    .split("\n")
    .filter((_, index) => index !== line)
    .join("\n");
