import { asyncApi } from "./asyncapi.ts";
import { exampleOn, exampleValues } from "./examples.ts";
import { ANSWER, STREAMS, streamNamed } from "./streams.ts";

type Schema = {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema | false;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly description?: string;
  readonly "x-unit"?: string;
  readonly additionalProperties?: Schema | boolean;
};
type Operation = {
  readonly action: string;
  readonly summary: string;
  readonly bindings: { readonly mqtt: { readonly qos: number; readonly retain: boolean } };
};
type AsyncApi = {
  readonly channels: Readonly<Record<string, { readonly address: string }>>;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

const HEAD = `# The contract, message by message

Made from \`config/contract/asyncapi.yaml\` by \`npm run contract\`. How to build a backend with it: [backend.md](backend.md). A
field with \`?\` may be missing; a unit is UCUM's and never stands in a message. Readers ignore fields that they do not know.
`;
const RECORD = `## Records

Around the \`values\` of every stream stands the same: here is all of it once, below only \`values\`. A record comes live on the
topic of its stream, or within \`up/b\`.
`;

/** `docs/contract.md`: every topic with its fields and an example. */
export function contractPage(): string {
  const document = asyncApi() as unknown as AsyncApi;
  const streams = [...STREAMS, ANSWER].map(({ name }) => (name === ANSWER.name ? "answer" : name));
  const messages = Object.keys(document.channels).filter((name) => !streams.includes(name));
  const records = document.components.schemas["clock-lost"]?.properties ?? {};
  const envelope: Schema = { properties: { ...records, values: { type: "object", description: "by stream" } } };
  return [
    HEAD,
    streamTable(),
    "## Messages of a session, and what comes down\n",
    ...messages.map((name) => messageSection(document, name)),
    RECORD,
    fieldTable({ ...envelope, required: document.components.schemas["clock-lost"]?.required ?? [] }),
    ...streams.map((name) => streamSection(document, name)),
  ].join("\n");
}

/** All streams at a glance; each has its section below. */
function streamTable(): string {
  const topics = { sample: "up/t/", event: "up/e/", answer: "up/r/" } as const;
  const rows = [...STREAMS, ANSWER].map((stream) => {
    const devices = stream.devices.map((kind) => (kind === "lamp-post" ? "post" : "bin")).join(", ");
    const period = stream.periodS === null ? "it happens" : `${stream.periodS} s`;
    return `| \`${topics[stream.kind]}${stream.name}\` | ${stream.class} | ${devices} | ${period} | ${stream.meaning} |`;
  });
  const head = "| topic after the device | class | from | usually every | says |\n|---|---|---|---|---|";
  return `## All streams\n\n${[head, ...rows].join("\n")}\n`;
}

function messageSection(document: AsyncApi, name: string): string {
  const schema = document.components.schemas[name] ?? {};
  const fields = schema.properties === undefined ? `${schema.description ?? ""}\n` : fieldTable(schema);
  return [heading(document, name), fields, fenced(exampleOn(name))].join("\n");
}

function streamSection(document: AsyncApi, name: string): string {
  const properties = document.components.schemas[name]?.properties;
  const stream = streamNamed(name);
  const usual = stream.periodS === null ? "when it happens" : `usually every ${stream.periodS} s`;
  const window =
    properties?.["aggregate"] === undefined ? "" : `, with \`aggregate\` of \`${stream.aggregateOf ?? ""}\``;
  const who = stream.devices.map((kind) => (kind === "lamp-post" ? "a post" : "a bin")).join(" or ");
  return [
    heading(document, name),
    `Class ${stream.class}, of ${who}, ${usual}${window}.\n`,
    fieldTable(properties?.["values"] ?? {}),
    fenced(exampleValues(name)),
  ].join("\n");
}

function heading({ channels, operations }: AsyncApi, name: string): string {
  const found = Object.entries(operations).filter(([key]) => key === `send-${name}` || key === `receive-${name}`);
  const ways = found.map(([, { action }]) => (action === "send" ? "up" : "down")).join(" and ");
  const { summary, bindings } = found[0]?.[1] ?? { summary: "", bindings: { mqtt: { qos: 1, retain: false } } };
  const kept = bindings.mqtt.retain ? "retained" : "not retained";
  return `### \`${channels[name]?.address ?? name}\`\n\n${ways}, QoS ${bindings.mqtt.qos}, ${kept}: ${summary}.\n`;
}

/** Two levels deep; what is deeper is said by its type. */
function fieldTable(schema: Schema): string {
  const rows = rowsOf(schema, "", 2).map((cells) => `| ${cells.join(" | ")} |`);
  return `${["| field | type | what |", "|---|---|---|", ...rows].join("\n")}\n`;
}

function rowsOf({ properties = {}, required = [] }: Schema, within: string, deep: number): string[][] {
  return Object.entries(properties).flatMap(([name, field]) => {
    const shown = `\`${within}${name}\`${required.includes(name) ? "" : "?"}`;
    const row = [shown, typeOf(field), (field.description ?? "").replaceAll("|", "\\|")];
    const inner = field.type === "array" && typeof field.items === "object" ? field.items : field;
    const isOpen = deep > 1 && inner.properties !== undefined && name !== "values";
    return [row, ...(isOpen ? rowsOf(inner, `${within}${name}${inner === field ? "." : "[]."}`, deep - 1) : [])];
  });
}

function typeOf(field: Schema): string {
  if (field.const !== undefined) return `\`${JSON.stringify(field.const)}\``;
  if (field.enum !== undefined) return field.enum.map(String).join(", ");
  if (field.anyOf !== undefined) return [field.anyOf.map(typeOf).join(" or "), ...unitOf(field)].join(" ");
  if (field.type === "array") {
    const of = typeof field.items === "object" ? ` of ${typeOf(field.items)}` : "";
    return `array${of}${field.maxItems === undefined ? "" : `, at most ${field.maxItems}`}`;
  }
  const { minimum, maximum } = field;
  const range = [
    minimum === undefined || minimum === Number.MIN_SAFE_INTEGER ? "" : `≥ ${minimum}`,
    maximum === undefined ? "" : `≤ ${maximum}`,
  ];
  const length = field.maxLength === undefined ? [] : [`at most ${field.maxLength} characters`];
  const pattern = field.pattern === undefined ? [] : [`\`${field.pattern.replaceAll("|", "\\|")}\``];
  return [
    [field.type ?? "any"].flat().join(" or "),
    ...unitOf(field),
    ...range.filter(Boolean),
    ...length,
    ...pattern,
  ].join(" ");
}

const unitOf = (field: Schema): string[] => (field["x-unit"] === undefined ? [] : [field["x-unit"]]);

const fenced = (example: unknown): string =>
  example === undefined ? "" : `\`\`\`json\n${JSON.stringify(example)}\n\`\`\`\n`;
