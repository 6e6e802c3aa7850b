import { expect, it } from "vitest";
import { itemKey } from "../../../hal-mocks/page/item-key.ts";
import { PACKETS_MAX, nextSeen, seenAtFirst, toldOf, type Seen } from "../../../hal-mocks/page/store.ts";
import { decided, frameOf, packet, stageOf } from "./stages.ts";

const keysIn = (seen: Seen): readonly string[] => toldOf(seen, "lamp-1").packets.map(itemKey);
const past = Array.from({ length: PACKETS_MAX }, (_, index) => packet("lamp-1", index));

it("stays with an item of a full list, whatever comes before it", () => {
  const was = seenAtFirst(stageOf({ past }));
  const is = nextSeen(was, { m: "frame", frame: frameOf({ happened: [packet("lamp-1", 900)] }) });
  expect(keysIn(is).slice(1)).toEqual(keysIn(was).slice(0, -1));
  expect(new Set(keysIn(is)).size).toBe(PACKETS_MAX);
});

it("is the same when the server tells all again", () => {
  const stage = stageOf({ past });
  expect(keysIn(seenAtFirst(structuredClone(stage)))).toEqual(keysIn(seenAtFirst(stage)));
});

it("tells apart what happened at once", () => {
  const [one, other] = [decided("lamp-1", 5), packet("lamp-1", 5)];
  const keys = [one, { ...one, text: "100 -> 30 %" }, other, { ...other, payload: '{"seq":2}' }].map(itemKey);
  expect(new Set(keys).size).toBe(4);
});
