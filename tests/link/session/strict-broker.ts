import { createServer, type AddressInfo, type Server, type Socket } from "node:net";

const [CONNECT, PUBLISH, SUBSCRIBE, PINGREQ] = [1, 3, 8, 12] as const;
/** MQTT 5, 3.14.2.1: receive maximum exceeded. */
const EXCEEDED = 0x93;

/**
 * A version 5 broker that takes so many publishes at once and not one more: it acknowledges each after a while, and hangs
 * up on who sends too much, as the standard allows and Mosquitto does not for QoS 1.
 */
export class StrictBroker {
  published = 0;
  violations = 0;
  connections = 0;
  /** Most that were on their way at once. */
  most = 0;
  readonly #receiveMaximum: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(receiveMaximum: number) {
    this.#receiveMaximum = receiveMaximum;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  async url(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `mqtt://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #serve(socket: Socket): void {
    this.connections += 1;
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => undefined);
    let bytes = Buffer.alloc(0);
    let open = 0;
    const acknowledge = (id: Buffer): void => {
      open -= 1;
      socket.write(Buffer.concat([Buffer.of(0x40, 2), id]));
    };
    socket.on("data", (piece) => {
      bytes = Buffer.concat([bytes, piece]);
      for (let packet = takePacket(bytes); packet !== null; packet = takePacket(bytes)) {
        bytes = bytes.subarray(packet.length);
        if (packet.type === CONNECT) socket.write(connack(this.#receiveMaximum));
        else if (packet.type === PINGREQ) socket.write(Buffer.of(0xd0, 0));
        else if (packet.type === SUBSCRIBE) socket.write(suback(packet.body));
        else if (packet.type === PUBLISH) {
          this.published += 1;
          open += 1;
          this.most = Math.max(this.most, open);
          if (open > this.#receiveMaximum) {
            this.violations += 1;
            socket.end(Buffer.of(0xe0, 1, EXCEEDED));
            return;
          }
          const topicBytes = packet.body.readUInt16BE(0);
          const id = Buffer.from(packet.body.subarray(2 + topicBytes, 4 + topicBytes));
          setTimeout(acknowledge, 2, id);
        }
      }
    });
  }
}

type Packet = { readonly type: number; readonly body: Buffer; readonly length: number };

/** The first whole packet; null: there is none yet. */
function takePacket(bytes: Buffer): Packet | null {
  let [size, shift] = [0, 0];
  for (let index = 1; index < Math.min(5, bytes.length); index += 1) {
    const byte = bytes[index] ?? 0;
    size += (byte & 0x7f) << shift;
    shift += 7;
    if ((byte & 0x80) !== 0) continue;
    const length = index + 1 + size;
    return bytes.length < length
      ? null
      : { type: (bytes[0] ?? 0) >> 4, body: bytes.subarray(index + 1, length), length };
  }
  return null;
}

const connack = (receiveMaximum: number) =>
  Buffer.of(0x20, 6, 0, 0, 3, 0x21, receiveMaximum >> 8, receiveMaximum & 0xff);

/** Grants QoS 1 for each topic: id, properties of no length, then topics with two bytes of length and one of options. */
function suback(body: Buffer): Buffer {
  let count = 0;
  for (let at = 3; at < body.length; at += 3 + body.readUInt16BE(at)) count += 1;
  return Buffer.concat([Buffer.of(0x90, 3 + count), body.subarray(0, 2), Buffer.of(0), Buffer.alloc(count, 1)]);
}
