import { readFileSync } from "node:fs";

/** The look of the console: the street page's Sunlight, for a phone in the sun, and its dusk, for eyes at night. */
const PALETTE = readFileSync(new URL("../../screen/palette.css", import.meta.url), "utf8");
export const STYLE = `${PALETTE}
*, ::before, ::after { box-sizing: border-box; }
html {
  background: var(--panel);
  color: var(--ink);
  font: 17px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
  font-variant-numeric: tabular-nums;
  -webkit-text-size-adjust: 100%;
}
body { max-width: 1180px; margin: 0 auto; padding: 0 16px 32px; overflow-wrap: anywhere; }
h1, h2, p, ul, ol, dl { margin: 0; padding: 0; }
ul, ol { list-style: none; }
h1 { font-size: 20px; }
h2 { margin-bottom: 8px; font-size: 15px; color: var(--quiet); font-weight: 600; }
[hidden] { display: none !important; }
:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }
header { display: flex; flex-wrap: wrap; gap: 0 16px; align-items: center; justify-content: space-between; padding: 6px 0; }
nav { display: flex; gap: 4px; margin: 0 -10px; }
nav a, .away a { display: inline-flex; align-items: center; min-height: 44px; min-width: 44px; padding: 0 10px; color: var(--ink); }
main { display: grid; grid-template-columns: minmax(0, 1fr); gap: 26px; }
.quiet, .when, .unknown { color: var(--quiet); }
.quiet { font-size: 15px; }
.number { font-size: 56px; font-weight: 600; line-height: 1.15; }
.number small { margin-left: 8px; font-size: 20px; font-weight: 400; }
.sentence { margin-top: 10px; font-size: 19px; line-height: 1.35; }
.bar { display: block; width: 100%; height: 12px; margin-top: 4px; }
.rail { fill: var(--line); }
.light .share { fill: var(--light); }
.data .share { fill: var(--data); }
.fault { color: var(--fault); }
.faults li { position: relative; margin-bottom: 12px; padding-left: 26px; }
.faults li p { color: var(--ink); }
.faults li .quiet { color: var(--quiet); }
li.fault::before, td.fault::before, p.fault::before { content: "\\25B2\\A0"; }
.faults li::before { position: absolute; left: 0; }
.faults li.latched { color: var(--fault); }
.faults li.latched::before { content: "\\25A0"; }
.faults li.look::before { content: "\\2192"; }
.away { margin: 4px 0 16px; padding: 10px 14px; border: 2px solid var(--fault); border-radius: 4px; }
.away span { color: var(--ink); }
/* Wherever one has scrolled to. */
#away, #gone { position: sticky; top: 0; z-index: 1; background: var(--panel); }
.act { margin-bottom: 14px; }
.act label, .sign-in label { display: block; margin-bottom: 8px; color: var(--quiet); font-size: 15px; }
input:not([type="hidden"]) {
  display: block; width: 100%; min-height: 44px; padding: 0 10px; border: 1px solid var(--quiet); border-radius: 4px;
  background: var(--panel); color: var(--ink); font: inherit;
}
button {
  width: 100%; min-height: 48px; padding: 8px 16px; border: 2px solid var(--ink); border-radius: 4px;
  background: var(--panel); color: var(--ink); font: inherit; font-weight: 600; text-align: left; cursor: pointer;
}
button:hover { background: var(--hover); }
button.armed { background: var(--ink); color: var(--panel); }
.says { font-size: 16px; }
.says p { margin-top: 6px; }
.says .fault span { color: var(--ink); }
.scroll { overflow-x: auto; scrollbar-color: var(--quiet) transparent; }
.machine { display: block; width: 100%; min-width: 760px; }
.state rect { fill: var(--panel); stroke: var(--quiet); }
.state text { fill: var(--ink); font-size: 11.5px; }
.state.current rect { fill: var(--ink); stroke: var(--ink); }
.state.current text { fill: var(--panel); font-weight: 600; }
.state.current.faulty rect { fill: var(--fault); stroke: var(--fault); }
.frame { fill: none; stroke: var(--quiet); stroke-dasharray: 3 3; }
.arrow { fill: none; stroke: var(--quiet); }
.arrow-head, .word { fill: var(--quiet); }
.word { font-size: 11px; }
.list li { padding: 7px 0; border-top: 1px solid var(--line); }
.list .when { margin-right: 8px; }
table { width: 100%; border-collapse: collapse; }
th, td { overflow-wrap: break-word; padding: 7px 12px 7px 0; border-top: 1px solid var(--line); font-weight: 400; text-align: left; vertical-align: top; }
footer { margin-top: 26px; }
.sign-in { max-width: 420px; }
.sign-in input { font-size: 22px; letter-spacing: 0.06em; }
@media (min-width: 860px) {
  main:not(.sign-in) {
    grid-template: "now acts" "faults acts" "machine machine" "why parts" "log parts" 1fr / minmax(0, 1fr) minmax(0, 1fr);
    gap: 30px 48px; align-items: start;
  }
  .of-now { grid-area: now; }
  .of-faults { grid-area: faults; }
  .of-acts { grid-area: acts; }
  .of-machine { grid-area: machine; }
  .of-why { grid-area: why; }
  .of-parts { grid-area: parts; }
  .of-log { grid-area: log; }
}
`;
