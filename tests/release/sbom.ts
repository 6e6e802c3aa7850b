type Locked = {
  readonly name?: string;
  readonly version?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly dependencies?: Names;
  readonly optionalDependencies?: Names;
};
type Names = Readonly<Record<string, string>>;
export type Lock = { readonly packages: Readonly<Record<string, Locked>> };
type Component = { readonly "bom-ref": string; readonly name: string; readonly [key: string]: unknown };
export type Sbom = {
  readonly bomFormat: "CycloneDX";
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
  readonly [key: string]: unknown;
};

/** Packages whose package.json says no licence that npm understands, and where we read it instead. */
const LICENCES: Names = {
  suncalc: "BSD-2-Clause", // its LICENSE
  temporal: "MIT", // `licenses` of its package.json
};
/** Neither package nor repository names one: whoever ships a device with Firmata boards decides about it. */
const UNSTATED = { name: "none stated by the author" };
const WITHOUT_LICENCE = ["nanotimer"];
const MODULES = "node_modules/";

/**
 * What comes with a device, as CycloneDX 1.5, from the lock alone: the same lock gives the same bytes. `npm sbom` of npm
 * 11 refuses this tree for two tags of `johnny-five`, and with `--omit dev` leaves out `yaml` and all of `serialport`.
 */
export function sbomOf(lock: Lock): Sbom {
  const root = lock.packages[""];
  if (root?.name === undefined || root.version === undefined) throw new Error("package-lock.json names no project");
  const used = Object.entries(lock.packages).filter(([path, { dev }]) => path !== "" && dev !== true);
  const refs = new Map(used.map(([path, found]) => [path, `${nameOf(path, found)}@${found.version ?? "?"}`]));
  const self = `${root.name}@${root.version}`;
  const component = { type: "application", "bom-ref": self, name: root.name, version: root.version };
  const needs = [["", root] as const, ...used].map(([path, { dependencies, optionalDependencies }]) => ({
    ref: path === "" ? self : (refs.get(path) ?? path),
    dependsOn: Object.keys({ ...dependencies, ...optionalDependencies })
      .flatMap((name) => refs.get(resolved(lock, path, name) ?? "") ?? [])
      .sort(),
  }));
  const components = used.map(([path, found]) => componentOf(nameOf(path, found), found));
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.5.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    version: 1,
    metadata: { component: { ...component, licenses: [{ license: { id: root.license } }] } },
    components: [...new Map(components.map((found) => [found["bom-ref"], found])).values()],
    dependencies: [...new Map(needs.map((need) => [need.ref, need])).values()],
  };
}

function componentOf(name: string, { version, integrity, license, optional }: Locked): Component {
  const id = license ?? LICENCES[name];
  const isKnown = id !== undefined || WITHOUT_LICENCE.includes(name);
  if (version === undefined || integrity === undefined || !isKnown)
    throw new Error(
      `${name}: package-lock.json has no version, hash or licence of it. Look, and add it in tests/release/sbom.ts`,
    );
  const [algorithm = "", digest = ""] = integrity.split("-", 2);
  return {
    type: "library",
    "bom-ref": `${name}@${version}`,
    name,
    version,
    purl: `pkg:npm/${name.replace("@", "%40")}@${version}`,
    scope: optional === true ? "optional" : "required",
    hashes: [{ alg: algorithm.replace(/^sha/, "SHA-"), content: Buffer.from(digest, "base64").toString("hex") }],
    licenses: [licenceOf(id)],
  };
}

function licenceOf(id: string | undefined): object {
  if (id === undefined) return { license: UNSTATED };
  return / (?:OR|AND) /.test(id) ? { expression: id } : { license: { id } };
}

/** `name` where it is installed under another. */
const nameOf = (path: string, { name }: Locked): string =>
  name ?? path.slice(path.lastIndexOf(MODULES) + MODULES.length);

/** As Node looks for it: beside the one who asks, then in each folder above. undefined: optional, and not there. */
function resolved({ packages }: Lock, from: string, name: string): string | undefined {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf(`/${MODULES}`)))) {
    const path = `${at === "" ? "" : `${at}/`}${MODULES}${name}`;
    if (packages[path] !== undefined) return path;
    if (at === "") return undefined;
  }
}
