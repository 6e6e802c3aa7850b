import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { PACKET_BYTES, zoneSealing } from "../../../device/link/lan/packet.ts";
import { decodePayload, encodePayload, type Payload } from "../../../device/link/lan/payload.ts";
import { readZoneKey } from "../../../device/link/lan/zone-key.ts";
import { propertyRuns } from "../../setup/property-runs.ts";

const KEY = randomBytes(32);
const TO = "post-c";
const SEALING = zoneSealing(KEY, "hornsgatan", randomBytes);

const CHALLENGE: Payload = {
  ...{ kind: "challenge", via: "post-b", boot: 3, run: "00".repeat(8), nonce: "11".repeat(16) },
};

const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((of) => Buffer.from(of).toString("hex"));
const name = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,39}$/);
const sender = { via: name, boot: fc.integer({ min: 1, max: 0xffff_ffff }), run: hex(8) };
const moment = fc.double({ min: -1e9, max: 1e12, noNaN: true }).map((at) => at + 0);
const payloads: fc.Arbitrary<Payload> = fc.oneof(
  fc.record({ kind: fc.constant("challenge" as const), ...sender, nonce: hex(16) }),
  fc.record({ kind: fc.constant("answer" as const), ...sender, nonce: hex(16), at: moment }),
  fc
    .record({
      ...{ kind: fc.constant("word" as const), ...sender, source: name, at: moment },
      ...{
        sourceBoot: sender.boot,
        n: sender.boot,
        hop: fc.integer({ min: 0, max: 7 }),
        ttl: fc.constant(8),
        errorMs: fc.nat(65_535),
      },
    })
    .map((word) =>
      word.hop === 0 ? { ...word, source: word.via } : { ...word, source: `${word.via.slice(0, 38)}-x` },
    ),
);

describe("row 8: a message", () => {
  it("comes out as it went in, and each is as long as every other", () => {
    fc.assert(
      fc.property(payloads, (payload) => {
        const bytes = SEALING.seal(payload, TO);
        expect(bytes).toHaveLength(PACKET_BYTES);
        expect(SEALING.open(bytes, TO)).toEqual({ ok: true, payload });
      }),
      propertyRuns(500),
    );
  });

  it("shows nothing of what is in it, and is another one each time", () => {
    const word: Payload = {
      ...{ kind: "word", via: "post-b", boot: 3, run: "00000000000000bb", source: "post-a", sourceBoot: 7, n: 1 },
      ...{ hop: 1, ttl: 4, at: 5_000, errorMs: 7 },
    };
    const [one, other] = [SEALING.seal(word, TO), SEALING.seal(word, TO)];
    expect(Buffer.from(one).equals(Buffer.from(other))).toBe(false);
    for (const bytes of [one, other]) expect(Buffer.from(bytes).includes("post-")).toBe(false);
  });

  it("with any bit turned is refused", () => {
    const bytes = SEALING.seal(CHALLENGE, TO);
    for (let bit = 0; bit < 8 * PACKET_BYTES; bit += 1) {
      const turned = Uint8Array.from(bytes);
      turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(SEALING.open(turned, TO)).toEqual({ ok: false, refused: "spoofed" });
    }
  });

  it.each([
    ["another zone's name", zoneSealing(KEY, "odengatan", randomBytes)],
    ["another key", zoneSealing(randomBytes(32), "hornsgatan", randomBytes)],
  ])("made with %s is refused", (_what, foreign) => {
    const bytes = foreign.seal(CHALLENGE, TO);
    expect(SEALING.open(bytes, TO)).toEqual({ ok: false, refused: "spoofed" });
  });

  it("of another length is refused before anything is reckoned", () => {
    for (const length of [0, 1, PACKET_BYTES - 1, PACKET_BYTES + 1, 65_000]) {
      expect(SEALING.open(new Uint8Array(length), TO)).toEqual({ ok: false, refused: "malformed" });
    }
  });

  it.each<[string, (bytes: Uint8Array) => void]>([
    ["another version", (bytes) => (bytes[0] = 1)],
    ["no known kind", (bytes) => (bytes[1] = 3)],
    ["more hops than it may take", (bytes) => (bytes[2] = 4)],
    ["a ttl beyond 8", (bytes) => (bytes[3] = 9)],
    ["a name that is none", (bytes) => (bytes[5] = 0)],
    ["no name", (bytes) => (bytes[4] = 0)],
    ["boot 0", (bytes) => bytes.fill(0, 88, 92)],
    ["number 0", (bytes) => bytes.fill(0, 96, 100)],
    ["a moment that is no number", (bytes) => bytes.fill(0xff, 104, 112)],
    ["its source as sender, though it was passed on", (bytes) => (bytes[2] = 1)],
  ])("with %s is none", (_what, spoil) => {
    const bytes = encodePayload(
      {
        ...{ kind: "word", via: "post-a", boot: 1, run: "00".repeat(8), source: "post-a", sourceBoot: 1, n: 1 },
        ...{ hop: 0, ttl: 4, at: 1, errorMs: 0 },
      },
      TO,
    );
    expect(decodePayload(bytes)).not.toBeNull();
    spoil(bytes);
    expect(decodePayload(bytes)).toBeNull();
  });
});

describe("the zone's key", () => {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-key-"));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const file = (text: string, mode = 0o640): string => {
    const path = join(folder, "zone.key");
    rmSync(path, { force: true });
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  };

  it("is 64 hexadecimal digits", async () => {
    expect(await readZoneKey(file(`${KEY.toString("hex")}\n`))).toEqual({ ok: true, key: KEY });
  });

  it.each([
    ["that anyone may read", KEY.toString("hex"), 0o644, /anyone on this computer.*chmod o= /],
    ["that is too short", KEY.toString("hex").slice(1), 0o600, /64 hexadecimal digits.*openssl rand -hex 32/],
    ["that goes on", `${KEY.toString("hex")} 1`, 0o600, /64 hexadecimal digits/],
    ["that is very long", "a".repeat(1_000_000), 0o600, /64 hexadecimal digits/],
  ])("%s is refused, with place, cause and cure", async (_what, text, mode, wrong) => {
    const path = file(text, mode);
    const read = await readZoneKey(path);
    expect(read).toMatchObject({ ok: false, wrong: expect.stringContaining(`neighbours.keyFile ${path}: `) as string });
    expect(read).toMatchObject({ wrong: expect.stringMatching(wrong) as string });
  });

  it("that is not there, or is a folder, is refused", async () => {
    expect(await readZoneKey(join(folder, "none"))).toMatchObject({
      wrong: expect.stringMatching(/Make one/) as string,
    });
    chmodSync(folder, 0o700);
    expect(await readZoneKey(folder)).toMatchObject({ wrong: expect.stringMatching(/is no file/) as string });
  });
});
