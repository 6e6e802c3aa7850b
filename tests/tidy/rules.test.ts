import { describe, expect, it } from "vitest";
import { checkDeciding } from "./deciding.ts";
import { checkLinks, checkReasons } from "./docs.ts";
import { checkControlProcess, checkImports } from "./import-rules.ts";
import { importsOf } from "./imports.ts";
import { checkName, checkReadmes, checkTop } from "./names.ts";
import { checkPromises } from "./promises.ts";
import { checkSizes, tooLong } from "./sizes.ts";
import type { Source } from "./source.ts";
import { checkConsole, checkLock, checkMachine, checkSkips, checkUnfinished } from "./texts.ts";

const file = (path: string, text = ""): Source => ({ path, text });
const importing = (path: string, specifier: string, type = ""): number =>
  checkImports(file(path, `import ${type} { x } from "${specifier}";`)).length;

describe("imports", () => {
  it("are found in each of their forms", () => {
    const text = [
      `import "./a.ts";`,
      `import { type B } from "./b.ts";`,
      `import type { C } from "../c.ts";`,
      `export { d } from "@scope/d/inner";`,
      `const e = await import("mqtt/build/e");`,
      `let f: import("./f.ts").F;`,
      `// import "./g.ts"`,
    ].join("\n");
    expect(importsOf(file("device/lamp/x.ts", text))).toEqual([
      { kind: "static", target: "device/lamp/a.ts", line: 1 },
      { kind: "type", target: "device/lamp/b.ts", line: 2 },
      { kind: "type", target: "device/c.ts", line: 3 },
      { kind: "static", target: "@scope/d", line: 4 },
      { kind: "lazy", target: "mqtt", line: 5 },
      { kind: "type", target: "device/lamp/f.ts", line: 6 },
    ]);
  });

  it.each([
    ["device/measure/a.ts", "../hal/lamp.ts"],
    ["device/measure/a.ts", "node:fs"],
    ["device/hal/a.ts", "../lamp/settings.ts"],
    ["device/lamp/a.ts", "../bin/fill.ts"],
    ["device/bin/a.ts", "../hal/ram.ts"],
    ["device/bin/a.ts", "node:fs"],
    ["device/contract/a.ts", "../channel/lines.ts"],
    ["device/channel/a.ts", "../link/link.ts"],
    ["device/keep/a.ts", "../contract/record.ts"],
    ["device/control/a.ts", "../link/link.ts"],
    ["device/control/a.ts", "../../config/load.ts"],
    ["device/link/a.ts", "../control/control.ts"],
    ["device/link/a.ts", "../hal/lamp.ts"],
    ["device/backend/a.ts", "../link/link.ts"],
    ["device/field/a.ts", "../link/session.ts"],
    ["device/field/a.ts", "../../hal-mocks/world.ts"],
    ["device/compose.ts", "../drivers/catalog.ts"],
    ["device/compose.ts", "../hal-mocks/world.ts"],
    ["device/run-control.ts", "../hal-mocks/world.ts"],
    ["device/run-link.ts", "./control/control.ts"],
    ["device/main.ts", "./compose.ts"],
    ["drivers/pir/driver.ts", "../../device/lamp/settings.ts"],
    ["drivers/pir/driver.ts", "../../config/load.ts"],
    ["config/a.ts", "../device/lamp/light.ts"],
    ["config/a.ts", "../drivers/a02yyuw/driver.ts"],
    ["hal-mocks/a.ts", "../device/compose.ts"],
    ["hal-mocks/a.ts", "../device/together/device.ts"],
    ["device/together/a.ts", "../field/why.ts"],
    ["hal-mocks/a.ts", "../device/control/control.ts"],
    ["device/new.ts", "./measure/units.ts"],
    ["bench.ts", "./device/measure/units.ts"],
  ])("%s may not import %s", (path, specifier) => expect(importing(path, specifier)).toBe(1));

  it.each([
    ["mqtt", "device/control/a.ts"],
    ["serialport", "device/control/a.ts"],
    ["onoff", "hal-mocks/a.ts"],
    ["johnny-five", "device/compose.ts"],
    ["koffi", "device/hal/a.ts"],
    ["node-cron", "device/control/a.ts"],
    ["zod", "device/control/a.ts"],
    ["yaml", "device/link/a.ts"],
    ["commander", "device/field/a.ts"],
    ["vitest", "device/lamp/a.ts"],
  ])("%s may not be imported in %s", (name, path) => expect(importing(path, name)).toBe(1));

  it.each([
    ["device/hal/a.ts", "../measure/units.ts"],
    ["device/measure/a.ts", "./units.ts"],
    ["device/link/a.ts", "mqtt"],
    ["device/link/a.ts", "node-cron"],
    ["device/backend/a.ts", "mqtt"],
    ["drivers/a/driver.ts", "serialport"],
    ["drivers/a/driver.ts", "../serial/serial-line.ts"],
    ["config/a.ts", "../drivers/a/settings.ts"],
    ["config/a.ts", "../device/bin/settings.ts"],
    ["tests/a.ts", "../device/link/link.ts"],
  ])("%s may import %s", (path, specifier) => expect(importing(path, specifier)).toBe(0));

  it("may be of types alone, or lazy, where the thing itself is passed in", () => {
    expect(importing("hal-mocks/a.ts", "../device/together/device.ts", "type")).toBe(0);
    expect(importing("device/compose.ts", "../config/device-config.ts", "type")).toBe(0);
    expect(importing("device/compose.ts", "../config/device-config.ts")).toBe(1);
    expect(checkImports(file("device/main.ts", `await import("../hal-mocks/street.ts")`))).toEqual([]);
    expect(checkImports(file("device/field/run.ts", `await import("../../hal-mocks/street.ts")`))).toHaveLength(1);
  });
});

