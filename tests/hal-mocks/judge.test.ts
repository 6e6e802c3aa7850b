import { expect, test } from "vitest";
import { instant } from "../../device/measure/time.ts";
import { Agenda } from "../../hal-mocks/agenda.ts";
import { BinSite } from "../../hal-mocks/bin-site.ts";
import { Judge } from "../../hal-mocks/bins/judge.ts";

const MINUTE_MS = 60_000;
const LINE_MM = 850;

/** A bin whose litter lies so loose at the line that a stroke would make room; nothing presses it. */
function standing(): { readonly site: BinSite; readonly judge: Judge; readonly lookFor: (minutes: number) => void } {
  const site = new BinSite("bin-1", 0, new Agenda(), instant(0));
  const judge = new Judge(site, 0);
  let now = 0;
  const lookFor = (minutes: number): void => {
    for (const end = now + minutes * MINUTE_MS; now < end;) judge.look(instant((now += 10 * MINUTE_MS)));
  };
  site.fillTo(LINE_MM);
  return { site, judge, lookFor };
}

test("litter that stands at the line is a full bin: right when it was told within two hours", () => {
  const { judge, lookFor } = standing();
  lookFor(80);
  judge.hear({ stream: "bin-ready", values: { reasons: ["FULLNESS"] } }, instant(0));
  lookFor(10);
  expect(judge.counts).toMatchObject({ fulls: 1, fullsRight: 1, fullsMissed: 0, falseFull: 0 });
});

test("nobody told it in two hours: missed", () => {
  const { judge, lookFor } = standing();
  lookFor(240);
  expect(judge.counts).toMatchObject({ fulls: 1, fullsRight: 0, fullsMissed: 1, fullsPassed: 0 });
});

test("a stroke made room before anybody had to tell it: it was not full, and the next time counts anew", () => {
  const { site, judge, lookFor } = standing();
  lookFor(90);
  site.empty(LINE_MM / 2, instant(0));
  lookFor(10);
  expect(judge.counts).toMatchObject({ fulls: 0, fullsMissed: 0, fullsPassed: 1 });
  site.fillTo(LINE_MM / 2);
  lookFor(240);
  expect(judge.counts).toMatchObject({ fulls: 1, fullsMissed: 1, fullsPassed: 1 });
});
