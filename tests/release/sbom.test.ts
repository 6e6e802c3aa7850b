import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../setup/vitest-run.ts";
import { sbomOf, type Sbom } from "./sbom.ts";

type Names = Readonly<Record<string, string>>;
const project = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  readonly version: string;
  readonly dependencies: Names;
  readonly optionalDependencies: Names;
  readonly devDependencies: Names;
};

describe("npm run sbom", () => {
  execFileSync(process.execPath, [join(ROOT, "tests/release/write-sbom.ts")]);
  const sbom = JSON.parse(readFileSync(join(ROOT, "dist/sbom.cdx.json"), "utf8")) as Sbom;

  it("lists every package that comes with a device at its version, and none of the desk's", () => {
    const names = new Set(sbom.components.map(({ name, version }) => `${name}@${String(version)}`));
    for (const [name, version] of Object.entries({ ...project.dependencies, ...project.optionalDependencies }))
      expect(names).toContain(`${name}@${version}`);
    for (const [name, version] of Object.entries(project.devDependencies).filter(([of]) => !of.startsWith("@types")))
      expect(names).not.toContain(`${name}@${version}`);
  });

  it("gives each a licence, a hash and what it needs", () => {
    for (const { name, purl, licenses, hashes } of sbom.components) {
      expect([name, purl]).toEqual([name, expect.stringMatching(/^pkg:npm\/.+@\d/)]);
      expect([name, licenses, hashes]).toEqual([
        name,
        [expect.anything()],
        [{ alg: "SHA-512", content: expect.stringMatching(/^[0-9a-f]{128}$/) as string }],
      ]);
    }
    const refs = new Set(sbom.components.map((component) => component["bom-ref"]));
    const needed = new Set(sbom.dependencies.flatMap(({ dependsOn }) => dependsOn));
    expect([...refs].filter((ref) => !needed.has(ref))).toEqual([]);
    expect([...needed].filter((ref) => !refs.has(ref))).toEqual([]);
  });

  it("finds the copy of a package that Node would load", () => {
    const integrity = `sha512-${Buffer.alloc(64).toString("base64")}`;
    const at = (version: string, dependencies: Names = {}) => ({ version, integrity, license: "MIT", dependencies });
    const packages = {
      "": { name: "a", version: "1.0.0", license: "MIT", dependencies: { b: "1", c: "2" } },
      "node_modules/b": at("1.0.0", { c: "1" }),
      "node_modules/b/node_modules/c": at("1.0.0"),
      "node_modules/c": at("2.0.0"),
    };
    const needs = Object.fromEntries(sbomOf({ packages }).dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
    expect(needs).toMatchObject({ "a@1.0.0": ["b@1.0.0", "c@2.0.0"], "b@1.0.0": ["c@1.0.0"] });
  });

  it("stops at a package whose licence nobody knows", () => {
    const packages = { "": { name: "a", version: "1" }, "node_modules/b": { version: "1", integrity: "sha512-AA==" } };
    expect(() => sbomOf({ packages })).toThrow(/b: .*licence/);
  });
});
