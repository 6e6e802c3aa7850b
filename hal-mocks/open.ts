import type { LampPostParts, LitterBinParts } from "../device/hal/parts.ts";
import { epochMs, type Instant } from "../device/measure/time.ts";
import { mockParts, type MockedDevice } from "./parts.ts";
import { remoteParts } from "./remote/client.ts";
import { singleSite, type Placed } from "./scene.ts";
import { World } from "./world.ts";

/** The seed of a world that a device makes for itself. Any would do; one makes runs comparable. */
const OWN_SEED = 7;

export type OpenedMocks = {
  readonly parts: LampPostParts | LitterBinParts;
  /** Moves the device's own world on; does nothing when the world is in another process. */
  advance(now: Instant): void;
  close(): Promise<void>;
};
/**
 * The parts of `--mock`: every one a mock. Without a socket they sense a world of their own, at the config's place and
 * the computer's time; with one they are thin clients of the world that is served there.
 */
export async function openMocks(
  config: MockedDevice & Placed,
  socket: string,
  now: Instant,
  say: (line: string) => void,
): Promise<OpenedMocks> {
  if (socket !== "") {
    return { ...(await remoteParts(socket, config.device, config, say)), advance: () => undefined };
  }
  const world = new World(singleSite(config), OWN_SEED, epochMs(Date.now()), now);
  return {
    parts: mockParts(world, config.device, config),
    advance: (to) => {
      world.advance(to);
    },
    close: () => Promise.resolve(),
  };
}
