import type { Command } from "commander";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { VerbBench, type Said } from "./verb-bench.ts";

/** What is typed after a verb, the exit code where it is not the usual one, and how many lines it takes to say. */
type Row = readonly [words: string | readonly string[], unusual?: { readonly code?: number; readonly lines?: number }];
/** What can be wrong with what was typed. */
const WRONGS = ["missing", "away", "denied", "unwritable"] as const;
type Wrong = (typeof WRONGS)[number];
/** 1: a problem. 3: not permitted. */
const USUAL: Readonly<Record<Wrong, number>> = { missing: 1, away: 1, denied: 3, unwritable: 3 };

/** Of a running device: by its config, or by its name. */
const ofDevice = (words = ""): Readonly<Partial<Record<Wrong, Row>>> => ({
  missing: [`${words} --config gone.yaml`],
  away: [`${words} --device gone-1`],
  denied: [`${words} --device shut-1`],
});
/** Of a config alone. */
const ofConfig = { missing: ["--config gone.yaml"], denied: ["--config secret"] } as const;
const BROKER = "--broker mqtt://127.0.0.1:1 --tenant t";
const withCa = (file: string): string => `--broker mqtts://127.0.0.1:1 --tenant t --ca ${file}`;
const withKey = (file: string): string => `${BROKER} --kid k --key ${file}`;
/** Files that a broker's verbs are given are words of the command line: 2. */
const WORDS = { code: 2 };
const CARD = [
  "--tenant",
  "t",
  "--device",
  "p-1",
  "--kind",
  "lamp-post",
  "--place",
  "59.3 N 18.0 E",
  "--label",
  "x",
  "--plate",
  "1",
];
const CARD_ELSE = ["--cabinet", "c", "--phase", "L1", "--group", "g", "--broker", "mqtts://b.example:8883"];

const TABLE: Readonly<Record<string, Partial<Record<Wrong, Row>>>> = {
  run: { ...ofConfig, unwritable: ["--mock --config post.yaml"] },
  why: { ...ofDevice(), unwritable: ["--device open-1 --record locked/record"] },
  dim: ofDevice("50"),
  listen: { missing: ["/dev/gone --as a02yyuw"], denied: ["./secret --as a02yyuw"] },
  check: { missing: ["--config gone.yaml"], away: ["--config post.yaml lamp"], denied: ["--config secret"] },
  status: ofDevice(),
  logs: { ...ofDevice(), denied: ["--config secret"] },
  bundle: {
    missing: ["--config gone.yaml --out bundle.tar.gz"],
    away: ["--device gone-1 --out bundle.tar.gz", { lines: 3 }],
    denied: ["--config secret --out bundle.tar.gz"],
    unwritable: ["--device gone-1 --out locked/bundle.tar.gz"],
  },
  selftest: ofDevice(),
  inhibit: ofDevice("--for 1h"),
  "reset-latch": ofDevice("--who W --why Y"),
  calibrate: ofDevice("bin --wait"),
  update: { missing: ["--from gone", WORDS], denied: ["--from repository --device gone-1"] },
  report: { ...ofDevice(), missing: ["--file gone.jsonl"] },
  evidence: { ...ofDevice(), missing: ["--from gone"], denied: ["--from hidden"] },
  console: ofDevice("--json"),
  provision: {
    missing: ["--street gone.csv --tenant t"],
    denied: ["--street secret --tenant t"],
    unwritable: [[...CARD, ...CARD_ELSE, "--out", "locked/p-1"]],
  },
  flash: { missing: ["gone.img card.img"], denied: ["secret card.img"] },
  "flash-board": { missing: ["gone.hex /dev/gone"], away: ["board.hex /dev/gone"], denied: ["secret /dev/gone"] },
  wiring: ofConfig,
  schema: {},
  replay: { missing: ["gone.tar.gz"], denied: ["secret"] },
  simulate: { ...ofConfig, unwritable: ["--config post.yaml --trace locked/trace"] },
  plan: ofConfig,
  street: {},
  receive: {
    missing: [`${BROKER} --devices gone.txt`, WORDS],
    denied: [`${BROKER} --devices secret`],
    // SQLite does not say why it cannot.
    unwritable: [`${BROKER} --database locked/city.db`, { code: 1 }],
  },
  watch: { missing: [withCa("gone.pem"), WORDS], away: [BROKER], denied: [withCa("secret")] },
  send: {
    missing: [`identify --to p-1 ${withKey("gone.pem")}`, WORDS],
    away: [`identify --to p-1 ${withKey("city.pem")}`],
    denied: [`identify --to p-1 ${withKey("secret")}`],
  },
  patrol: {
    missing: [`--devices gone.txt ${withKey("city.pem")}`, WORDS],
    away: [`--group g ${withKey("city.pem")}`],
    denied: [`--group g ${withKey("secret")}`],
  },
  retire: {
    missing: [`p-1 --yes ${withCa("gone.pem")}`, WORDS],
    away: [`p-1 --yes ${BROKER}`],
    denied: [`p-1 --yes ${withCa("secret")}`],
  },
};

