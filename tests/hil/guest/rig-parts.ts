import { registerHooks } from "node:module";

/**
 * Loaded before `gaturum run` (`node --import`): whoever imports one of these is given the other, which adds the two parts
 * of a bin that no driver is written for yet. All else of the device is as it is on a street.
 */
const INSTEAD = [
  ["/drivers/catalog.ts", new URL("./rig-catalog.ts", import.meta.url).href],
  ["/config/drivers.ts", new URL("./rig-drivers.ts", import.meta.url).href],
] as const;

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    const other = INSTEAD.find(([path, ours]) => found.url.endsWith(path) && context.parentURL !== ours);
    return other === undefined ? found : { ...found, url: other[1] };
  },
});
