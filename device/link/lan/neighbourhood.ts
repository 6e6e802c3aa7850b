import type { NeighbourWord } from "../../measure/neighbour.ts";
import { elapsed, type Instant } from "../../measure/time.ts";
import type { Answer, Challenge, Payload, Word } from "./payload.ts";
import {
  ANSWER_MS,
  clockFrom,
  isFor,
  LEARN_AGAIN_MS,
  momentHere,
  type PeerClock,
  type Question,
} from "./peer-clock.ts";
import { ownOf } from "../own-of.ts";
import { nextSource, TOLD_APART_MS, type Sources } from "./sources.ts";

/** A post that we send to. `side`: 1 is the way that the config counts as ahead. `rank`: 1 is the next one on its side. */
export type Peer = { readonly name: string; readonly side: 1 | -1; readonly rank: number };
export type Self = {
  readonly name: string;
  readonly boot: number;
  readonly run: string;
  readonly startedAt: Instant;
  readonly peers: readonly Peer[];
  /** How many posts away our words are of use. */
  readonly reach: number;
};
/**
 * Why a message changed nothing. `spoofed`: not made with the zone's key. `stranger`: by a post that the config does not name.
 * `duplicate`: it came by two ways, as it may. `elsewhere`: it is for another post, as most are where all hear all. `late`: our own control's, told too late to be of use.
 */
export type Refusal =
  "spoofed" | "malformed" | "stranger" | "replayed" | "old" | "future" | "flooded" | "duplicate" | "elsewhere" | "late";

export type Neighbourhood = {
  readonly peers: { readonly [name: string]: PeerState };
  readonly sources: Sources;
  /** Words of our own so far, and when the last was seen. */
  readonly n: number;
  readonly calledAt: Instant | null;
};
type PeerState = {
  readonly clock: PeerClock | null;
  readonly asked: Question | null;
  /** Words that wait for the clock of their sender, the newest of each source. */
  readonly held: { readonly [source: string]: { readonly word: Word; readonly since: Instant } };
};

/** What came. Each brings a nonce that nobody could guess, for the question that may follow. */
export type Heard =
  | { readonly in: "up" }
  | { readonly in: "call"; readonly at: Instant }
  | { readonly in: "payload"; readonly payload: Payload };
export type Step =
  | { readonly do: "tell"; readonly word: NeighbourWord }
  | { readonly do: "send"; readonly to: string; readonly payload: Payload }
  | { readonly do: "refuse"; readonly as: Refusal };
export type Next = { readonly state: Neighbourhood; readonly steps: readonly Step[] };

/** What is older is of no use (lighting 5b, row 10). */
export const AGE_MAX_MS = 5_000;
/** Whoever was told of a second late walks elsewhere by now. */
const CALL_LATE_MS = 1_000;
/** Sources whose words wait for one sender's clock: all that may lie beyond it. */
const HELD_MAX = 8;

const UNKNOWN: PeerState = { clock: null, asked: null, held: {} };
export const NOBODY_KNOWN: Neighbourhood = { peers: {}, sources: {}, n: 0, calledAt: null };

/**
 * Decides what one message, or one call of our own control, leads to: what control is told, what is sent on, and what is
 * counted as refused. Pure: time and nonce come in.
 */
export function nextNeighbourhood(was: Neighbourhood, heard: Heard, self: Self, nonce: string, now: Instant): Next {
  switch (heard.in) {
    case "up":
      return self.peers.reduce<Next>(
        (next, peer) => joined(next, ask(next.state, peer.name, self, nonce, now)),
        unchanged(was),
      );
    case "call":
      return afterCall(was, heard.at, self, now);
    case "payload":
      return afterPayload(was, heard.payload, self, nonce, now);
  }
}

function afterCall(was: Neighbourhood, at: Instant, self: Self, now: Instant): Next {
  if (elapsed(at, now) > CALL_LATE_MS) return refused(was, "late");
  if (was.calledAt !== null && elapsed(was.calledAt, at) < TOLD_APART_MS) return refused(was, "flooded");
  const { name, boot, run, reach } = self;
  const n = was.n + 1;
  const words = { kind: "word", via: name, boot, run, source: name, sourceBoot: boot, n, hop: 0, ttl: reach } as const;
  const steps = self.peers
    .filter(({ rank }) => rank <= reach)
    .map(({ name: to }): Step => ({ do: "send", to, payload: { ...words, at, errorMs: 0 } }));
  return { state: { ...was, n, calledAt: at }, steps };
}

function afterPayload(was: Neighbourhood, payload: Payload, self: Self, nonce: string, now: Instant): Next {
  if (payload.via === self.name) return refused(was, "replayed");
  const peer = self.peers.find(({ name }) => name === payload.via);
  if (peer === undefined) return refused(was, "stranger");
  switch (payload.kind) {
    case "challenge":
      return afterChallenge(was, payload, self, nonce, now);
    case "answer":
      return afterAnswer(was, payload, peer, self, now);
    case "word":
      return afterWord(was, payload, peer, self, nonce, now);
  }
}

/** A post that asks has just started, or has just heard us: whoever does not know its clock yet asks back. */
function afterChallenge(was: Neighbourhood, asked: Challenge, self: Self, nonce: string, now: Instant): Next {
  const { clock } = stateOf(was, asked.via);
  if (clock !== null && asked.boot < clock.boot) return olderBoot(was, asked.via, self, nonce, now);
  const { name: via, boot, run } = self;
  const answer: Payload = { kind: "answer", via, boot, run, nonce: asked.nonce, at: now };
  const answered: Next = { state: was, steps: [{ do: "send", to: asked.via, payload: answer }] };
  if (clock?.boot === asked.boot && clock.run === asked.run) return answered;
  return joined(answered, ask(was, asked.via, self, nonce, now));
}