describe("the control process", () => {
  const start = file("device/run-control.ts", `import "./compose.ts"; await import("../hal-mocks/world.ts");`);
  const compose = (word: string): Source => file("device/compose.ts", `${word} "./contract/record.ts";`);
  const record = file("device/contract/record.ts", `import { z } from "zod";`);
  const mocks = file("hal-mocks/world.ts", `import "yaml";`);

  it("does not load zod by way of a neighbour", () => {
    expect(checkControlProcess([start, compose("import"), record, mocks])).toEqual([
      { path: "device/contract/record.ts", line: 1, problem: "the control process would load zod" },
    ]);
  });

  it("may use its types", () => {
    expect(checkControlProcess([start, compose("import type { R } from"), record, mocks])).toEqual([]);
  });
});

describe("deciding code", () => {
  it.each([
    "Date.now()",
    "Math.random()",
    "new Date()",
    "new Date",
    "Date()",
    "performance.now()",
    "setTimeout(f, 1)",
    "process.hrtime.bigint()",
  ])("may not call %s", (call) => {
    for (const path of ["device/lamp/a.ts", "device/measure/a.ts", "device/contract/a.ts", "hal-mocks/world.ts"]) {
      expect(checkDeciding(file(path, `const x = ${call};`))).toHaveLength(1);
    }
  });

  it("may turn a moment into a date, and speak of the clock", () => {
    expect(checkDeciding(file("device/lamp/a.ts", "const x = new Date(ms); // not Date.now()"))).toEqual([]);
    expect(checkDeciding(file("device/link/a.ts", "const x = Date.now();"))).toEqual([]);
  });
});

describe("sizes", () => {
  const long = file("device/a.ts", "a;\n".repeat(301));
  const wide = file("device/b.ts", `function wide() {\n${"a;\n".repeat(69)}}`);
  const suite = file("tests/c.test.ts", `describe("c", () => {\n${`it("d", () => {});\n`.repeat(80)}});`);

  it("catch a long file and a long function, and count a suite by its tests", () => {
    expect(tooLong([long, wide, suite])).toEqual({ "device/a.ts": 301, "device/b.ts#wide": 71 });
    expect(checkSizes([long, wide], {})).toHaveLength(2);
  });

  it("let today's offenders shrink, not grow, and go when they are short", () => {
    expect(checkSizes([long], { "device/a.ts": 301 })).toEqual([]);
    expect(checkSizes([long], { "device/a.ts": 302 })).toEqual([]);
    expect(checkSizes([long], { "device/a.ts": 300 })).toHaveLength(1);
    expect(checkSizes([file("device/a.ts", "a;")], { "device/a.ts": 301 })).toHaveLength(1);
  });
});

