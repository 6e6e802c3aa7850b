import { isMap, parseDocument, visit } from "yaml";
import type { Document, ErrorCode, YAMLError, YAMLMap } from "yaml";
import { Reader } from "./reader.ts";

export type Opened = { readonly reader: Reader; readonly document: Document.Parsed; readonly map: YAMLMap | null };

const BEGIN_CONFIG = 'Begin with "device: NAME", as in config/lamp-post.yaml.';

/**
 * Parses the text of a config, or of another file in its manner: `begin` says how one begins. `map` is null when the text is no mapping that can be read, which the reader has been
 * told. Values are read as their text, so that `yes`, `010` or `1e3` mean what stands there and nothing else.
 */
export function openDocument(text: string, file: string, begin = BEGIN_CONFIG): Opened {
  const document = parseDocument(text, { prettyErrors: false, schema: "core" });
  const reader = new Reader(file, text);
  tellControlCharacter(reader, text);
  if (reader.problems.length === 0) tellSyntax(reader, document);
  if (reader.problems.length === 0) tellAliases(reader, document);
  const { contents } = document;
  if (reader.problems.length > 0) return { reader, document, map: null };
  if (isMap(contents)) return { reader, document, map: contents };
  const wrong = text.trim() === "" ? "the file is empty" : "this is not a config";
  reader.complain(contents, "", wrong, begin);
  return { reader, document, map: null };
}

/** A card that lost power leaves zeros; a terminal that shows a message must not be steered by it. */
function tellControlCharacter(reader: Reader, text: string): void {
  const offset = text.search(/[^\P{Cc}\t\n\r]/u);
  if (offset === -1) return;
  const code = (text.codePointAt(offset) ?? 0).toString(16).padStart(4, "0").toUpperCase();
  reader.complainAt(offset, "", `a control character (U+${code}) stands here`, "Delete it, or copy the file anew.");
}

/** Every key that is here twice, and the first of the other mistakes: the rest are its echoes. */
function tellSyntax(reader: Reader, document: Document.Parsed): void {
  const found: readonly YAMLError[] = [...document.errors, ...document.warnings];
  const twice = found.filter(({ code }) => code === "DUPLICATE_KEY");
  const [first] = found.filter(({ code }) => code !== "DUPLICATE_KEY");
  for (const error of first === undefined ? twice : [...twice, first]) {
    const [wrong, instead] = inWords(error);
    reader.complainAt(openQuote(document, error) ?? error.pos[0], "", wrong, instead);
  }
}

function tellAliases(reader: Reader, document: Document.Parsed): void {
  visit(document, {
    Alias: (_, alias) => {
      const instead = "Write out what it stands for. A text that begins with * goes in quotes.";
      reader.complain(alias, "", `*${alias.source} points at another place of the file`, instead);
    },
  });
}

/** Where the quotation mark stands that the parser misses the other of: it looks for that to the end of the file. */
function openQuote(document: Document.Parsed, { message, pos }: YAMLError): number | null {
  if (!MISSES_QUOTE.test(message)) return null;
  let found: number | null = null;
  visit(document, {
    Scalar: (_, { range, type }) => {
      if (type?.startsWith("QUOTE") === true && range != null && range[1] >= pos[0]) found = range[0];
    },
  });
  return found;
}

/** The parser's own words serve programmers; these serve whoever typed the file. */
function inWords({ code, message }: YAMLError): readonly [wrong: string, instead: string] {
  if (code === "BAD_INDENT" && message.startsWith("Flow")) return UNCLOSED;
  if (code === "MISSING_CHAR" && !MISSES_QUOTE.test(message)) return NO_VALUE;
  if (message.endsWith("at node end")) return ["the line before this is not a key and its value", NO_VALUE[1]];
  return WORDS[code] ?? [`this is not YAML (${message})`, "Compare with config/lamp-post.yaml."];
}

const UNCLOSED = ["a { or [ before this is not closed", "Write a part as { role: motion, driver: mock }."] as const;
const MISSES_QUOTE = /^Missing closing .quote/;
const NO_VALUE = [
  "this line is not a key and its value",
  'Write "key: value", with a space behind the colon.',
] as const;
const QUOTES = "Put quotes around the value.";

const WORDS: Partial<Record<ErrorCode, readonly [wrong: string, instead: string]>> = {
  TAB_AS_INDENT: ["a tab stands where spaces should", "Indent with two spaces."],
  DUPLICATE_KEY: ["this key is here twice", "Keep one of them."],
  BAD_INDENT: ["this line is indented unlike its neighbours", "Indent with two spaces a level."],
  MULTILINE_IMPLICIT_KEY: NO_VALUE,
  BLOCK_AS_IMPLICIT_KEY: [
    "a second colon follows, or the next line is indented too far",
    "Write one key on a line, level with its neighbours.",
  ],
  MULTIPLE_DOCS: ["a second config begins here", "Give each device a file of its own."],
  MISSING_CHAR: ["a quotation mark is opened and not closed", "Close it, or leave out both."],
  BAD_SCALAR_START: [
    "a value cannot begin with this character",
    "Put the number first, as 30 %; put a text in quotes.",
  ],
  BAD_DQ_ESCAPE: ["a backslash in double quotes means something else", "Use single quotes."],
  BLOCK_IN_FLOW: ["a comma or a } is missing", "Write a part as { role: motion, driver: mock }."],
  UNEXPECTED_TOKEN: ["this character has no place here", "Compare with config/lamp-post.yaml."],
  TAG_RESOLVE_FAILED: ["a value cannot begin with !", `Write out what it stands for. ${QUOTES}`],
  RESOURCE_EXHAUSTION: ["this is nested too deep", "Compare with config/lamp-post.yaml."],
};
