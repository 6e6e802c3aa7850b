/**
 * The way to the other posts: to each by its name, bytes that may be lost, doubled, late or anyone's. It never waits and
 * never throws; what is wrong with it, it tells itself.
 */
export interface LanPort {
  /** Whether the whole zone hears what one is told, and `from` is the same for all of it. */
  readonly isShared: boolean;
  /** Whether it was handed on; not that it arrives. */
  send(to: string, bytes: Uint8Array): boolean;
  /** `from` is where the bytes say they came from: for a limit, never to be believed. */
  onPacket(take: (bytes: Uint8Array, from: string) => void): void;
  /** Called whenever others can be reached that could not be before, at once if that is so already. */
  onUp(take: () => void): void;
  close(): void;
}
