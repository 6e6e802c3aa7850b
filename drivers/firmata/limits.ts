import { millis, seconds, type Millis } from "../../device/measure/time.ts";

/** How long a board's parent waits for what. All are our choice. */
export type BoardLimits = {
  /** From the loss of a board to the next try; it doubles each time up to the longest, for ever. */
  readonly retryMs: Millis;
  readonly retryLongestMs: Millis;
  /** From the opened port to StandardFirmata's answer; an Uno's bootloader takes up to 2 s of it. */
  readonly answerMs: Millis;
  /** A board, or its process, that was there and says nothing for so long is lost. */
  readonly silentMs: Millis;
  /** A process that has not said anything at all so long after its start is ended. */
  readonly startMs: Millis;
  /** For the process to leave its outputs safe and end. */
  readonly closeMs: Millis;
};
export const BOARD_LIMITS: BoardLimits = {
  retryMs: seconds(1),
  retryLongestMs: seconds(30),
  answerMs: seconds(5),
  silentMs: seconds(1),
  startMs: seconds(20),
  closeMs: millis(800),
};
