import { quoted } from "../../../config/problem.ts";
import { FIELDS, spotOf, wrongAnswer, type Answers, type Field } from "./fields.ts";

/** A street has at most so many posts. Our choice: the longest streets of a city have some hundreds. */
export const ROWS_MAX = 2_000;

export type Row = { readonly line: number; readonly answers: Answers };
export type Street =
  { readonly ok: true; readonly rows: readonly Row[] } | { readonly ok: false; readonly problems: readonly string[] };

type Line = { readonly line: number; readonly cells: readonly string[] };

/** What two posts of a street cannot share, and the same for both however it is written. */
const UNIQUE: readonly (readonly [field: Field, alike: (text: string) => string])[] = [
  ["device", (text) => text],
  ["plate", (text) => text.trim().toLowerCase()],
  ["place", spotOf],
];

/**
 * A street as a spreadsheet saves it: a line a post, the names of the columns in the first, with `,` or `;` between.
 * `common` stands for the columns that are not there, and `fields` are those that may be. Every problem is told with its line.
 */
export function readStreet(text: string, file: string, common: Answers, fields: readonly Field[] = FIELDS): Street {
  const records = recordsOf(text.replace(/^\uFEFF/, ""));
  if (records === null) return refuse(`${file}: a quotation mark is opened and not closed. Save it as CSV again.`);
  const [head, ...rest] = records;
  if (head === undefined || rest.length === 0)
    return refuse(
      `${file}:1 no post is in it. Write the columns in the first line, such as device,plate,place; then a line a post.`,
    );
  if (rest.length > ROWS_MAX) return refuse(`${file}: ${rest.length} posts, and ${ROWS_MAX} is the most. Divide it.`);
  const columns = columnsOf(head, common, fields);
  if (typeof columns === "string") return refuse(`${file}:${head.line} ${columns}`);
  const rows = rest.map(({ line, cells }) => ({ line, answers: answersOf(columns, cells, common) }));
  const problems = [
    ...rest
      .filter(({ cells }) => cells.length !== columns.length)
      .map(
        ({ line, cells }) =>
          `${file}:${line} has ${cells.length} columns, and the first line ${columns.length}. Put quotes around a text with a comma.`,
      ),
    ...rows.flatMap((row) => wrongCells(row, fields).map((wrong) => `${file}:${row.line} ${wrong}`)),
    ...twice(rows, file),
  ];
  return problems.length === 0 ? { ok: true, rows } : { ok: false, problems };
}

const refuse = (problem: string): Street => ({ ok: false, problems: [problem] });

function columnsOf({ cells }: Line, common: Answers, fields: readonly Field[]): readonly Field[] | string {
  const names = cells.map((cell) => cell.trim().toLowerCase());
  const unknown = names.find((name) => !(fields as readonly string[]).includes(name));
  if (unknown !== undefined) return `${quoted(unknown)} is no column. Write ${fields.join(", ")}.`;
  const doubled = names.find((name, index) => names.indexOf(name) !== index);
  if (doubled !== undefined) return `the column ${doubled} is here twice. Keep one of them.`;
  const both = names.find((name) => common[name as Field] !== undefined);
  if (both !== undefined) return `the column ${both} is here, and --${both} too. Keep one of them.`;
  return names as Field[];
}

function answersOf(columns: readonly Field[], cells: readonly string[], common: Answers): Answers {
  const answers: Partial<Record<Field, string>> = { ...common };
  for (const [index, field] of columns.entries()) {
    const cell = cells[index]?.trim() ?? "";
    if (cell !== "") answers[field] = cell;
  }
  return answers;
}

const wrongCells = ({ answers }: Row, fields: readonly Field[]): readonly string[] =>
  fields.flatMap((field) => {
    const wrong = wrongAnswer(field, answers[field] ?? "");
    if (wrong === null) return [];
    return [
      answers[field] === undefined ? `${field}: is missing. Add the column, or say --${field}.` : `${field}: ${wrong}`,
    ];
  });

/** Each id, plate and place that stands twice, with both lines. */
function twice(rows: readonly Row[], file: string): readonly string[] {
  return UNIQUE.flatMap(([field, alike]) => {
    const seen = new Map<string, number>();
    return rows.flatMap(({ line, answers }) => {
      const text = answers[field];
      if (text === undefined) return [];
      const first = seen.get(alike(text));
      if (first === undefined) {
        seen.set(alike(text), line);
        return [];
      }
      return [`${file}:${line} ${field} ${quoted(text)} stands in line ${first} already. Each post has its own.`];
    });
  });
}

/** RFC 4180, and `;` where the first line has more of them than commas. null: a quotation mark is not closed. */
function recordsOf(text: string): readonly Line[] | null {
  const head = text.slice(0, Math.max(0, text.search(/[\r\n]|$/)));
  const separator = head.split(";").length > head.split(",").length ? ";" : ",";
  const records: Line[] = [];
  let [line, begun, cells, cell, isQuoted] = [1, 1, [] as string[], "", false];
  const end = (): void => {
    cells.push(cell);
    if (cells.some((each) => each.trim() !== "")) records.push({ line: begun, cells });
    [cells, cell, begun] = [[], "", line];
  };
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? "";
    if (letter === "\n") line += 1;
    if (isQuoted) {
      if (letter !== '"') cell += letter;
      else if (text[at + 1] === '"') cell += text[(at += 1)] ?? "";
      else isQuoted = false;
    } else if (letter === '"' && cell.trim() === "") [isQuoted, cell] = [true, ""];
    else if (letter === separator) [cells, cell] = [[...cells, cell], ""];
    else if (letter === "\n") end();
    else if (letter !== "\r") cell += letter;
  }
  end();
  return isQuoted ? null : records;
}