function afterAnswer(was: Neighbourhood, answer: Answer, peer: Peer, self: Self, now: Instant): Next {
  const { asked, held, clock: before } = stateOf(was, peer.name);
  if (asked?.nonce !== answer.nonce || elapsed(asked.at, now) > ANSWER_MS) return refused(was, "replayed");
  const clock = clockFrom(answer, asked, now);
  const isAnew = before !== null && before.run !== clock.run;
  const sources = isAnew ? withoutLaterBoots(was.sources, answer) : was.sources;
  const known: Neighbourhood = { ...was, sources, peers: { ...was.peers, [peer.name]: { ...UNKNOWN, clock } } };
  return Object.values(held).reduce<Next>((next, { word, since }) => {
    if (elapsed(since, now) > ANSWER_MS) return joined(next, refused(next.state, "old"));
    if (!isFor(clock, word, now)) return joined(next, refused(next.state, "replayed"));
    return joined(next, judge(next.state, word, clock, peer, self, now));
  }, unchanged(known));
}

/** It has answered just now, so it is true: whatever it said in a start of this number or a later one was before. */
function withoutLaterBoots(sources: Sources, { via, boot }: Answer): Sources {
  const known = ownOf(sources, via);
  if (known === undefined || known.boot < boot) return sources;
  return Object.fromEntries(Object.entries(sources).filter(([source]) => source !== via));
}

function afterWord(was: Neighbourhood, word: Word, peer: Peer, self: Self, nonce: string, now: Instant): Next {
  const { clock } = stateOf(was, peer.name);
  if (word.source === self.name) return refused(was, "duplicate");
  if (clock !== null && word.boot < clock.boot) return olderBoot(was, word.via, self, nonce, now);
  if (!isFor(clock, word, now)) return hold(was, word, self, nonce, now);
  const judged = judge(was, word, clock, peer, self, now);
  if (elapsed(clock.learnedAt, now) < LEARN_AGAIN_MS) return judged;
  return joined(judged, ask(judged.state, peer.name, self, nonce, now));
}

/** Most likely sent before. But a post that lost its memory counts its starts from 1 again, and only its answer can tell. */
function olderBoot(was: Neighbourhood, via: string, self: Self, nonce: string, now: Instant): Next {
  return joined(refused(was, "replayed"), ask(was, via, self, nonce, now));
}

function hold(was: Neighbourhood, word: Word, self: Self, nonce: string, now: Instant): Next {
  const peer = stateOf(was, word.via);
  const before = ownOf(peer.held, word.source);
  if (before === undefined && Object.keys(peer.held).length >= HELD_MAX) return refused(was, "flooded");
  const isNewer = before === undefined || elapsed(before.since, now) > ANSWER_MS || isAfter(word, before.word);
  if (!isNewer) return refused(was, "replayed");
  const held = { ...peer.held, [word.source]: { word, since: now } };
  return ask({ ...was, peers: { ...was.peers, [word.via]: { ...peer, held } } }, word.via, self, nonce, now);
}

const isAfter = (one: Word, other: Word): boolean =>
  one.boot > other.boot || (one.boot === other.boot && one.sourceBoot === other.sourceBoot && one.n > other.n);

/** Asks a post for its clock, unless it is being asked. */
function ask(was: Neighbourhood, to: string, { name: via, boot, run }: Self, nonce: string, now: Instant): Next {
  const peer = stateOf(was, to);
  if (peer.asked !== null && elapsed(peer.asked.at, now) <= ANSWER_MS) return unchanged(was);
  const state = { ...was, peers: { ...was.peers, [to]: { ...peer, asked: { nonce, at: now } } } };
  return { state, steps: [{ do: "send", to, payload: { kind: "challenge", via, boot, run, nonce } }] };
}

/** A word whose sender's clock is known. */
function judge(was: Neighbourhood, word: Word, clock: PeerClock, peer: Peer, self: Self, now: Instant): Next {
  const { at: seenAt, errorMs } = momentHere(clock, word, now);
  const distance = word.hop + peer.rank;
  if (distance > word.ttl) return refused(was, "malformed");
  if (elapsed(now, seenAt) > errorMs) return refused(was, "future");
  if (elapsed(seenAt, now) > AGE_MAX_MS || elapsed(self.startedAt, seenAt) < errorMs) return refused(was, "old");
  const at = seenAt < now ? seenAt : now;
  const heard = nextSource(was.sources, word, at, now);
  if (!heard.ok) return refused(was, heard.refused);
  const { name: via, boot, run } = self;
  const onward = self.peers.filter(({ side, rank }) => side !== peer.side && distance + rank <= word.ttl);
  const passed: Payload = { ...word, via, boot, run, hop: distance, at, errorMs };
  const place = peer.side * distance;
  return {
    state: { ...was, sources: heard.sources },
    steps: [
      { do: "tell", word: { source: word.source, place, at } },
      ...onward.map(({ name: to }): Step => ({ do: "send", to, payload: passed })),
    ],
  };
}

const stateOf = ({ peers }: Neighbourhood, name: string): PeerState => ownOf(peers, name) ?? UNKNOWN;
const unchanged = (state: Neighbourhood): Next => ({ state, steps: [] });
const refused = (state: Neighbourhood, as: Refusal): Next => ({ state, steps: [{ do: "refuse", as }] });
const joined = (first: Next, then: Next): Next => ({ state: then.state, steps: [...first.steps, ...then.steps] });
