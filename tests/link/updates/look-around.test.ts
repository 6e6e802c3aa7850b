import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { lookAround, type LookAsk } from "../../../device/link/updates/look-around.ts";
import { programArchive, Device } from "../../update/device.ts";
import { NOW, refused, Repository, taken } from "../../update/repository.ts";
import { draftRoot, publish, signed } from "../../release/tuf/repository.ts";
import { Authority, type Made } from "../tls/certificates.ts";
import { breakOff, drip, elsewhere, endless, WebServer } from "./web-server.ts";

let authority: Authority;
let stranger: Authority;
let identity: Made;
beforeAll(() => {
  [authority, stranger] = [new Authority(), new Authority("stranger")];
  identity = authority.make("web");
});
afterAll(() => {
  authority.end();
  stranger.end();
});

let city: Repository;
let server: WebServer;
let ask: LookAsk;
beforeEach(async () => {
  city = new Repository();
  city.publish("0.2.0", programArchive(city, "0.2.0"));
  server = new WebServer(city.folder, identity);
  const state = join(city.base, "link");
  mkdirSync(state);
  ask = {
    ...{ url: await server.open(), caFile: authority.root.certificate, state },
    ...{ runs: "0.1.0", architecture: "arm64", slowMs: 10_000, slowBytes: 4_096, roomLeftBytes: 0 },
  };
});
afterEach(async () => {
  await server.close();
  city.remove();
});

const lookNow = () => lookAround(ask, () => NOW);
const here = (...names: string[]) => join(ask.state, ...names);
const fetched = (version: string) => ({ looked: { is: "fetched", version } });
const failed = (cause: string) => ({ looked: { is: "failed", cause } });
const archive = () => readdirSync(city.folder).find((name) => name.endsWith(".tar.gz")) ?? "";
const asked = () => server.asked.splice(0);
/** The half that came is on the disk. */
const hasIt = (bytes: number) => statSync(here("download.new", archive()), { throwIfNoEntry: false })?.size === bytes;
const wholeRepository = () => readdirSync(city.folder).sort();

describe("a look at the city's updates", () => {
  it("fetches a repository whole, and root's update takes a program out of it", async () => {
    expect(await lookNow()).toMatchObject(fetched("0.2.0"));
    expect(readdirSync(here("download")).sort()).toEqual(wholeRepository());
    expect(await city.verify(here("download"))).toMatchObject(taken("0.2.0"));
    const device = new Device(city, here("download"));
    expect(await device.update()).toMatchObject({ is: "kept" });
    expect(device.runs).toBe("0.2.0");
    expect(JSON.parse(readFileSync(here("looked.json"), "utf8"))).toEqual({
      is: "fetched",
      version: "0.2.0",
      atMs: NOW,
    });
  });

  it("is one request where nothing was published since, and of a new timestamp what changed alone", async () => {
    await lookNow();
    asked();
    expect(await lookNow()).toEqual({ looked: { is: "same", version: "0.2.0" }, text: "" });
    expect(asked()).toEqual(["timestamp.json"]);
    city.refresh();
    expect(await lookNow()).toMatchObject(fetched("0.2.0"));
    expect(asked()).toEqual(["timestamp.json", "1.root.json", "2.root.json", "2.snapshot.json"]);
    expect(await city.verify(here("download"))).toMatchObject(taken("0.2.0"));
  });

  it("follows new roots, for a device that was away", async () => {
    for (let times = 0; times < 3; times += 1)
      publish(city.folder, signed(draftRoot(city.folder, city.roles(), NOW), city.roots.slice(0, 2)));
    await lookNow();
    expect(readdirSync(here("download"))).toEqual(expect.arrayContaining(["1.root.json", "4.root.json"]));
    expect(await city.verify(here("download"))).toMatchObject(taken("0.2.0"));
  });

  it("leaves a program where it lies when nothing is newer than what runs, and fetches it once it is", async () => {
    ask = { ...ask, runs: "0.2.0" };
    expect(await lookNow()).toEqual({ looked: { is: "current", version: "0.2.0" }, text: "" });
    expect(existsSync(here("download", archive()))).toBe(false);
    expect(await lookNow()).toMatchObject({ looked: { is: "same" } });
    ask = { ...ask, runs: "0.1.0" };
    expect(await lookNow()).toMatchObject(fetched("0.2.0"));
    expect(existsSync(here("download", archive()))).toBe(true);
  });

  it("keeps the old download for whoever reads it, until the next look", async () => {
    await lookNow();
    city.publish("0.3.0", programArchive(city, "0.3.0"));
    expect(await lookNow()).toMatchObject(fetched("0.3.0"));
    expect(await city.verify(here("download.old"))).toMatchObject(taken("0.2.0"));
    await lookNow();
    expect(readdirSync(ask.state).sort()).toEqual(["download", "download.new", "looked.json"]);
  });

  it("goes on after a power cut between the two names", async () => {
    await lookNow();
    renameSync(here("download"), here("download.old"));
    expect(await lookNow()).toMatchObject({ looked: { is: "same" } });
    expect(await city.verify(here("download"))).toMatchObject(taken("0.2.0"));
  });
});

