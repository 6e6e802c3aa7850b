/** Of `npm run test:hil` where its VM could not be built: nothing was tested. */
export const NO_RIG = 2;