const bench = new VerbBench();
let verbs: readonly Command[] = [];
beforeAll(async () => void (verbs = await bench.open()));
afterAll(() => bench.close());

const rows = Object.entries(TABLE).flatMap(([verb, wrongs]) =>
  WRONGS.flatMap((wrong) => (wrongs[wrong] === undefined ? [] : [[verb, wrong, wrongs[wrong]] as const])),
);
const wordsOf = (verb: string, words: Row[0]): readonly string[] =>
  [verb, ...(typeof words === "string" ? words.trim().split(" ") : words)].filter((word) => word !== "");

describe("every verb, with something wrong in what was typed, says in a line what and how to go on", () => {
  it.each(rows)("%s, %s", async (verb, wrong, [words, unusual = {}]) => {
    const said = await bench.say(wordsOf(verb, words), wrong === "denied" || wrong === "unwritable");
    expect(said.code).toBe(unusual.code ?? USUAL[wrong]);
    // What check finds is its answer, and more than a line.
    const lines = verb === "check" ? [said.out.replace(/\s+/g, " ").trim()] : linesOf(said);
    expect(lines).toHaveLength(unusual.lines ?? 1);
    for (const line of lines) expect(line).toMatch(/^\S.*[.?:] \S.*\S$/);
    expect(lines[0]).toMatch(wrong === "away" ? /\S/ : /gone|secret|hidden|locked|shut-1|post-4711|root/);
  });

  it.each(Object.keys(TABLE))("%s, a wrong flag", async (verb) => {
    const [words = ""] = TABLE[verb]?.missing ?? [];
    const said = await bench.say([...wordsOf(verb, words), "--no-such-flag"]);
    const err = "error: unknown option '--no-such-flag'. Say `gaturum --help`, or `gaturum VERB --help`.\n";
    expect(said).toEqual({ code: 2, out: "", err });
  });

  it("no verb, with a guess", async () => {
    const { code, err } = await bench.say(["chek"]);
    expect([code, err]).toEqual([
      2,
      "error: unknown command 'chek' (Did you mean check?). Say `gaturum --help`, or `gaturum VERB --help`.\n",
    ]);
  });
});

const linesOf = ({ err }: Said): readonly string[] => err.replace(/\n$/, "").split("\n");

/** A verb that is given this has those rows too: a file can be missing or nobody's, a device away, an outcome unwritable. */
const NEEDS: readonly (readonly [given: RegExp, rows: readonly Wrong[]])[] = [
  [
    /^--(?:config|file|from|street|template|key|ca|scenario|devices) |^<?(?:file|image|firmware|port)>?$/,
    ["missing", "denied"],
  ],
  [/^--device <name>$/, ["away"]],
  [/^--(?:out|record|trace) /, ["unwritable"]],
];
/** What has no such row, and why. */
const EXEMPT: Readonly<Record<string, string>> = {
  "update away": "it asks no device before it has a repository, and then it is root's to do",
  "provision away": "its --device is a name to give",
};

it("the table has each verb of gaturum --help, and a row for each thing that it can be given wrongly", () => {
  expect(verbs.map((verb) => verb.name()).sort()).toEqual(Object.keys(TABLE).sort());
  const wanted = verbs.flatMap((verb) => {
    const given = [...verb.options.map(({ flags }) => flags), ...verb.registeredArguments.map((each) => each.name())];
    return NEEDS.filter(([pattern]) => given.some((each) => pattern.test(each))).flatMap(([, needed]) =>
      needed.map((wrong) => [verb.name(), wrong] as const),
    );
  });
  const without = wanted.filter(([verb, wrong]) => TABLE[verb]?.[wrong] === undefined).map((pair) => pair.join(" "));
  expect(without.sort()).toEqual(Object.keys(EXEMPT).sort());
});
