import { afterEach, expect, it } from "vitest";
import { describeWithMosquitto, freePort, startMosquitto, type Mosquitto } from "../../system/mosquitto.ts";
import { LinkProcess, subscribe, until } from "../link-process.ts";
import { clockLost, started, type Backend } from "../rig.ts";

const atEnd: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of atEnd.splice(0).reverse()) await end();
});

async function broker(options: Parameters<typeof startMosquitto>[0] = {}): Promise<Mosquitto> {
  const started = await startMosquitto(options);
  atEnd.push(() => started.stop());
  return started;
}

function link(url: string): LinkProcess {
  const process = new LinkProcess(url);
  atEnd.push(() => process.close());
  return process;
}

async function backendAt(url: string): Promise<Backend> {
  const backend = await subscribe(url);
  atEnd.push(() => backend.client.endAsync(true));
  return backend;
}

describeWithMosquitto("link against a real Mosquitto", () => {
  it("records arrive; kill -9 publishes the will; a restart is a new boot and a larger session", async () => {
    const { url } = await broker();
    const backend = await backendAt(url);
    const device = link(url);
    device.report(started());
    await until("the first record", () => backend.keys.length === 1);
    device.report(clockLost(true));
    await until("two records", () => backend.keys.length === 2);
    expect(device.outgoing.waiting).toBe(0);
    expect(backend.live.every(({ flags }) => flags?.includes("simulated"))).toBe(true);

    await device.end("SIGKILL");
    await until("the will", () => backend.status === "lost");
    device.report(clockLost(false));
    device.start();
    await until("the state after the restart", () => backend.status === "online");
    const ofSecondBoot = () => backend.history.filter(({ bootCount }) => bootCount === 2);
    await until("the report of the time without a link", () => ofSecondBoot().length === 3);
    expect(backend.problems).toEqual([]);
    expect(new Set(backend.keys).size).toBe(5);
    expect(new Set(backend.live.map(({ bootCount }) => bootCount))).toEqual(new Set([1]));
    expect(ofSecondBoot().map(({ stream, seq }) => [stream, seq])).toEqual([
      ["closed", 1],
      ["closed", 2],
      ["clock-lost", 3],
    ]);
    const [first, , second] = backend.states;
    expect(second?.session).toBeGreaterThan(Number(first?.session));
    expect(await device.end("SIGTERM")).toBe(0);
    await until("the farewell", () => backend.status === "offline");
  });

  it("comes back to a broker that was killed, and brings what happened meanwhile", async () => {
    const first = await startMosquitto();
    const device = link(first.url);
    device.report(started());
    await until("a session", () => device.said.some((line) => line.includes("connected to")));
    await first.kill();
    for (let index = 0; index < 50; index += 1) device.report(clockLost(index % 2 === 0));
    await until("all stored", () => device.outgoing.waiting === 0);
    await until("a failed attempt", () => device.said.some((line) => line.includes("nobody answers there")));
    // Held still until the backend listens, so that it misses nothing that is not retained.
    device.child.kill("SIGSTOP");
    const second = await broker({ port: first.port });
    const backend = await backendAt(second.url);
    device.child.kill("SIGCONT");
    await until("the backfill", () => backend.history.length >= 50);
    expect(new Set(backend.keys).size).toBe(backend.keys.length);
    expect(backend.problems).toEqual([]);
  });

  it("a refused login says what to do, and goes on trying", async () => {
    const { url } = await broker({ anonymous: false });
    const device = link(url);
    await until(
      "three refusals",
      () => device.said.filter((line) => line.includes("refused this device's login")).length >= 3,
    );
    expect(await device.end("SIGTERM")).toBe(0);
  });

  it("an access list without the device's own topics is named", async () => {
    const { url } = await broker({ accessList: ["topic readwrite other/#"] });
    const device = link(url);
    await until("a word about it", () => device.said.some((line) => /not hear|refused .*up\//.test(line)));
  });

  it("a wrong port and an unknown name are told apart", async () => {
    const nowhere = link(`mqtt://127.0.0.1:${await freePort()}`);
    await until("nobody answers", () =>
      nowhere.said.some((line) => line.includes("Check host and port of city.broker")),
    );
    const nameless = link("mqtt://no-such-broker.invalid:1883");
    await until("unknown name", () => nameless.said.some((line) => line.includes("Check the spelling of city.broker")));
  });

  it("is told twice to end, as by Ctrl-C and by its parent, and ends once", async () => {
    const device = link(`mqtt://127.0.0.1:${await freePort()}`);
    await until("a failed attempt", () => device.said.some((line) => line.includes("nobody answers there")));
    device.child.kill("SIGINT");
    expect(await device.end("SIGTERM")).toBe(0);
    expect(device.said.filter((line) => /^ +at |ended$/.test(line))).toEqual([expect.stringMatching(/ended$/)]);
  });

  it("ends when its parent is gone", async () => {
    const { url } = await broker();
    const backend = await backendAt(url);
    const device = link(url);
    await until("a session", () => backend.status === "online");
    device.child.disconnect();
    await until("its end", () => device.child.exitCode === 0);
    await until("the farewell", () => backend.status === "offline");
  });
});
