import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { STREAMS } from "../../../device/contract/streams.ts";
import { build } from "../../../device/contract/package/build.ts";

const ROOT = new URL("../../../", import.meta.url).pathname;
const SAMPLES = "lamp-post-night-hour.jsonl";
/** Of the whole project, all that a backend installs beside the package; types are for compiling alone. */
const BESIDE = ["zod", "canonicalize"];

/** An empty project with the packed package unpacked into it, as `npm install` would, without a registry. */
describe("the package of the contract", () => {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-package-"));
  const consumer = join(folder, "consumer");
  const modules = join(consumer, "node_modules");
  let packed: readonly string[] = [];

  beforeAll(() => {
    build(join(folder, "built"));
    const words = ["pack", "--json", "--offline", "--ignore-scripts", "--pack-destination", folder];
    const [made] = Object.values(
      JSON.parse(execFileSync("npm", words, { cwd: join(folder, "built"), encoding: "utf8" })) as object,
    ) as { filename: string; files: { path: string }[] }[];
    if (made === undefined) throw new Error("npm packed nothing");
    packed = made.files.map(({ path }) => path);
    const place = join(modules, "@gaturum", "contract");
    mkdirSync(place, { recursive: true });
    const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "none";
    execFileSync("tar", ["-xzf", join(folder, tarball), "-C", place, "--strip-components=1"]);
    for (const name of BESIDE) symlinkSync(join(ROOT, "node_modules", name), join(modules, name));
    writeFileSync(join(consumer, "package.json"), JSON.stringify({ type: "module", private: true }));
    cpSync(join(ROOT, "tests/contract/package/consumer.ts"), join(consumer, "consumer.ts"));
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("holds the contract and the words it is made of, and nothing of the runtime", () => {
    expect(packed).toEqual(expect.arrayContaining(["LICENSE", "README.md", "contract/asyncapi.yaml"]));
    const rooms = new Set(packed.filter((path) => path.startsWith("lib/")).map((path) => path.split("/")[1]));
    expect([...rooms].sort()).toEqual(["contract", "measure"]);
    expect(packed.filter((path) => /(?<!\.d)\.ts$|generate/.test(path))).toEqual([]);
    const manifest = JSON.parse(readFileSync(join(modules, "@gaturum/contract/package.json"), "utf8")) as {
      dependencies: object;
    };
    expect(Object.keys(manifest.dependencies).sort()).toEqual([...BESIDE].sort());
  });

  it("checks, maps, signs and verifies, for a program in TypeScript and one in JavaScript", () => {
    const program = `
      import { readFileSync } from "node:fs";
      import { STREAMS } from "@gaturum/contract";
      import { firstEvening } from "./consumer.ts";
      const file = "node_modules/@gaturum/contract/contract/samples/${SAMPLES}";
      const lines = readFileSync(file, "utf8").trim().split("\\n").map((line) => JSON.parse(line));
      process.stdout.write(JSON.stringify({ streams: STREAMS.length, ...firstEvening(lines) }));`;
    writeFileSync(join(consumer, "program.js"), program);
    const done = spawnSync(process.execPath, ["program.js"], { cwd: consumer, encoding: "utf8" });
    expect(done.stderr).toBe("");
    expect(JSON.parse(done.stdout)).toMatchObject({
      streams: STREAMS.length,
      records: 42,
      verified: true,
      entity: { type: "Streetlight", id: "urn:ngsi-ld:Streetlight:stockholm:4711-0382" },
    });
  });

  it("tells TypeScript what is wrong before it runs, and nothing of what is right", () => {
    const wrong = `import { validate } from "@gaturum/contract";\nexport const ok: string = validate("a", "b").ok;\n`;
    writeFileSync(join(consumer, "wrong.ts"), wrong);
    const problems = typeCheck("consumer.ts", "wrong.ts").trim().split("\n");
    expect(problems).toEqual([expect.stringMatching(/^wrong\.ts\(2,14\).*boolean/)]);
  });

  /** With the compiler and Node's types of this project, as nothing is downloaded here. */
  function typeCheck(...files: readonly string[]): string {
    const options = ["--noEmit", "--module", "nodenext", "--target", "es2024", "--strict", "--skipLibCheck"];
    const types = ["--typeRoots", join(ROOT, "node_modules/@types"), "--types", "node"];
    const words = [join(ROOT, "node_modules/typescript/bin/tsc"), ...options, ...types, ...files];
    return spawnSync(process.execPath, words, { cwd: consumer, encoding: "utf8" }).stdout;
  }
});
