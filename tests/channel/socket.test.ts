import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { LINE_BYTES_MAX, type ControlEnd, type FromControl, type FromLink } from "../../device/channel/messages.ts";
import { connectToControl, listenForLink, WRITE_QUEUE_BYTES_MAX } from "../../device/channel/socket.ts";
import { parseFromControl } from "../../device/link/control-messages.ts";
import { realTime } from "../../device/link/real-time.ts";
import { instant } from "../../device/measure/time.ts";
import { eventually } from "../keep/eventually.ts";

const HELLO: FromLink = { m: "hello", v: 1 };
const ALIVE: FromControl = {
  m: "alive",
  moment: { at: instant(1), ts: null, timeQuality: "none", timeErrorMs: null },
};
const RUN = "00000000000000aa";

let folder: string;
let path: string;
let said: string[];
const atEnd: (() => void)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gaturum-channel-"));
  path = join(folder, "channel.sock");
  said = [];
});
afterEach(() => {
  for (const end of atEnd.splice(0).reverse()) end();
  rmSync(folder, { recursive: true, force: true });
});

class Control {
  readonly end: ControlEnd = listenForLink(path, (line) => said.push(line));
  readonly heard: FromLink[] = [];
  readonly peers: boolean[] = [];
  constructor() {
    atEnd.push(() => this.end.close());
    this.end.onMessage((message) => this.heard.push(message));
    this.end.onPeer((present) => this.peers.push(present));
  }
}

/** A link that says what it likes. */
async function stranger(): Promise<Socket> {
  const socket = connect(path);
  atEnd.push(() => socket.destroy());
  socket.on("error", () => undefined);
  await eventually(
    () => socket.readyState,
    (state) => state === "open",
  );
  return socket;
}

const listening = (): Promise<number> =>
  eventually(
    () => statSync(path, { throwIfNoEntry: false })?.mode ?? 0,
    (mode) => mode !== 0,
  );
const comes = (what: () => boolean) => eventually(what, (holds) => holds);

it("joins a link and a control that was restarted, both ways", async () => {
  const first = new Control();
  const link = connectToControl(path, parseFromControl, realTime, (line) => said.push(line));
  atEnd.push(() => link.close());
  const heard: FromControl[] = [];
  link.onMessage((message) => heard.push(message));
  link.onPeer((present) => present && link.send(HELLO));
  await comes(() => first.heard.length === 1);
  expect(first.end.send(ALIVE)).toBe(true);
  await comes(() => heard.length === 1);
  first.end.close();
  const second = new Control();
  await comes(() => second.heard.length === 1);
  expect(link.send({ m: "stored", run: RUN, n: 3 })).toBe(true);
  await comes(() => second.heard.length === 2);
  expect(second.heard).toEqual([HELLO, { m: "stored", run: RUN, n: 3 }]);
});

it("is open to its owner and group alone, and takes the place of a socket that nobody listens on", async () => {
  const dead = createServer().listen(path);
  await listening();
  // Node removes the file when a server closes; a killed process leaves it.
  writeFileSync(join(folder, "kept"), "");
  dead.close();
  writeFileSync(path, "");
  const control = new Control();
  const socket = await eventually(
    () => connect(path).on("error", () => undefined),
    () => statSync(path).isSocket(),
  );
  socket.destroy();
  expect(statSync(path).mode & 0o777).toBe(0o660);
  const link = await stranger();
  link.write(`${JSON.stringify(HELLO)}\n`);
  await comes(() => control.peers.at(-1) === true);
});

it("leaves the umask alone: folders that other threads make in that moment would have its mode", async () => {
  const asked = vi.spyOn(process, "umask");
  new Control();
  // Nor is there a moment in which others may come in, or may not yet.
  expect(statSync(path).mode & 0o777).toBe(0o660);
  await listening();
  expect(asked).not.toHaveBeenCalled();
  asked.mockRestore();
});

it("says that another control listens already, and leaves it alone", async () => {
  const first = new Control();
  await listening();
  new Control();
  await comes(() => said.some((line) => line.includes("another control listens here already")));
  (await stranger()).write(`${JSON.stringify(HELLO)}\n`);
  await comes(() => first.peers.at(-1) === true);
});

it("a newer link takes the place of an older one that hangs", async () => {
  const control = new Control();
  await listening();
  const older = await stranger();
  older.write(`${JSON.stringify(HELLO)}\n`);
  await comes(() => control.peers.length === 1);
  const newer = await stranger();
  newer.write(`${JSON.stringify(HELLO)}\n`);
  await comes(() => older.destroyed);
  expect(control.peers).toEqual([true, false, true]);
});

it("drops what is no message, and says how much", async () => {
  const control = new Control();
  await listening();
  const link = await stranger();
  const long = "x".repeat(LINE_BYTES_MAX + 1);
  const reset = JSON.stringify({ m: "request", request: { id: "a", from: "city", verb: "reset", args: {} } });
  const site = JSON.stringify({ m: "request", request: { id: "a", from: "site", verb: "dim", args: {} } });
  link.write(`${JSON.stringify(HELLO)}\n{\n${long}\n[]\nnull\n${reset}\n${site}\n`);
  link.write(`${JSON.stringify({ m: "stored", run: RUN, n: 1 })}\n`);
  await comes(() => control.heard.length === 2);
  link.end();
  await comes(() => said.some((line) => line.includes("dropped 6 lines")));
});

it("hears at most one piece a turn, however much a link sends", async () => {
  const control = new Control();
  await listening();
  const link = await stranger();
  const line = `${JSON.stringify({ m: "stored", run: RUN, n: 1 })}\n`;
  link.write(`${JSON.stringify(HELLO)}\n`);
  link.write(line.repeat(40_000));
  const perTurn: number[] = [];
  await comes(() => control.heard.length > 0);
  for (let before = control.heard.length; before < 40_001; before = control.heard.length) {
    await turn();
    perTurn.push(control.heard.length - before);
  }
  expect(Math.max(...perTurn) * line.length).toBeLessThanOrEqual(2 * LINE_BYTES_MAX);
});

it("cuts a link that reads nothing, and never waits for it", async () => {
  const control = new Control();
  await listening();
  const link = await stranger();
  link.pause();
  link.write(`${JSON.stringify(HELLO)}\n`);
  await comes(() => control.peers.at(-1) === true);
  let sent = 0;
  while (control.end.send(ALIVE)) sent += 1;
  expect(sent * 40).toBeLessThan(4 * WRITE_QUEUE_BYTES_MAX);
  expect(control.peers).toEqual([true, false]);
  expect(said.some((line) => line.includes("does not read"))).toBe(true);
});
