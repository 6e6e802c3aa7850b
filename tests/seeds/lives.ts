/** What came of the lives of some seeds, `from` on. */
export type Lives = {
  readonly seeds: number;
  readonly from: number;
  readonly violations: number;
  readonly failed: readonly number[];
  /** That were broken, each once. */
  readonly laws: readonly string[];
  readonly records: number;
  readonly commands: number;
  readonly settings: number;
  /** Of the processor, a seed. */
  readonly secondsASeed: number;
};
