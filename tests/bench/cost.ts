import { spawnSync } from "node:child_process";
import { bareNode, lampPost, type Footprint } from "./footprint.ts";
import { nodeRed } from "./node-red.ts";
import { missedByCost, tellMissed } from "./targets.ts";

export type CycleCost = {
  readonly parts: number;
  readonly usPerCycle: number;
  readonly heapBytesPerCycle: number;
  readonly liveBytesBefore: number;
  readonly liveBytesAfter: number;
  readonly cycles: number;
};

const PARTS = [1, 8, 64] as const;

/** What a cycle and a device cost, beside Node alone and Node-RED. */
export async function benchCost(json: boolean): Promise<void> {
  const say = (words: string): void => {
    if (!json) process.stdout.write(`${words}\n`);
  };
  const cycle = PARTS.map(cycleCost);
  for (const { parts, usPerCycle, heapBytesPerCycle, liveBytesBefore, liveBytesAfter, cycles } of cycle) {
    const grown = (liveBytesAfter - liveBytesBefore) / 1_000;
    say(
      `${String(parts).padStart(2)} parts      ${usPerCycle} us and ${heapBytesPerCycle} bytes of heap a cycle; ` +
        `live heap ${grown.toFixed(0)} kB larger after ${cycles.toLocaleString("en")} cycles`,
    );
  }
  const node = await bareNode();
  say(line("Node alone", node));
  const { control, link } = await lampPost();
  say(line("control", control));
  say(line("link", link));
  const red = await nodeRed();
  if (red !== null) say(line("Node-RED", red));
  tellMissed(missedByCost({ cycle, control, link }));
  process.stdout.write(`${JSON.stringify({ cycle, node, control, link, nodeRed: red })}\n`);
}

function cycleCost(parts: number): CycleCost {
  const module = new URL("cost-cycle.ts", import.meta.url).pathname;
  const done = spawnSync(process.execPath, ["--expose-gc", module, String(parts)], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(done.stdout) as CycleCost;
}

const line = (name: string, { residentMb, readyMs }: Footprint): string =>
  `${name.padEnd(14)}${residentMb} MB resident${readyMs === null ? "" : `, ready after ${readyMs} ms`}`;
