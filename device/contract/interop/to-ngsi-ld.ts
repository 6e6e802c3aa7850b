import type { BirthMessage } from "../session.ts";
import type { KnownBin } from "./known-bin.ts";
import { wasteContainerOf } from "./ngsi-bin.ts";
import { normalised, type Entity } from "./ngsi-entity.ts";
import { modelOf, streetlightOf, type KnownPost } from "./ngsi.ts";

/** The newest that a backend knows of a device; its birth says which kind it is. */
export type KnownDevice = (KnownPost | KnownBin) & { readonly birth: Pick<BirthMessage, "kind"> };

/** One device as a context broker takes it; groups of posts: `groupsOf`. Empty: too little is known of it yet. */
export function toNgsiLd(device: KnownDevice): readonly Entity[] {
  const facts =
    device.birth.kind === "litter-bin" ? [wasteContainerOf(device)] : [streetlightOf(device), modelOf(device)];
  return facts.filter((entity) => entity !== null).map(normalised);
}
