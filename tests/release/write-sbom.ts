import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../setup/vitest-run.ts";
import { sbomOf, type Lock } from "./sbom.ts";

/** `npm run sbom`: writes dist/sbom.cdx.json. */
const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as Lock;
const file = join(ROOT, "dist/sbom.cdx.json");
mkdirSync(join(ROOT, "dist"), { recursive: true });
writeFileSync(file, `${JSON.stringify(sbomOf(lock), null, 2)}\n`);
process.stdout.write(`${file}: ${sbomOf(lock).components.length} packages\n`);
