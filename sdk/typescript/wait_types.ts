export type WaitOptions = {
  /** How long to wait in all; 60 s when absent. */
  readonly timeout_ms?: number
  readonly signal?: AbortSignal
}
export type FinalWaitOptions = WaitOptions & {
  /**
   * `outcome`, when absent: until it is decided; `finality` of what is answered says whether it can still be taken back.
   * `final`: until nobody can take it back, which takes days or months on most rails.
   */
  readonly until?: 'outcome' | 'final'
}
