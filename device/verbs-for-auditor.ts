import { join } from "node:path";
import { Option, type Command } from "commander";
import type { DeviceConfig } from "../config/device-config.ts";
import { wholeNumber, wrongUse } from "./options.ts";

/** How a device is named, and how one finds it. */
type Named = { readonly config?: string; readonly device?: string };
type Ways = {
  readonly loaded: (file: string) => Promise<DeviceConfig>;
  readonly socketOf: (verb: string, named: Named) => Promise<string>;
};
type ReportWords = Named & {
  readonly file?: string;
  readonly evidence?: readonly string[];
  readonly last: number;
  readonly from?: string;
  readonly to?: string;
  readonly price?: string;
  readonly schedule?: string;
  readonly tripCost?: string;
  readonly csv: boolean;
  readonly json: boolean;
  readonly lang: "en" | "sv";
};
type EvidenceVerb = Named & {
  readonly from?: string;
  readonly verify: boolean;
  readonly head?: string;
  readonly last: number;
  readonly json: boolean;
};

/** The words of what has been: `report` and `evidence`. */
export function addAuditorVerbs(program: Command, ways: Ways): void {
  addReport(program, ways);
  addEvidence(program, ways);
}

function addReport(program: Command, ways: Ways): void {
  program
    .command("report")
    .summary("at the post or the desk: a lamp's days in kWh and money, or what an auditor asks of bins")
    .option("--config <file>", "the config of the device")
    .option("--device <name>", "or its name; where one runs, nobody needs to say it")
    .option("--file <file>", "lamp: or records of up/t/lamp-day, one JSON object a line")
    .option("--evidence <folder...>", "bins: or their evidence, or copies of it, one folder a bin")
    .option("--last <days>", "lamp: how many days", wholeNumber(1, 3_660), 35)
    .option("--price <price>", 'lamp: what energy costs, as "1.20 kr/kWh"')
    .option("--from <date>", "bins: first day, as 2026-11-01")
    .option("--to <date>", "bins: last day")
    .option("--schedule <trips>", 'bins: the fixed round to compare with, as "7/week"')
    .option("--trip-cost <money>", 'bins: what one trip costs, as "180 kr"')
    .option("--csv", "for a spreadsheet", false)
    .option("--json", "bins: one JSON object a bin", false)
    .addOption(new Option("--lang <language>", "of the words and the numbers").choices(["en", "sv"]).default("en"))
    .addHelpText(
      "after",
      '\nExamples: gaturum report --device post-4711-0382 --price "1.20 kr/kWh" --csv --lang sv\n' +
        '          gaturum report --device bin-12 --from 2026-11-01 --to 2026-11-30 --schedule 7/week --trip-cost "180 kr"',
    )
    .action(async (words: ReportWords) => {
      const { config, device, file, evidence } = words;
      if ([config, device, file, evidence].filter((given) => given !== undefined).length !== 1) {
        wrongUse("report needs one of --device NAME, --config FILE, --file FILE and --evidence FOLDER");
      }
      process.exitCode = (await isOfBins(words, ways)) ? await reportBins(words, ways) : await reportLamp(words, ways);
    });
}

/** A config says what it is of; with a name alone, a period does. */
async function isOfBins({ config, evidence, from, to }: ReportWords, { loaded }: Ways): Promise<boolean> {
  if (config !== undefined) return (await loaded(config)).kind === "litter-bin";
  return evidence !== undefined || from !== undefined || to !== undefined;
}

async function reportLamp({ file, price: text, lang, last, csv, ...named }: ReportWords, ways: Ways): Promise<number> {
  const { priceIn, report } = await import("./field/report.ts");
  const ofBins = (["from", "to", "schedule", "tripCost"] as const).filter((name) => named[name] !== undefined);
  if (ofBins.length > 0 || named.json) wrongUse("--from, --to, --schedule, --trip-cost and --json are for bins");
  const price = text === undefined ? null : priceIn(text);
  if (text !== undefined && price === null) wrongUse(`--price ${text}: write a price such as "1.20 kr/kWh"`);
  const from = file === undefined ? { socket: await ways.socketOf("report", named) } : { file };
  return report({ from, last, price, csv, language: lang });
}

async function reportBins(words: ReportWords, ways: Ways): Promise<number> {
  const { binReport, costIn, isDay, tripsPerWeekIn } = await import("./field/bin-report.ts");
  const { from, to, csv, json, lang: language } = words;
  if (from === undefined || to === undefined) wrongUse("report of a bin needs --from DATE and --to DATE");
  for (const day of [from, to]) if (!isDay(day)) wrongUse(`${day}: write a day such as 2026-11-01`);
  if (to < from) wrongUse(`--to ${to} is before --from ${from}`);
  if (csv && json) wrongUse("--csv or --json, not both");
  const tripsPerWeek = words.schedule === undefined ? null : tripsPerWeekIn(words.schedule);
  if (words.schedule !== undefined && tripsPerWeek === null) {
    wrongUse(`--schedule ${words.schedule}: write how often, as "7/week" or "1/day"`);
  }
  const tripCost = words.tripCost === undefined ? null : costIn(words.tripCost);
  if (words.tripCost !== undefined && tripCost === null) {
    wrongUse(`--trip-cost ${words.tripCost}: write money such as "180 kr"`);
  }
  if (tripCost !== null && tripsPerWeek === null)
    wrongUse("--trip-cost needs --schedule: what would be driven without it");
  const directories = words.evidence ?? [await evidenceOf("report", words, ways)];
  const schedule = tripsPerWeek === null ? null : { tripsPerWeek, tripCost };
  return binReport({ directories, from, to, schedule, as: json ? "json" : csv ? "csv" : "text", language });
}

function addEvidence(program: Command, ways: Ways): void {
  program
    .command("evidence")
    .summary(
      "at the bin or the desk: what it keeps of stops, strokes, resets and collections, and whether that is whole",
    )
    .option("--config <file>", "the config of the bin")
    .option("--device <name>", "or its name")
    .option("--from <folder>", "or a copy of its evidence")
    .option("--verify", "follow the chain, and tell the first place where it is broken", false)
    .option("--head <seq:hash>", "and check a head that the city was told, from its up/t/bin-day")
    .option("--last <entries>", "how many entries to show", wholeNumber(1, 100_000), 20)
    .option("--json", "JSON lines, as they are in the files", false)
    .addHelpText("after", "\nExample: gaturum evidence --device bin-12 --verify")
    .action(async (words: EvidenceVerb) => {
      const { config, device, from } = words;
      if ([config, device, from].filter((given) => given !== undefined).length !== 1) {
        wrongUse("evidence needs one of --device NAME, --config FILE and --from FOLDER");
      }
      const { evidence, headIn } = await import("./field/evidence.ts");
      const head = words.head === undefined ? null : headIn(words.head);
      if (words.head !== undefined && head === null) {
        wrongUse("--head: write evidenceSeq:evidenceHash, as a record of up/t/bin-day has them");
      }
      const directory = from ?? (await evidenceOf("evidence", words, ways));
      const { verify, last, json } = words;
      process.exitCode = evidence({ directory, verify, head, last, json });
    });
}

/** Where a bin keeps its evidence. */
async function evidenceOf(verb: string, named: Named, { loaded }: Ways): Promise<string> {
  const { stateDirectory } = await import("./field/run-directory.ts");
  const config = named.config === undefined ? null : await loaded(named.config);
  if (config?.kind === "lamp-post") wrongUse(`${config.file}: a lamp post. ${verb} of evidence is for a litter bin.`);
  return join(stateDirectory(config?.device ?? named.device ?? ""), "evidence");
}