describe("names", () => {
  it("say what is in a file", () => {
    const paths = ["a/utils.ts", "a/helpers.ts", "a/common.ts", "a/lamp-manager.ts", "a/index.ts", "a/string-utils.ts"];
    expect(paths.flatMap((path) => checkName(file(path)))).toHaveLength(paths.length);
    expect(checkName(file("a/lamp.ts"))).toEqual([]);
  });

  it("stand in the top folder only where they may", () => {
    expect(checkTop(["src", "device", ".ci", "LICENSE"]).map(({ path }) => path)).toEqual(["src"]);
  });

  it("of rooms stand above a README that ends with the import rule", () => {
    const readme = (end: string): Source => file("device/lamp/README.md", `# Lamp\n\nWords.\n\n${end}\n`);
    const code = file("device/lamp/a.ts");
    expect(checkReadmes([code])).toHaveLength(1);
    expect(checkReadmes([code, readme("The end.")])).toHaveLength(1);
    expect(checkReadmes([code, readme("Imports `measure` alone.")])).toEqual([]);
  });
});

describe("texts", () => {
  /** Puts an offence together, so that this file holds none. */
  const spelt = (...parts: readonly string[]): string => parts.join("");

  it("name no machine and no registry", () => {
    const home = spelt("see /ho", "me/me/x");
    const addresses = [spelt("https://regis", "try.npmjs.org/x"), spelt("http://192.", "168.0.2/")];
    for (const text of [home, ...addresses]) expect(checkMachine(file("docs/a.md", text))).toHaveLength(1);
    expect(checkMachine(file("docs/a.md", "http://127.0.0.1:7474/ ../work/a device/home/a"))).toEqual([]);
    expect(checkLock(file("package-lock.json", '"resolved": "https://a/b.tgz"'))).toHaveLength(1);
  });

  it("leave nothing half said", () => {
    for (const mark of [spelt("TO", "DO"), spelt("FIX", "ME")]) {
      expect(checkUnfinished(file("a.ts", `// ${mark}: later`))).toHaveLength(1);
    }
  });

  it("do not print with console", () => {
    expect(checkConsole(file("device/a.ts", spelt("console.", 'log("x");')))).toHaveLength(1);
  });

  it("leave no test out without a reason", () => {
    const skip = spelt("describe.", 'skip("a", f);');
    expect(checkSkips(file("tests/a.test.ts", spelt("it.", 'only("a", f);')))).toHaveLength(1);
    expect(checkSkips(file("tests/a.test.ts", skip))).toHaveLength(1);
    expect(checkSkips(file("tests/a.test.ts", `// Needs a real board, which this machine lacks.\n${skip}`))).toEqual(
      [],
    );
  });
});

describe("docs", () => {
  it("link to what is there", () => {
    const page = file("docs/a.md", "[b](b.md#there) [c](../c.md) [d](https://example.org) [e](#e)");
    expect(checkLinks(page, (path) => path === "docs/b.md").map(({ problem }) => problem)).toEqual([
      "../c.md is not there",
    ]);
  });

  it("give a reason for each package, and for no other", () => {
    const json = JSON.stringify({ dependencies: { mqtt: "1" }, devDependencies: { vitest: "1" } });
    expect(checkReasons(json, "- `mqtt`: the city\n- `vitest`: tests")).toEqual([]);
    expect(checkReasons(json, "- `mqtt`, `zod`: the city")).toHaveLength(2);
  });
});

describe("the page of promises", () => {
  const jobs = [{ name: "kills (tests/a.test.ts)", enough: 1_000 }];
  const read = (path: string) => (path === "tests/a.test.ts" ? 'it("R1: keeps it")' : null);
  const said = (row: string) => checkPromises(row, read, jobs).map(({ problem }) => problem);
  const about = (row: string) => said(row).filter((problem) => !problem.startsWith("has not one row"));

  it("has a test and the right number for each", () => {
    const right = "| R1: kept | [R1: keeps it](../tests/a.test.ts) | `tests/a.test.ts`: 1,000 | |";
    expect(about(right)).toEqual([]);
    expect(said(right)).not.toContain("has not one row for R1");
    expect(said(`${right}\n${right}`)).toContain("has not one row for R1");
    expect(said(right)).toContain("has not one row for R2");
  });

  it("names no test, file, promise or number that is not there", () => {
    expect(about("| R1: kept | by hand | | |")).toEqual(["R1: kept has no test"]);
    expect(about("| R1: kept | [R1: loses it](../tests/a.test.ts) | | |")).toHaveLength(1);
    expect(about("| R1: kept | [R1: keeps it](../tests/b.test.ts) | | |")).toHaveLength(1);
    expect(about("| R99: kept | [R1: keeps it](../tests/a.test.ts) | | |")).toEqual(["R99 is no promise"]);
    expect(about("| R1: kept | [R1: keeps it](../tests/a.test.ts) | `tests/a.test.ts`: 10 | |")).toHaveLength(1);
  });
});
