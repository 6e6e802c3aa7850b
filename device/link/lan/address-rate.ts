import { elapsed, type Instant } from "../../measure/time.ts";

/** How many messages each address may still send. Addresses beyond {@link ADDRESSES_MAX} share one place. */
export type AddressRate = { readonly [address: string]: { readonly tokens: number; readonly at: Instant } };

/**
 * A post sends 1 word per 2 s for each of 16 sources within 8 posts, and few challenges: twice that. What is beyond is
 * dropped unread, so that a flood costs a table look-up a message.
 */
export const PER_SECOND = 20;
/** Words of a crowd may come at once. */
export const AT_ONCE = 40;
export type RateLimit = { readonly perSecond: number; readonly atOnce: number };
export const OF_POST: RateLimit = { perSecond: PER_SECOND, atOnce: AT_ONCE };
/**
 * Where the whole zone has one address: 50 posts with someone at each, whose words go four posts far. Each costs
 * one HMAC of 160 bytes. Our choice.
 */
export const OF_ZONE: RateLimit = { perSecond: 200, atOnce: 400 };
export const ADDRESSES_MAX = 64;
const OTHERS = "others";

export const NO_ADDRESSES: AddressRate = {};

export function nextRate(
  was: AddressRate,
  address: string,
  now: Instant,
  { perSecond, atOnce }: RateLimit = OF_POST,
): { readonly rate: AddressRate; readonly mayPass: boolean } {
  const isKept = address in was || Object.keys(was).length < ADDRESSES_MAX;
  const rate = isKept ? was : forgetting(was, now);
  const key = address in rate || Object.keys(rate).length < ADDRESSES_MAX ? address : OTHERS;
  const known = rate[key];
  const gained = known === undefined ? atOnce : known.tokens + (elapsed(known.at, now) * perSecond) / 1_000;
  const tokens = Math.min(atOnce, gained);
  const mayPass = tokens >= 1;
  return { rate: { ...rate, [key]: { tokens: mayPass ? tokens - 1 : tokens, at: now } }, mayPass };
}

/** Who has been silent long enough to have all of it again need not be remembered: the same time for both limits. */
const forgetting = (was: AddressRate, now: Instant): AddressRate => {
  const isRecent = (at: Instant): boolean => elapsed(at, now) < (AT_ONCE * 1_000) / PER_SECOND;
  return Object.fromEntries(Object.entries(was).filter(([, { at }]) => isRecent(at)));
};
