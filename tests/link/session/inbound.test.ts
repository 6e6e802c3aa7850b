import { expect, it } from "vitest";
import { Inbound, INBOUND_MAX } from "../../../device/link/session/inbound.ts";

it("acknowledges in the order in which messages came, each once, whenever they are taken", () => {
  const acknowledged: number[] = [];
  const inbound = new Inbound((id) => acknowledged.push(id));
  const [one, two, three] = [7, 8, 9].map((id) => inbound.came(id));
  three?.();
  two?.();
  expect(acknowledged).toEqual([]);
  one?.();
  one?.();
  expect(acknowledged).toEqual([7, 8, 9]);
});

it("reads no further while as many wait as were promised at most", () => {
  const inbound = new Inbound(() => undefined);
  let reads = 0;
  const taken = Array.from({ length: INBOUND_MAX }, (_, id) => {
    const take = inbound.came(id);
    inbound.whenRoom(() => (reads += 1));
    return take;
  });
  expect(reads).toBe(INBOUND_MAX - 1);
  taken[1]?.();
  expect(reads).toBe(INBOUND_MAX - 1);
  taken[0]?.();
  expect(reads).toBe(INBOUND_MAX);
});
