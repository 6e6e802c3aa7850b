import { z } from "zod";
import { GROUP_PATTERN } from "./topics.ts";

/** Instances of a backend, each with a key of its own. Our choice: two side by side, and as many that take their place. */
export const ANCHORS_MAX = 8;
/** Our choice: the one that is, the one that comes, and some of a city that has a broker for each quarter. */
const BROKERS_MAX = 8;
/** What a statement of trust is signed for, beside its `aud`, which is the tenant. */
export const TRUST_TYPE = "trust";

/** The name of a key. */
export const kid = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,47}$/);
const key = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/)
  .meta({ description: "Ed25519, 32 bytes in base64url" });
const anchorSchema = z.strictObject({ kid, key });
const version = z.int().min(1).meta({ description: "larger at each change; a smaller one is ignored" });
const anchors = z
  .array(anchorSchema)
  .min(1)
  .max(ANCHORS_MAX)
  .refine((list) => new Set(list.map((anchor) => anchor.kid)).size === list.length, "each kid once")
  .meta({ description: "whose commands and settings are obeyed" });

const brokers = z
  .array(
    z
      .string()
      .max(200)
      .regex(/^mqtts?:\/\/\S+$/),
  )
  .max(BROKERS_MAX)
  .exactOptional()
  .meta({
    description: "to which settings may lead a device, as `city.broker` writes it; absent: to none but its own",
  });

/** The file that `city.trust` names. The root's private half is kept where no network is. */
export const trustFileSchema = z.strictObject({ version, anchors, brokers, root: anchorSchema });
export type TrustFile = z.infer<typeof trustFileSchema>;

/**
 * The section `trust` of the desired settings: the root says which keys hold from now on. It stands for itself, whoever
 * signed the settings around it, so that a device that was away while all keys changed is not stranded. And to which
 * brokers: whoever has stolen a backend's key leads no device away.
 */
export const trustSchema = z.strictObject({
  aud: z.string().regex(GROUP_PATTERN).meta({ description: "the tenant" }),
  typ: z.literal(TRUST_TYPE),
  version,
  anchors,
  brokers,
  kid: kid.meta({ description: "of the root" }),
  sig: z
    .string()
    .regex(/^[A-Za-z0-9_-]{86}$/)
    .meta({ description: "of the root, over canonical JSON (RFC 8785) of the section without `sig`, base64url" }),
});
export type TrustStatement = z.infer<typeof trustSchema>;
