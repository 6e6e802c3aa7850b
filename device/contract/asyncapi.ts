import { z } from "zod";
import { ZONE_BYTES } from "./limits.ts";
import type { Stream } from "./stream.ts";
import { ANSWER, STREAMS } from "./streams.ts";
import { COMMANDS } from "./commands.ts";
import { ackSchema, commandSchema, desiredSchema, twinSchema } from "./downlink.ts";
import { activeSchema, birthSchema, hostSchema, stateSchema } from "./session.ts";
import { trustSchema } from "./trust.ts";
import { batchSchema, recordSchemaOf } from "./validate.ts";

type Document = { [key: string]: unknown };
type Channel = {
  readonly name: string;
  readonly address: string;
  readonly actions: readonly ("send" | "receive")[];
  readonly retain: boolean;
  readonly summary: string;
  readonly schema: Document;
  /** 1 if left out. */
  readonly qos?: 0 | 1;
  /** JSON if left out. */
  readonly contentType?: string;
};

const TENANT = "gaturum/1/{tenant}";
const BASE = `${TENANT}/{device}`;
const BRANCH = { sample: "up/t", event: "up/e", answer: "up/r" } as const;

/** The contract as one AsyncAPI 3.0 document, made from the very schemas that the device checks its records with. */
export function asyncApi(): Document {
  const channels = [...sessionChannels(), ZONE, ...[...STREAMS, ANSWER].map(streamChannel)];
  return {
    asyncapi: "3.0.0",
    info: {
      title: "gaturum: what the city sees",
      version: "1.0.0",
      description:
        "Actions are the device's own: `send` is what it publishes. QoS is 1 where a city listens. Within version 1 fields may be " +
        "added: readers ignore those that they do not know. Drop doubles by (device, boot, class, seq).",
      license: { name: "Apache-2.0" },
    },
    defaultContentType: "application/json",
    channels: Object.fromEntries(channels.map((channel) => [channel.name, channelOf(channel)])),
    operations: Object.fromEntries(
      channels.flatMap((channel) =>
        channel.actions.map((action) => [`${action}-${channel.name}`, operationOf(channel, action)]),
      ),
    ),
    components: {
      messages: Object.fromEntries(channels.map((channel) => [channel.name, messageOf(channel)])),
      schemas: { ...Object.fromEntries(channels.map(({ name, schema }) => [name, schema])), ...ofCommands() },
      parameters: {
        tenant: { description: "the city, or one of its contractors" },
        device: { description: "the controller; with the tenant also its client id, tenant_device" },
        zone: { description: "a path of posts that share a key" },
        command: { description: "the command that is asked, or answered" },
        group: { description: "devices that obey one message; each is in four at most" },
      },
    },
  };
}

function sessionChannels(): readonly Channel[] {
  const up = (name: string, address: string, retain: boolean, summary: string, schema: Document): Channel => ({
    name,
    address: `${BASE}/${address}`,
    actions: ["send"],
    retain,
    summary,
    schema,
  });
  const records = { anyOf: [...STREAMS, ANSWER].map(({ name }) => ({ $ref: `#/components/schemas/${plain(name)}` })) };
  const batch = jsonSchema(batchSchema);
  const properties = batch["properties"] as { records: Document };
  properties.records["items"] = records;
  return [
    up("state", "up/state", true, "whether the device is there; also its will", jsonSchema(stateSchema)),
    up("birth", "up/birth", true, "what the device is, and what its streams mean", jsonSchema(birthSchema)),
    up(
      "active",
      "up/e/active",
      false,
      "the alarms that hold, after each connect; with city.homeAssistant also on each change and every 5 minutes",
      jsonSchema(activeSchema),
    ),
    up("batch", "up/b", false, "what happened while the city could not be reached", batch),
    up("twin", "up/twin", true, "what became of the settings that the city wants", jsonSchema(twinSchema)),
    down("desired", `${BASE}/dn/twin`, true, "the settings that the city wants, all of them", desiredSchema),
    down("command", `${BASE}/dn/c/{command}`, false, "what the city asks of one device", commandSchema),
    down("group-command", `${TENANT}/_grp/{group}/c/{command}`, false, "what it asks of a group", commandSchema),
    down("ack", `${BASE}/dn/ack`, true, "what the city has stored, and what it asks for again", ackSchema),
    down("host", `${TENANT}/_host/state`, true, "what the city's receivers ask of all devices", hostSchema),
  ];
}

/** `args` of each command by its name, and what the section `trust` of the settings holds. */
function ofCommands(): Document {
  const args = COMMANDS.map(({ name, args: schema, meaning }) => [
    `args-${name}`,
    { ...jsonSchema(schema), description: meaning },
  ]);
  return { ...(Object.fromEntries(args) as Document), trust: jsonSchema(trustSchema) };
}

const down = (name: string, address: string, retain: boolean, summary: string, schema: z.ZodType): Channel => ({
  name,
  address,
  actions: ["receive"],
  retain,
  summary,
  schema: jsonSchema(schema),
});

const ZONE: Channel = {
  name: "zone",
  address: "gaturum/1/{tenant}/_zone/{zone}",
  actions: ["send", "receive"],
  retain: false,
  qos: 0,
  summary: "between the posts of one path, where a config asks for it: let it through, and keep none of it",
  contentType: "application/octet-stream",
  schema: {
    type: "string",
    format: "binary",
    minLength: ZONE_BYTES,
    maxLength: ZONE_BYTES,
    description: `${ZONE_BYTES} bytes, encrypted and authenticated with a key that only those posts have`,
  },
};

function streamChannel(stream: Stream): Channel {
  return {
    name: plain(stream.name),
    address: `${BASE}/${BRANCH[stream.kind]}/${stream.name}`,
    actions: ["send"],
    retain: false,
    summary: stream.meaning,
    schema: jsonSchema(recordSchemaOf(stream)),
  };
}

function channelOf({ name, address }: Channel): Document {
  const parameters = [...address.matchAll(/\{(\w+)\}/g)].map(([, parameter = ""]) => parameter);
  return {
    address,
    messages: { [name]: { $ref: `#/components/messages/${name}` } },
    parameters: Object.fromEntries(
      parameters.map((parameter) => [parameter, { $ref: `#/components/parameters/${parameter}` }]),
    ),
  };
}

function operationOf({ name, retain, summary, qos = 1 }: Channel, action: "send" | "receive"): Document {
  return {
    action,
    summary,
    channel: { $ref: `#/channels/${name}` },
    messages: [{ $ref: `#/channels/${name}/messages/${name}` }],
    bindings: { mqtt: { qos, retain, bindingVersion: "0.2.0" } },
  };
}

const messageOf = ({ name, summary, contentType }: Channel): Document => ({
  name,
  summary,
  ...(contentType === undefined ? {} : { contentType }),
  payload: { $ref: `#/components/schemas/${name}` },
});

/** The device checks itself by closed schemas; the published ones are open, because fields may be added. */
function jsonSchema(schema: z.ZodType): Document {
  const made: Document = z.toJSONSchema(schema, {
    override: ({ jsonSchema: part }) => {
      if (part.additionalProperties === false) delete part.additionalProperties;
      if (part.maximum === Number.MAX_SAFE_INTEGER) delete part.maximum;
    },
  });
  delete made["$schema"];
  return made;
}

/** `{command}` is no key that a reference could name. */
const plain = (name: string) => (name === ANSWER.name ? "answer" : name);