describe("a broken line", () => {
  it("is gone on from, where the server knows ranges, and the pieces are looked at as one", async () => {
    server.odd.set(".tar.gz", breakOff(hasIt));
    expect(await lookNow()).toMatchObject(failed("broken"));
    expect(existsSync(here("download"))).toBe(false);
    server.odd.clear();
    asked();
    expect(await lookNow()).toMatchObject(fetched("0.2.0"));
    const half = Math.floor(readFileSync(join(city.folder, archive())).length / 2);
    expect(asked()).toContain(`${archive()} from ${half}`);
    expect(await city.verify(here("download"))).toMatchObject(taken("0.2.0"));
    expect(readFileSync(here("download", archive()))).toEqual(readFileSync(join(city.folder, archive())));
  });

  it("is begun anew, where the server knows none", async () => {
    server.odd.set(".tar.gz", breakOff(hasIt));
    await lookNow();
    server.odd.set(".tar.gz", (_request, response, bytes) => response.writeHead(200).end(bytes));
    expect(await lookNow()).toMatchObject(fetched("0.2.0"));
    expect(readFileSync(here("download", archive()))).toEqual(readFileSync(join(city.folder, archive())));
  });

  it("is not gone on from where the server sends another part than was asked for", async () => {
    server.odd.set(".tar.gz", breakOff(hasIt));
    await lookNow();
    server.odd.set(".tar.gz", (_request, response, bytes) =>
      response.writeHead(206, { "content-range": "bytes 0-99/200" }).end(bytes?.subarray(0, 100)),
    );
    expect(await lookNow()).toMatchObject(failed("refused"));
    server.odd.clear();
    expect(await lookNow()).toMatchObject(fetched("0.2.0"));
  });

  it("leaves no beginning that turned out to be of something else", async () => {
    mkdirSync(here("download.new"));
    writeFileSync(here("download.new", archive()), "another program");
    expect(await lookNow()).toMatchObject(failed("mismatch"));
    expect(await lookNow()).toMatchObject(fetched("0.2.0"));
  });

  it("leaves the download from before as it was", async () => {
    await lookNow();
    city.publish("0.3.0", programArchive(city, "0.3.0"));
    server.odd.set(".targets.json", breakOff());
    expect(await lookNow()).toMatchObject(failed("broken"));
    expect(await city.verify(here("download"))).toMatchObject(taken("0.2.0"));
  });
});

