import { counterpartText, MODELS, type Model, type NameRow } from "./counterpart.ts";
import { NAMES } from "./names.ts";

const HEADS: { readonly [Name in Model]: string } = {
  talq: "TALQ 2.7.1",
  lwm2m: "uCIFI / LwM2M",
  ngsi: "NGSI-LD",
};

const PARTS = [
  [
    "config",
    "Config",
    "As the keys stand in the file, `NAME` being its own; units are those of the checked config ([config.md](config.md)).",
  ],
  ["value", "Values", "`stream.value`, or `ts` of every record ([backend.md](backend.md))."],
  ["event", "Events", "`stream`, or `stream=word` where one word of it has a name of its own."],
] as const;

/** `docs/interop.md`: the table as a page for whoever joins a city's systems. */
export function interopPage(): string {
  const parts = PARTS.flatMap(([kind, title, says]) => [`## ${title}`, says, table(kind)]);
  return `${[INTRODUCTION, ...parts, alone(), MAPPERS].join("\n\n")}\n`;
}

function table(kind: NameRow["kind"]): string {
  const head = ["ours", "unit", ...MODELS.map((model) => HEADS[model]), "mind"];
  const rows = NAMES.filter((row) => row.kind === kind && MODELS.some((model) => row[model] !== undefined));
  const cells = rows.map((row) => [
    `\`${row.ours}\``,
    row.unit ?? "",
    ...MODELS.map((model) => counterpartText(row[model])),
    row.note ?? "",
  ]);
  return [head, head.map(() => "---"), ...cells].map((line) => `| ${line.join(" | ")} |`).join("\n");
}

function alone(): string {
  const rows = NAMES.filter((row) => MODELS.every((model) => row[model] === undefined));
  const lines = rows.map(({ ours, note }) => `- \`${ours}\`${note === undefined ? "" : `: ${note}`}`);
  return ["## What only we have", "No counterpart in any of the three:", lines.join("\n")].join("\n\n");
}

const INTRODUCTION = `# Interop: what of ours is what of theirs

Made by \`npm run contract\` from \`device/contract/interop\`, from which the mappers take their names and factors too. Do
not edit. Names and units of TALQ are those of its 2.7.1 data model (OAS), of uCIFI those of the LwM2M registry
(\`object/resource\`), of NGSI-LD those of FIWARE's Smart Data Models, of a Streetlight
unless another type stands before the point. They are here as references: nothing here says that
anything is certified.

- **A factor is written as a division**: \`s = ours / 1000\` is 60 s for our 60000 ms. Without one the number is the same.
- **Levels** are 0 to 100 in TALQ and LwM2M (whole; \`/100\` is LwM2M's percent) and **0 to 1 in NGSI-LD**.
- **How full a bin is**: 0 to 100 here, in LwM2M and (whole) in TALQ, 0 to 1 in NGSI-LD and with Bintel, **tenths, 0 to 10,
  with Bigbelly**. The threshold is percent in NGSI-LD although the level is a share, and **metres of litter in TALQ**.
  A level that is not known is left out, and is never 0 or 100 %: \`quality\` says why.
- **Energy** is Wh here and in LwM2M 3418/6 (kWh in its version 1), **kWh in TALQ, LwM2M 3416/47 and NGSI-LD**.
- TALQ has three levels: *target* is the last command received, *feedback* the one in effect, *actual* what the lamp gives.
  The city hears of the last alone, as a mean: the other two would show when someone passed.
- TALQ 2.7.1 calls \`LampType\` deprecated. \`LuminaireType\` has the same names, \`powerConsumption\` for \`wattage\` aside.
- A \`–\` means that this model has no word for it.`;

const MAPPERS = `## The mappers

\`device/contract/interop/ngsi.ts\` makes a \`Streetlight\` and a \`StreetlightModel\` of the newest that is known of a post,
\`ngsi-group.ts\` a \`StreetlightGroup\` of the posts on one phase of one cabinet. \`keyValues\` is the short form, which the
published schemas describe, \`normalised\` the long one with units and moments. What is not known is left out, and is never
0. While a post has not said which alarms hold there is no entity, because \`status\` is compulsory. Records of mocks do not
count. There is no \`StreetlightControlCabinet\`: nobody told a post where its cabinet stands. \`lifetimeMotionDetected\` is a
sum of counts that each were 3 or more, never a moment. \`powerState\` is \`low\` below half of full light, our choice.

\`device/contract/interop/talq.ts\` makes a TALQ calendar and its \`ControlProgramOne\`s of our programs, and says in sentences
where TALQ cannot tell what the post does. Its gateway needs \`dayOffset\` 12: our nights last from noon to noon. The window
in which a photocell may decide is counted back from sunset *with* its offset, as we read TALQ.

Of a litter bin \`ngsi-bin.ts\` makes a \`WasteContainer\`, \`talq-bin.ts\` the functions of TALQ's waste profile, \`senml.ts\` the
objects 3435 and 3411 as SenML (RFC 8428), and \`bin-scales.ts\` the scales of Bigbelly and Bintel. \`status\` of a
WasteContainer is about safety alone, the gravest of burning, dropped, vandalized and lidOpen; a full bin or a press that is
locked out is \`ok\`. What the model has no word for are attributes of our own, \`compactorState\` and \`fillingLevelQuality\`,
named \`urn:gaturum:…\` in the context. SenML names are \`tenant/device/\` and the LwM2M path. LwM2M's *empty* is at 20 % and
below, as it is when a collection is judged.`;
