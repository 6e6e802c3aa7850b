import { cpSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { firstLookMs } from "../../../device/link/updates/look-times.ts";
import type { NumberedOutcome } from "../../../device/measure/update-outcome.ts";
import { addRelease } from "../../release/tuf/repository.ts";
import { describeWithMosquitto, startMosquitto } from "../../system/mosquitto.ts";
import { NOW, Repository, taken } from "../../update/repository.ts";
import { LinkProcess, subscribe, until } from "../link-process.ts";
import { Authority } from "../tls/certificates.ts";
import { WebServer } from "./web-server.ts";

const atEnd: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of atEnd.splice(0).reverse()) await end();
});

/** A device whose own moment comes soon after its start. */
const soon = (): string =>
  Array.from({ length: 100_000 }, (_, post) => `post-${post}`).find((name) => firstLookMs(name) < 1_000) ?? "";

type Heard = Pick<Awaited<ReturnType<typeof subscribe>>, "live" | "history">;

/** What was killed before its acknowledgement comes again, as the same record. */
function toldOf({ live, history }: Heard, stream: string) {
  const all = [...live, ...history].filter((record) => record.stream === stream);
  const once = new Map(all.map((record) => [`${record.boot}/${record.class}/${record.seq}`, record]));
  return [...once.values()].map(({ values }) => values);
}

describeWithMosquitto("the link process", () => {
  let city: Repository;
  beforeEach(() => {
    city = new Repository();
    atEnd.push(() => city.remove());
  });
  const release = (): void => {
    const archive = join(city.base, "program.tar.gz");
    writeFileSync(archive, Buffer.alloc(1 << 20, "program"));
    addRelease(city.folder, { version: "99.0.0", archives: { [process.arch]: archive } }, city.release, NOW);
  };

  /** A city that publishes a release, its broker, and a backend that hears. */
  async function opened() {
    const authority = new Authority();
    atEnd.push(() => authority.end());
    release();
    const server = new WebServer(city.folder, authority.make("web"));
    const updates = await server.open();
    atEnd.push(() => server.close());
    const broker = await startMosquitto();
    atEnd.push(() => broker.stop());
    const backend = await subscribe(broker.url);
    atEnd.push(() => backend.client.endAsync(true));
    const tls = { ca: authority.root.certificate, certificate: null, key: null };
    return { server, broker, backend, about: { updates, tls } };
  }

  it("tells once that nothing can be fetched, over kills, and that it is over", async () => {
    const { server, broker, backend, about } = await opened();
    server.odd.set("timestamp.json", (_request, response) => response.writeHead(404).end());
    const device = new LinkProcess(broker.url, about, [], { device: soon() });
    atEnd.push(() => device.close());
    const told = () => toldOf(backend, "update-fetch");

    await until("the alarm", () => told().length === 1);
    expect(told()[0]).toEqual({ active: true, cause: "missing", detail: "timestamp.json" });
    await device.end("SIGKILL");
    server.asked.splice(0);
    device.start();
    await until("the same again", () => server.asked.length === 1);
    await device.end("SIGKILL");
    server.odd.clear();
    device.start();
    await until("its end", () => told().length === 2);
    expect([told()[1], backend.problems]).toEqual([{ active: false }, []]);
  }, 60_000);

  it("fetches what the city publishes, and tells what became of it once, over kills", async () => {
    const { broker, backend, about } = await opened();
    const [outcome, lately] = [join(city.base, "outcome.json"), join(city.base, "lately")];
    const tell = (...all: readonly NumberedOutcome[]) => {
      writeFileSync(outcome, JSON.stringify({ ...all.at(-1), before: all.slice(0, -1) }));
    };
    const staged: NumberedOutcome = { n: 1, is: "staged", version: "99.0.0", from: "0.1.0", atMs: NOW };
    tell(staged);
    const device = new LinkProcess(broker.url, about, [], { device: soon() }, ["--outcome", outcome]);
    atEnd.push(() => device.close());

    const told = () => toldOf(backend, "update");
    await until("the download", () => existsSync(join(device.folder, "link/download")));
    cpSync(join(device.folder, "link/download"), lately, { recursive: true });
    expect(await city.verify(lately, process.arch)).toMatchObject(taken("99.0.0"));
    await until("the first outcome", () => told().length === 1);

    await device.end("SIGKILL");
    tell(staged, { ...staged, n: 2, is: "tried" });
    device.start();
    await until("the second outcome", () => told().length === 2);
    expect(told().map((values) => [values["n"], values["is"]])).toEqual([
      [1, "staged"],
      [2, "tried"],
    ]);
    expect(backend.problems).toEqual([]);
  });
});
