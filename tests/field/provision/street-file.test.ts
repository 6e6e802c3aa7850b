import { expect, it } from "vitest";
import { readStreet, ROWS_MAX } from "../../../device/field/provision/street-file.ts";

const COMMON = { tenant: "stockholm", kind: "lamp-post", broker: "mqtts://broker.example:8883" };
const read = (text: string, common = COMMON) => readStreet(text, "street.csv", common);
const problems = (text: string, common = COMMON): readonly string[] => {
  const street = read(text, common);
  return street.ok ? [] : street.problems;
};

const STREET = `device,plate,place,label
post-1,4711-1,59.32938 N 18.06871 E,"Hornsgatan 1, ""the corner"""
post-2,4711-2,"59.32940 N, 18.06899 E",
`;

it("a line a post, as a spreadsheet saves it, in English and in Swedish", () => {
  const swedish = `\uFEFF${STREET.replaceAll(/,(?! 18| "")/g, ";").replaceAll("\n", "\r\n")}`;
  for (const text of [STREET, swedish]) {
    const street = read(text);
    expect(street).toMatchObject({ ok: true });
    const rows = street.ok ? street.rows : [];
    expect(rows.map(({ line }) => line)).toEqual([2, 3]);
    expect(rows[0]?.answers).toMatchObject({ ...COMMON, device: "post-1", plate: "4711-1" });
    expect(rows[0]?.answers.label).toMatch(/^Hornsgatan 1. "the corner"$/);
    expect(rows[1]?.answers).toEqual({ ...COMMON, device: "post-2", plate: "4711-2", place: "59.32940 N, 18.06899 E" });
  }
});

const ROW = "post-3,4711-3,59.4 N 18.1 E,";

it.each([
  ["id", "post-1,4711-4,59.5 N 18.2 E,", 'device "post-1" stands in line 2 already'],
  ["plate", "post-4,4711-1,59.5 N 18.2 E,", 'plate "4711-1" stands in line 2 already'],
  ["place, however it is written", "post-4,4711-4,59.329380N 18.0687100 E,", "stands in line 2 already"],
])("an %s that stands twice is told with both lines", (_, row, told) => {
  const [first, ...rest] = problems(`${STREET}${ROW}\n${row}\n`);
  expect(first).toMatch(/^street\.csv:5 /);
  expect(first).toContain(told);
  expect(rest).toEqual([]);
});

it.each([
  ["nothing", "", /^street\.csv:1 no post/],
  ["a head alone", "device,plate,place\n", /^street\.csv:1 no post/],
  ["an unknown column", "device,colour\na,b\n", /street\.csv:1 "colour" is no column\. Write tenant, device/],
  ["a column twice", "device,device\na,b\n", /the column device is here twice/],
  ["a column that is a flag too", "device,tenant\na,b\n", /the column tenant is here, and --tenant too/],
  ["a row too short", `${STREET}post-9,4711-9\n`, /street\.csv:4 has 2 columns, and the first line 4/],
  ["an open quotation mark", `${STREET}"post-9,4711-9\n`, /street\.csv: a quotation mark is opened/],
  [
    "a wrong id",
    `${STREET}Post 9,4711-9,59.5 N 18.2 E,\n`,
    /street\.csv:4 device: "Post 9" cannot be used here\. Write small/,
  ],
  [
    "a place without a side",
    `${STREET}post-9,4711-9,59.5 18.2,\n`,
    /street\.csv:4 place: "59.5 18.2" is no place\. Write/,
  ],
  ["a latitude that is none", `${STREET}post-9,4711-9,95 N 18.2 E,\n`, /street\.csv:4 place: 95 N is above 90 N/],
  [
    "no plates",
    "device,place\npost-1,59.5 N 18.2 E\n",
    /street\.csv:2 plate: is missing\. Add the column, or say --plate/,
  ],
])("%s: a line that says where, what, and what to write", (_, text, told) => {
  expect(problems(text).join("\n")).toMatch(told);
});

it("is bounded", () => {
  const rows = Array.from({ length: ROWS_MAX + 1 }, (_, n) => `p-${n},${n},59.${n} N 18 E`).join("\n");
  expect(problems(`device,plate,place\n${rows}\n`)[0]).toContain("2001 posts, and 2000 is the most");
});
