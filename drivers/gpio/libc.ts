import koffi from "koffi";

/** The three calls of the C library that a line needs. Node has none of them that does not wait or build an Error. */
const library = koffi.load(null);
const ioctlOf = library.func("int ioctl(int fd, unsigned long request, void *argument)") as (
  fd: number,
  request: number,
  argument: Buffer,
) => number;
const readOf = library.func("long read(int fd, void *bytes, size_t count)") as (
  fd: number,
  bytes: Buffer,
  count: number,
) => number;
const fcntlOf = library.func("int fcntl(int fd, int command, int argument)") as (
  fd: number,
  command: number,
  argument: number,
) => number;

/** fcntl(2) and open(2) on Linux, the same on x86-64 and arm64. */
const F_GETFL = 3;
const F_SETFL = 4;
const O_NONBLOCK = 0o4000;

/** 0, or the number of the error. */
export function ioctl(fd: number, request: number, argument: Buffer): number {
  return ioctlOf(fd, request, argument) < 0 ? koffi.errno() : 0;
}

/** How many bytes came, or the number of the error as a negative one. */
export function read(fd: number, bytes: Buffer): number {
  const count = readOf(fd, bytes, bytes.length);
  return count < 0 ? -koffi.errno() : count;
}

/** From now on `read` of it never waits. */
export function neverWait(fd: number): void {
  fcntlOf(fd, F_SETFL, fcntlOf(fd, F_GETFL, 0) | O_NONBLOCK);
}
