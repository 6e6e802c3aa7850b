/** What `package-lock.json` says of one package: by its path, as `node_modules/zod`. */
export type Locked = {
  readonly dependencies?: Names;
  readonly optionalDependencies?: Names;
  readonly integrity?: string;
  readonly version?: string;
};
type Names = Readonly<Record<string, string>>;
export type Packages = Readonly<Record<string, Locked>>;
/** As Debian calls it, and as Node and npm do. */
export const ARCHITECTURES = { amd64: "x64", arm64: "arm64" } as const;
export type Architecture = keyof typeof ARCHITECTURES;

/** Types, for a compiler; what is only there to build; and Node, which is put in by itself. */
const NOT_AT_WORK = /^(?:@types\/.*|undici-types|node-addon-api|node-linux-.*|onoff)$/;

/** Pure. The paths of what a device needs at work, in order: the dependencies, and what those need. */
export function packagesAtWork(packages: Packages): readonly string[] {
  const root = packages[""];
  if (root === undefined) throw new Error("package-lock.json names no project");
  const found = new Set<string>();
  const open: (readonly [from: string, needs: Names])[] = [["", root.dependencies ?? {}]];
  for (const [from, needs] of open) {
    for (const name of Object.keys(needs).filter((each) => !NOT_AT_WORK.test(each))) {
      const path = resolved(packages, from, name);
      if (path === null || found.has(path)) continue;
      found.add(path);
      open.push([path, { ...packages[path]?.dependencies, ...packages[path]?.optionalDependencies }]);
    }
  }
  return [...found].sort();
}

/** As Node looks for it: beside the one who asks, then in each folder above. null: optional, and not locked. */
function resolved(packages: Packages, from: string, name: string): string | null {
  const inside = from.split("/node_modules/");
  for (let length = from === "" ? 0 : inside.length; length >= 0; length -= 1) {
    const above = inside.slice(0, length).join("/node_modules/");
    const path = `${above === "" ? "" : `${above}/`}node_modules/${name}`;
    if (packages[path] !== undefined) return path;
  }
  return null;
}

/** For people and for compilers. A licence stays with what it is of. */
const NOT_TO_RUN = /\.(?:[cm]?ts|map|md|markdown|flow|h|cc|cpp|gyp|gypi)$|\/\.[^/]+$/i;
/** Beside a package's own code, at its top. */
const NOT_AT_WORK_FOLDER =
  /node_modules\/(?:@[^/]+\/)?[^/]+\/(?:benchmarks?|tests?|examples?|docs?|eg|coverage)\/[^]*$/;
/** Native parts: one folder a computer in each. */
const KOFFI = /^node_modules\/koffi\/(?:src|vendor|doc|build\/koffi\/(?!linux_\w+\/))/;
const SERIALPORT = /^node_modules\/@serialport\/bindings-cpp\/(?:build\/|prebuilds\/(?!linux-\w+\/))/;

/** Pure. Whether a file of a package, by its path from the checkout, goes onto a computer of this architecture. */
export function isForDevice(path: string, architecture: Architecture): boolean {
  const word = ARCHITECTURES[architecture];
  if ([NOT_TO_RUN, NOT_AT_WORK_FOLDER, KOFFI, SERIALPORT].some((pattern) => pattern.test(path))) return false;
  const native = /\/(?:build\/koffi\/linux_|prebuilds\/linux-)(\w+)\//.exec(path);
  if (native === null) return true;
  return native[1] === word && !path.endsWith(".musl.node");
}
