import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { chained, FIRST_HEAD, NO_NOTE } from "../../../device/keep/evidence/chain.ts";
import { headerLine } from "../../../device/keep/evidence/segment.ts";
import { checkHead, verify, type SegmentText } from "../../../device/keep/evidence/verify.ts";
import type { EvidenceHead } from "../../../device/measure/evidence.ts";
import { stopAt } from "./entries.ts";

const PER_FILE = 3;
const HEADS: EvidenceHead[] = [FIRST_HEAD];
const FILES: readonly SegmentText[] = [1, 2, 3].map((number) => {
  const name = `evidence-00000${number}.jsonl`;
  let text = headerLine("bin-12", number, HEADS.at(-1) ?? FIRST_HEAD);
  for (let index = 1; index <= PER_FILE; index += 1) {
    const head = HEADS.at(-1) ?? FIRST_HEAD;
    const line = chained(stopAt(head.seq + 1), head, { boot: "a" }, NO_NOTE);
    HEADS.push({ seq: head.seq + 1, hash: line.hash });
    text += `${line.text}\n`;
  }
  return { name, text };
});
const changed = (number: number, change: (lines: string[]) => void): readonly SegmentText[] =>
  FILES.map(({ name, text }, index) => {
    if (index !== number - 1) return { name, text };
    const lines = text.split("\n");
    change(lines);
    return { name, text: lines.join("\n") };
  });
const textOf = (body: string): string => {
  const hash = createHash("sha256").update(`${body}}`).digest("hex");
  return `${body},"hash":"${hash}"}`;
};
const placesOf = (files: readonly SegmentText[]) =>
  verify(files).broken.map(({ file, line, seq }) => [file, line, seq]);

describe("row 20: whoever rewrites the log is found, at the first place", () => {
  it("a whole log is whole, from whatever file it begins", () => {
    expect(verify(FILES)).toMatchObject({ broken: [], device: "bin-12", from: FIRST_HEAD, head: HEADS[9] });
    expect(verify(FILES.slice(1))).toMatchObject({ broken: [], from: HEADS[3], head: HEADS[9] });
    expect(verify([])).toMatchObject({ broken: [], from: null, head: null });
  });

  it("a line's hash is the SHA-256 of its text without the hash: sed and sha256sum can check it", () => {
    const line = FILES[0]?.text.split("\n")[1] ?? "";
    const body = line.replace(/,"hash":"[0-9a-f]{64}"\}$/, "}");
    expect(createHash("sha256").update(body).digest("hex")).toBe(HEADS[1]?.hash);
  });

  it("every byte of every line: changed, it is told with its file and line", () => {
    const [, file] = FILES;
    if (file === undefined) throw new Error("no file");
    const ends = file.text.split("\n").map(
      (
        (sum) => (line: string) =>
          (sum += line.length + 1)
      )(0),
    );
    for (let at = 0; at < file.text.length; at += 1) {
      const text = `${file.text.slice(0, at)}${file.text[at] === "7" ? "8" : "7"}${file.text.slice(at + 1)}`;
      const { broken } = verify([FILES[0] ?? file, { name: file.name, text }, FILES[2] ?? file]);
      expect(broken[0]).toMatchObject({ file: file.name, line: ends.findIndex((end) => at < end) + 1 });
    }
  });

  it("a line taken out, put in twice, or moved; a file taken out", () => {
    expect(placesOf(changed(2, (lines) => lines.splice(2, 1)))[0]).toEqual(["evidence-000002.jsonl", 3, 6]);
    expect(placesOf(changed(2, (lines) => lines.splice(2, 0, lines[2] ?? "")))[0]).toEqual([
      "evidence-000002.jsonl",
      4,
      5,
    ]);
    expect(placesOf(changed(2, (lines) => lines.splice(1, 2, ...lines.slice(1, 3).reverse())))[0]).toEqual([
      "evidence-000002.jsonl",
      2,
      5,
    ]);
    expect(placesOf(FILES.filter((_, index) => index !== 1))[0]).toEqual(["evidence-000002.jsonl", 0, null]);
    expect(placesOf(changed(2, (lines) => lines.splice(3, 1)))[0]).toEqual(["evidence-000003.jsonl", 1, 6]);
  });

  it("a line that is no JSON, whose hash is right, is told with its place", () => {
    expect(placesOf(changed(2, (lines) => (lines[2] = textOf('{"seq":5,nonsense'))))[0]).toEqual([
      "evidence-000002.jsonl",
      3,
      5,
    ]);
  });

  it("a line rewritten with a hash of its own does not fit the next one", () => {
    const forged = chained({ ...stopAt(5), what: "alive" }, HEADS[4] ?? FIRST_HEAD, { boot: "a" }, NO_NOTE);
    expect(placesOf(changed(2, (lines) => (lines[2] = forged.text)))).toEqual([["evidence-000002.jsonl", 4, 6]]);
  });

  it("a line with another number than its place has", () => {
    const head = { seq: 6, hash: HEADS[4]?.hash ?? "" };
    const forged = chained(stopAt(5), head, { boot: "a" }, NO_NOTE);
    expect(placesOf(changed(2, (lines) => (lines[2] = forged.text)))[0]).toEqual(["evidence-000002.jsonl", 3, 7]);
  });

  it("a half of a line: at the very end it is a power cut, elsewhere it is broken", () => {
    const cut = (number: number) => changed(number, (lines) => lines.splice(3, 2, (lines[3] ?? "").slice(0, 50)));
    expect(verify(cut(3))).toMatchObject({ broken: [], tornBytes: 50, head: HEADS[8] });
    expect(placesOf(cut(2))[0]).toEqual(["evidence-000002.jsonl", 4, null]);
  });

  it("a whole tail taken off is found by a head that the city was told; so is a log made anew", () => {
    const [whole, shorter] = [verify(FILES), verify(changed(3, (lines) => lines.splice(2, 2)))];
    const told = HEADS[9] ?? FIRST_HEAD;
    expect([checkHead(whole, told), checkHead(shorter, told)]).toEqual(["stands", "missing"]);
    expect(checkHead(whole, HEADS[4] ?? told)).toBe("stands");
    expect(checkHead(whole, { seq: 4, hash: HEADS[5]?.hash ?? "" })).toBe("rewritten");
    expect(checkHead(verify(FILES.slice(1)), HEADS[3] ?? told)).toBe("stands");
    expect(checkHead(verify(FILES.slice(1)), HEADS[2] ?? told)).toBe("tooOld");
    expect(checkHead(verify([]), told)).toBe("missing");
  });

  it("an entry behind a broken place says so, for whoever counts hours", () => {
    const { entries } = verify(changed(2, (lines) => lines.splice(2, 1)));
    expect(entries.map(({ seq, damaged }) => [seq, damaged])).toContainEqual([6, "evidence-000002.jsonl"]);
    expect(entries.filter(({ damaged }) => damaged !== undefined)).toHaveLength(1);
  });
});
