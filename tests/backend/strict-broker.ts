import { createServer, type AddressInfo, type Socket } from "node:net";
import { sequence, stateFact } from "./said.ts";

const [CONNECT, PUBLISH, SUBSCRIBE, UNSUBSCRIBE, PING] = [1, 3, 8, 10, 12];
/** "Receive maximum exceeded". */
const EXCEEDED = 0x93;
const ACKNOWLEDGES_MS = 20;

/** MQTT 5, as far as a receiver needs it: it says how many publishes it takes at once, and hangs up at one more. */
export class StrictBroker {
  connections = 0;
  /** Publishes that it keeps without a word. */
  silent = 0;
  /** So many devices whose state it hands over in one piece after the first SUBSCRIBE. */
  devices = 0;
  /** On their way at once. */
  most = 0;
  /** SUBSCRIBEs that waited for their answer at once. */
  mostSubscribes = 0;
  /** SUBSCRIBEs that were answered. */
  granted = 0;
  readonly #receiveMaximum: number;
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((socket) => this.#take(socket));

  private constructor(receiveMaximum: number) {
    this.#receiveMaximum = receiveMaximum;
  }

  static async open(receiveMaximum: number): Promise<StrictBroker> {
    const broker = new StrictBroker(receiveMaximum);
    await new Promise<void>((resolve) => broker.#server.listen(0, "127.0.0.1", resolve));
    return broker;
  }

  get url(): string {
    return `mqtt://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #take(socket: Socket): void {
    this.connections += 1;
    this.#sockets.add(socket);
    socket.on("error", () => undefined);
    let [rest, onTheWay, subscribes] = [Buffer.alloc(0), 0, 0];
    const acknowledge = (id: Buffer): void => {
      onTheWay -= 1;
      if (!socket.destroyed) socket.write(Buffer.from([0x40, 2, ...id]));
    };
    const grant = (packet: Buffer): void => {
      subscribes -= 1;
      this.granted += 1;
      const codes = Array.from({ length: filtersIn(packet, 1) }, () => 1);
      if (!socket.destroyed) socket.write(Buffer.from([0x90, 3 + codes.length, ...packet.subarray(0, 2), 0, ...codes]));
      socket.write(Buffer.concat(sequence(1, this.devices).map((at) => stateOf(`lamp-${at}`))));
      this.devices = 0;
    };
    const answer = (type: number, packet: Buffer): void => {
      if (type === CONNECT) socket.write(Buffer.from([0x20, 6, 0, 0, 3, 0x21, 0, this.#receiveMaximum]));
      else if (type === PING) socket.write(Buffer.from([0xd0, 0]));
      else if (type === SUBSCRIBE) {
        this.mostSubscribes = Math.max(this.mostSubscribes, (subscribes += 1));
        setTimeout(grant, ACKNOWLEDGES_MS, packet);
      } else if (type === UNSUBSCRIBE) {
        const codes = Array.from({ length: filtersIn(packet, 0) }, () => 0);
        socket.write(Buffer.from([0xb0, 3 + codes.length, ...packet.subarray(0, 2), 0, ...codes]));
      }
      if (type === PUBLISH) {
        this.most = Math.max(this.most, (onTheWay += 1));
        const at = 2 + packet.readUInt16BE(0);
        if (onTheWay > this.#receiveMaximum) socket.end(Buffer.from([0xe0, 2, EXCEEDED, 0]));
        else if (this.silent > 0) this.silent -= 1;
        else setTimeout(acknowledge, ACKNOWLEDGES_MS, packet.subarray(at, at + 2));
      }
    };
    socket.on("data", (piece) => {
      rest = Buffer.concat([rest, piece]);
      for (let found = packetIn(rest); found !== null; found = packetIn(rest)) {
        rest = rest.subarray(found.end);
        answer(found.type, found.packet);
      }
    });
  }
}

/** A PUBLISH of QoS 0, retained; a length of two digits is enough for it. */
function stateOf(device: string): Buffer {
  const topic = Buffer.from(`gaturum/1/stockholm/${device}/up/state`);
  const payload = Buffer.from(JSON.stringify(stateFact("online", 3).state));
  const length = 2 + topic.length + 1 + payload.length;
  return Buffer.concat([
    Buffer.from([0x31, 128 + (length % 128), length >> 7, 0, topic.length]),
    topic,
    Buffer.from([0]),
    payload,
  ]);
}

/** Behind its number and its properties, of which there are none; `more`: bytes behind each filter. */
function filtersIn(packet: Buffer, more: number): number {
  let count = 0;
  for (let at = 3; at < packet.length; at += 2 + packet.readUInt16BE(at) + more) count += 1;
  return count;
}

function packetIn(bytes: Buffer): { readonly type: number; readonly packet: Buffer; readonly end: number } | null {
  let [length, at] = [0, 1];
  for (let scale = 1; ; scale *= 128, at += 1) {
    const digit = bytes[at];
    if (digit === undefined) return null;
    length += (digit & 127) * scale;
    if (digit < 128) break;
  }
  const end = at + 1 + length;
  return bytes.length < end ? null : { type: (bytes[0] ?? 0) >> 4, packet: bytes.subarray(at + 1, end), end };
}
