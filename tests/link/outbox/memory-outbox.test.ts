import fc from "fast-check";
import { expect, it } from "vitest";
import { MemoryOutbox } from "../../../device/link/outbox/memory-outbox.ts";
import type { Entry } from "../../../device/link/outbox/outbox.ts";
import { instant } from "../../../device/measure/time.ts";
import { outboxSuite } from "./outbox-suite.ts";

outboxSuite("MemoryOutbox", (quota) => new MemoryOutbox(quota));

it("accounts for every record: delivered, waiting, or lost and counted, whatever the network does", () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant("commit" as const), of: fc.constantFrom(0, 1, 2) }),
    fc.record({ do: fc.constantFrom("begin", "release", "live", "backlog", "ack", "refuse") }),
  );
  fc.assert(
    fc.property(fc.array(step, { minLength: 100, maxLength: 300 }), (steps) => {
      const outbox = new MemoryOutbox({ 0: 20, 1: 20, 2: 20 });
      const onTheirWay: Entry[] = [];
      const delivered = new Set<number>();
      let committed = 0;
      for (const [now, happening] of steps.entries()) {
        if (happening.do === "commit" && "of" in happening) {
          committed += 1;
          const times = { ts: null, uptimeMs: now, timeQuality: "none", timeErrorMs: null } as const;
          const of = happening.of;
          outbox.commit(
            { v: 1, boot: "a", bootCount: 1, class: of, stream: "x", ...times, values: {} },
            () => undefined,
          );
        } else if (happening.do === "begin" || happening.do === "release") {
          if (happening.do === "begin") outbox.begin(instant(now));
          else outbox.release();
          onTheirWay.length = 0;
        } else if (happening.do === "live") {
          const entry = outbox.takeLive();
          if (entry !== null) onTheirWay.push(entry);
        } else if (happening.do === "backlog") onTheirWay.push(...outbox.takeBacklog(7, 1_000));
        else {
          const settled = onTheirWay.splice(0, 3);
          if (happening.do === "ack") {
            for (const { id } of settled) delivered.add(id);
            outbox.remove(settled);
          } else outbox.giveBack(settled, true);
        }
        const { unsent, taken, lost } = outbox.counts();
        expect(unsent + taken + lost + delivered.size).toBe(committed);
        expect(taken).toBe(onTheirWay.length);
      }
    }),
    { numRuns: 200 },
  );
});
