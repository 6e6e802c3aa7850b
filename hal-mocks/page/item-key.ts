import type { Happened } from "../host/protocol.ts";

/**
 * A key that stays with an item of a list, whatever comes before it: so what was opened stays open. Made of what the
 * item says, so that it is the same when a server tells it again.
 */
export const itemKey = (item: Happened): string =>
  item.what === "packet"
    ? `${item.at} ${item.topic} ${item.payload}`
    : `${item.at} ${item.device} ${item.reason} ${item.text}`;
