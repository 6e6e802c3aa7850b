/** How long sound takes for so many mm there and back at 20 C, with the speed as a number: 343.2 m/s. */
export const echoUsOf = (mm: number): number => Math.round((mm * 2 * 1_000) / 343.2);
