import { fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { connect, createServer, type TLSSocket } from "node:tls";

/**
 * What a busy link does, as fast as it can: batches of records as JSON over TLS on the loopback, each written to the disk
 * before the next is asked for. Says `ready` once it runs, and ends with its parent.
 */
const RECORDS = 200;
const KEY = Buffer.from("a key of the bench, of no secret");
const CIPHERS = { ciphers: "PSK-AES128-GCM-SHA256", maxVersion: "TLSv1.2" } as const;
const folder = mkdtempSync(join(tmpdir(), "gaturum-bench-"));
const file = openSync(join(folder, "outbox"), "a");
process.on("disconnect", () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});

const batch = Array.from({ length: RECORDS }, (_, seq) => ({
  ...{ v: 1, boot: "5d0c2f9a41be7736", class: 1, seq, stream: "lamp-level", ts: 1_795_557_900_000 + seq },
  values: { levelPct: seq % 100 },
}));
const server = createServer({ ...CIPHERS, pskCallback: () => KEY }, (socket) => {
  eachLine(socket, (line) => {
    writeSync(file, `${line}\n`);
    fdatasyncSync(file);
    socket.write(`{"stored":${(JSON.parse(line) as unknown[]).length}}\n`);
  });
});
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as { port: number };
  const client = connect({
    ...{ ...CIPHERS, port, host: "127.0.0.1", checkServerIdentity: () => undefined },
    pskCallback: () => ({ psk: KEY, identity: "bench" }),
  });
  const send = (): void => void client.write(`${JSON.stringify(batch)}\n`);
  client.once("secureConnect", () => {
    process.send?.("ready");
    send();
  });
  eachLine(client, () => void pause(1).then(send));
});

function eachLine(socket: TLSSocket, take: (line: string) => void): void {
  let rest = "";
  socket.setEncoding("utf8");
  socket.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) take(line);
  });
}
