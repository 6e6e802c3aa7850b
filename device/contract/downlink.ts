import { z } from "zod";
import { hash } from "./fields.ts";
import { BOOTS_MAX, NEED_RANGES_MAX } from "./limits.ts";
import { NAME_PATTERN } from "./record.ts";

const epochMs = z.int().min(0).max(8.64e15).meta({ "x-unit": "ms", description: "ms since 1970-01-01 UTC" });
export const KID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,47}$/;
const ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;
/** `site-` is what people at the post ask for: the city cannot answer in their place. */
const COMMAND_ID_PATTERN = /^(?!site-)[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;

/** Around every message that a device obeys. See `signed.ts` for what is signed. */
const signature = {
  aud: z.string().max(96).meta({ description: "tenant/device, or tenant/_grp/group: as in the topic" }),
  typ: z.string().max(64).meta({ description: "`twin`, or `c/` and the command's name: as in the topic" }),
  kid: z.string().regex(KID_PATTERN).meta({ description: "whose key; one for each instance of a backend" }),
  sig: z
    .string()
    .regex(/^[A-Za-z0-9_-]{86}$/)
    .meta({ description: "Ed25519 over canonical JSON (RFC 8785) of the message without `sig`, base64url" }),
};

/** `dn/c/{name}` and `_grp/{group}/c/{name}`, never retained. A device executes an id at most once. */
export const commandSchema = z.strictObject({
  v: z.literal(1),
  ...signature,
  id: z
    .string()
    .regex(COMMAND_ID_PATTERN)
    .meta({ description: "new for each command; a double is answered from memory" }),
  name: z.string().regex(NAME_PATTERN),
  args: z.record(z.string().max(48), z.unknown()).meta({ description: "by command: the schema `args-` and its name" }),
  issuedAt: epochMs,
  expires: epochMs.meta({ description: "compulsory, at most 24 h after `issuedAt`: later it is answered 408" }),
  counter: z.int().min(1).meta({ description: "of this `kid`, larger at each command: at most 64 of it may overtake" }),
  challenge: hash("echo of the birth's, where the device does not know the time").optional(),
  spreadMs: z.int().min(0).max(600_000).optional().meta({
    "x-unit": "ms",
    description: "of a group: each device waits a random part of it",
  }),
});
export type CommandMessage = z.infer<typeof commandSchema>;

/** `dn/twin`, retained: everything that the city wants to be different from the device's own config, never a delta. */
export const desiredSchema = z.strictObject({
  v: z.literal(1),
  ...signature,
  epoch: z.int().min(1).meta({ description: "grows when a backend begins anew; a lower one is ignored" }),
  version: z.int().min(1).meta({ description: "within an epoch, larger at each change" }),
  state: z.record(z.string().max(48), z.unknown()).meta({
    description: 'sections and keys as in the config file, values as written there: `{lamp: {base: "30 %"}}`',
  }),
  challenge: hash("echo of the birth's, where the device has lost its store").optional(),
});
export type DesiredMessage = z.infer<typeof desiredSchema>;

export const TWIN_STATUSES = ["applied", "rejected", "pending", "reverted"] as const;

/** `up/twin`, retained: what became of the newest desired settings, and which settings are in force. */
export const twinSchema = z.strictObject({
  v: z.literal(1),
  epoch: z.int().min(0),
  desiredVersion: z.int().min(0).meta({ description: "0: none was ever desired" }),
  hash: hash("of the desired state, canonical JSON"),
  status: z.enum(TWIN_STATUSES),
  errors: z
    .array(
      z.strictObject({
        code: z.int().min(100).max(599).meta({ description: "as in HTTP" }),
        path: z.string().max(200).meta({ description: "`lamp.base`; empty: all of it" }),
        text: z.string().max(500),
      }),
    )
    .max(32),
  requiresRestart: z.array(z.string().max(200)).max(64).optional().meta({
    description: "keys that only the config file on the device can set, and a restart takes up",
  }),
  state: z.record(z.string().max(48), z.unknown()).meta({ description: "what is in force beside the device's config" }),
});
export type TwinMessage = z.infer<typeof twinSchema>;

const seq = z.int().min(0);
const boot = z.string().regex(/^[0-9a-f]{16}$/);

/** `dn/ack`, retained: the backend has stored everything up to here, and what it asks for again. */
export const ackSchema = z.looseObject({
  v: z.literal(1),
  watermark: z
    .record(boot, z.partialRecord(z.enum(["0", "1", "2"]), seq))
    .refine((boots) => Object.keys(boots).length <= BOOTS_MAX, `at most ${BOOTS_MAX} boots`)
    .meta({ description: "by boot and class the highest `seq` below which nothing is missing" }),
  need: z
    .looseObject({
      id: z.string().regex(ID_PATTERN),
      expires: epochMs,
      ranges: z
        .array(z.tuple([boot, z.union([z.literal(0), z.literal(1), z.literal(2)]), seq, seq]))
        .max(NEED_RANGES_MAX),
    })
    .optional()
    .meta({ description: "ranges that are to be sent again, each `[boot, class, from, to]`" }),
});
export type AckMessage = z.infer<typeof ackSchema>;