describe("a hostile or broken web server", () => {
  it.each(["timestamp.json", ".root.json", ".snapshot.json", ".targets.json", ".tar.gz"])(
    "is given up when it drips %s",
    async (name) => {
      ask = { ...ask, slowMs: 150 };
      server.odd.set(name, drip);
      const text = expect.stringMatching(/less than 4096 bytes in 0\.15 s/) as unknown;
      expect(await lookNow()).toMatchObject({ ...failed("slow"), text });
      expect(existsSync(here("download"))).toBe(false);
    },
  );

  it("is given up when it takes the request and says nothing", async () => {
    ask = { ...ask, slowMs: 150 };
    server.odd.set("timestamp.json", () => undefined);
    expect(await lookNow()).toMatchObject(failed("slow"));
  });

  it.each(["timestamp.json", ".root.json", ".snapshot.json", ".targets.json", ".tar.gz"])(
    "may send %s for ever: no more of it is taken than it may be",
    async (name) => {
      server.odd.set(name, endless);
      expect(await lookNow()).toMatchObject(failed("too-large"));
      expect(readdirSync(here("download.new")).some((file) => file.endsWith(".tar.gz"))).toBe(false);
    },
  );

  it.each(["timestamp.json", ".snapshot.json", ".targets.json", ".tar.gz"])("may not have %s", async (name) => {
    server.odd.set(name, (_request, response) => response.writeHead(404).end());
    const { looked, text } = await lookNow();
    expect([looked, text.endsWith(name)]).toEqual([{ is: "failed", cause: "missing" }, true]);
    expect(existsSync(here("download"))).toBe(false);
  });

  it("sends elsewhere, and is not followed", async () => {
    const other = new WebServer(city.folder, identity);
    server.odd.set("timestamp.json", elsewhere(`${await other.open()}/timestamp.json`));
    expect(await lookNow()).toMatchObject(failed("moved"));
    expect(other.asked).toEqual([]);
    await other.close();
  });

  it.each([
    ["a body that is no JSON", "<html>log in</html>"],
    ["JSON that is no metadata", '{"signed":{"meta":{"snapshot.json":{"version":"../../etc"}}}}'],
    ["JSON that is too deep", "[".repeat(16_000)],
  ])("answers with %s", async (_what, body) => {
    server.odd.set("timestamp.json", (_request, response) => response.end(body));
    expect(await lookNow()).toMatchObject(failed("unreadable"));
  });

  it("has metadata that is not the one that was named", async () => {
    server.odd.set(".targets.json", (_request, response) => response.end("{}"));
    expect(await lookNow()).toMatchObject(failed("mismatch"));
  });

  it("may lie as it likes: root's update believes nothing of it", async () => {
    const other = new Repository();
    other.publish("9.0.0", programArchive(other, "9.0.0"));
    const liar = new WebServer(other.folder, identity);
    ask = { ...ask, url: await liar.open() };
    expect(await lookNow()).toMatchObject(fetched("9.0.0"));
    expect(await city.verify(here("download"))).toEqual(refused("signature"));
    await liar.close();
    other.remove();
  });
});

describe("a certificate", () => {
  it.each([
    ["of another host", () => authority.make("other", { names: "DNS:updates.example" })],
    ["that is over", () => authority.make("over", { toMs: NOW - 1_000 })],
    ["of a stranger", () => stranger.make("web")],
  ])("%s is not accepted, and nothing is asked", async (_what, made) => {
    const other = new WebServer(city.folder, made());
    ask = { ...ask, url: await other.open() };
    expect(await lookNow()).toMatchObject(failed("certificate"));
    expect(other.asked).toEqual([]);
    await other.close();
  });

  it("of an authority that is not named is not accepted", async () => {
    ask = { ...ask, caFile: null };
    expect(await lookNow()).toMatchObject(failed("certificate"));
  });

  it("is not needed to this computer itself", async () => {
    const plain = new WebServer(city.folder, null);
    ask = { ...ask, url: await plain.open(), caFile: null };
    expect(await lookNow()).toMatchObject(fetched("0.2.0"));
    await plain.close();
  });
});

describe("this computer", () => {
  it("has a full card: it is told, and the beginning gives its room back", async () => {
    mkdirSync(here("download.new"));
    symlinkSync("/dev/full", here("download.new", archive()));
    expect(await lookNow()).toMatchObject(failed("full"));
    expect(readdirSync(here("download.new"))).not.toContain(archive());
    expect(JSON.parse(readFileSync(here("looked.json"), "utf8"))).toMatchObject({ is: "failed", cause: "full" });
    expect(await lookNow()).toMatchObject(fetched("0.2.0"));
  });

  it("has a card that rots: what lies here is fetched anew with the next timestamp", async () => {
    await lookNow();
    writeFileSync(here("download", archive()), "rotten");
    city.refresh();
    expect(await lookNow()).toMatchObject(fetched("0.2.0"));
    expect(await city.verify(here("download"))).toMatchObject(taken("0.2.0"));
    expect(readFileSync(here("download", archive()))).toEqual(readFileSync(join(city.folder, archive())));
  });

  it("has too little room to begin: what is reported wants it more", async () => {
    ask = { ...ask, roomLeftBytes: Number.MAX_SAFE_INTEGER };
    expect(await lookNow()).toMatchObject(failed("full"));
    expect(asked()).not.toContain(archive());
  });

  it("has no such file of an authority", async () => {
    ask = { ...ask, caFile: join(city.base, "none.pem") };
    expect(await lookNow()).toMatchObject({ ...failed("disk"), text: expect.stringMatching(/none\.pem/) as unknown });
  });

  it("has no network", async () => {
    await server.close();
    expect(await lookNow()).toMatchObject(failed("unreachable"));
  });
});
