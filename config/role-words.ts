import type { DeviceKind, ROLES } from "../device/measure/roles.ts";

/** What a part of each role tells or does, for the reference page. An input says when it is active. */
export const ROLE_WORDS: { readonly [Kind in DeviceKind]: { readonly [Role in keyof (typeof ROLES)[Kind]]: string } } =
  {
    "lamp-post": {
      motion: "Someone is near.",
      daylight: "How light it is outside.",
      lamp: "The luminaire.",
      clock: "What time it is, and how well that is known.",
    },
    "litter-bin": {
      level: "How far down the litter is.",
      temperature: "How warm it is inside.",
      battery: "Charge and voltage of the battery that the motor runs on.",
      clock: "What time it is, and how well that is known.",
      ram: "The motor, down and up.",
      current: "What the motor takes.",
      hopperA: "Active while the hopper is closed, first channel.",
      hopperB: "The same, second channel.",
      doorA: "Active while the service door is closed, first channel.",
      doorB: "The same, second channel.",
      binPresent: "Active while the inner bin stands in its place.",
      eStop: "Active while the emergency stop is pressed.",
      tilt: "Active while the bin leans over 20 degrees.",
      key: "Active while the key stands at SERVICE.",
      chain: "Active while the hard-wired guard chain is closed.",
      lockClosed: "Active while the hopper lock is closed.",
      top: "Active while the ram is at its top: the making contact.",
      topOpen: "Its breaking twin: active while the ram is not at its top.",
      bottom: "Active while the ram is at its lower end.",
      beam: "Active while something blocks the beam at the press line.",
      start: "Active while the button START is pressed.",
      reset: "Active while the button RESET is pressed.",
      returned: "Active while the button RETURN is pressed.",
      lock: "Locks the hopper.",
      buzzer: "Sounds before the ram moves.",
      signRed: "The red light.",
      signAmber: "The amber light.",
      signGreen: "The green light.",
      watchdog: "Permission for the relay in the guard chain; gone when this computer hangs.",
    },
  };
