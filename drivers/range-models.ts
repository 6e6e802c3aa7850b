import type { Json } from "../device/measure/decision.ts";
import type { RangeModel } from "./range-line/model.ts";

/** Its model from the settings of a part, which the driver's table has checked. */
type ModelOf = (settings: { readonly [key: string]: Json }) => RangeModel;

/** Every range sensor that talks by itself on a serial line. Each is loaded only when it is asked for. */
export const RANGE_MODELS: { readonly [driver: string]: () => Promise<ModelOf> } = {
  a01nyub: async () => (await import("./a01nyub/model.ts")).model,
  a02yyuw: async () => (await import("./a02yyuw/model.ts")).model,
  "aj-sr04m": async () => (await import("./aj-sr04m/model.ts")).model,
  "jsn-sr04t": async () => (await import("./jsn-sr04t/model.ts")).model as ModelOf,
  "maxbotix-hrxl": async () => (await import("./maxbotix-hrxl/model.ts")).model as ModelOf,
  "maxbotix-xl": async () => (await import("./maxbotix-xl/model.ts")).model,
  "tf-luna": async () => (await import("./tf-luna/model.ts")).model,
  tfmini: async () => (await import("./tfmini/model.ts")).model,
};
