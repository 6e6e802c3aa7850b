import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Compiles the contract into `dist/contract`, ready for `npm pack`: `npm run package:contract`. */
const ROOT = new URL("../../../", import.meta.url);
const path = (from: string): string => fileURLToPath(new URL(from, ROOT));

type Root = {
  readonly version: string;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
};

if (import.meta.main) build(path("dist/contract/"));

export function build(into: string): void {
  rmSync(into, { recursive: true, force: true });
  mkdirSync(into, { recursive: true });
  compile(`${into}/lib`);
  cpSync(path("LICENSE"), `${into}/LICENSE`);
  cpSync(path("device/contract/package/README.md"), `${into}/README.md`);
  cpSync(path("config/contract/"), `${into}/contract`, { recursive: true });
  writeFileSync(`${into}/package.json`, `${JSON.stringify(manifest(), null, 2)}\n`);
}

function compile(into: string): void {
  const words = [path("node_modules/typescript/bin/tsc"), "-p", path("device/contract/package/tsconfig.json")];
  const done = spawnSync(process.execPath, [...words, "--outDir", into], { encoding: "utf8" });
  if (done.status !== 0)
    throw new Error(`device/contract does not compile as a package:\n${done.stdout}${done.stderr}`);
}

function manifest(): object {
  const root = JSON.parse(readFileSync(path("package.json"), "utf8")) as Root;
  return {
    name: "@gaturum/contract",
    version: root.version,
    description: "What gaturum's lamp posts and litter bins say to a city: types, checks, mappers, signatures",
    license: root.license,
    type: "module",
    engines: { node: ">=22" },
    exports: {
      ".": { types: "./lib/contract/package/face.d.ts", default: "./lib/contract/package/face.js" },
      "./contract/*": "./contract/*",
    },
    files: ["lib", "contract"],
    dependencies: Object.fromEntries(
      ["canonicalize", "zod"].map((name) => [name, `^${root.dependencies[name] ?? ""}`]),
    ),
  };
}
