import koffi from "koffi";
import { errorName } from "../gpio/uapi.ts";
import type { Notify } from "./systemd.ts";

/** A datagram to a unix socket, which Node's own sockets cannot send. */
const library = koffi.load(null);
const socketOf = library.func("int socket(int domain, int type, int protocol)") as (
  domain: number,
  type: number,
  protocol: number,
) => number;
const sendTo = library.func(
  "long sendto(int fd, void *bytes, size_t length, int flags, void *address, unsigned int addressLength)",
) as (fd: number, bytes: Buffer, length: number, flags: number, address: Buffer, addressLength: number) => number;

/** socket(2), sendto(2) and unix(7) on Linux, the same on x86-64 and arm64. */
const AF_UNIX = 1;
const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0o2000000;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;
/** Longest name in `struct sockaddr_un`, its last zero left out. */
const PATH_BYTES_MAX = 107;

/** Never waits: a manager that does not read its socket is not worth a late cycle. */
export function notifyOver(path: string): Notify {
  const address = addressOf(path);
  if (address === null) return () => "ENAMETOOLONG";
  const fd = socketOf(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) {
    const error = errorName(koffi.errno());
    return () => error;
  }
  return (message) => {
    const bytes = Buffer.from(message);
    const sent = sendTo(fd, bytes, bytes.length, MSG_DONTWAIT | MSG_NOSIGNAL, address, address.length);
    return sent < 0 ? errorName(koffi.errno()) : null;
  };
}

/** `struct sockaddr_un`. A name of the abstract namespace begins with a zero, which systemd writes as @. */
function addressOf(path: string): Buffer | null {
  const name = Buffer.from(path);
  if (name.length > PATH_BYTES_MAX) return null;
  if (path.startsWith("@")) name[0] = 0;
  const family = Buffer.alloc(2);
  family.writeUInt16LE(AF_UNIX);
  return Buffer.concat([family, name]);
}
