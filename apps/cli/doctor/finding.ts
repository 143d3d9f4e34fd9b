/** `note`: worth knowing, and nothing is wrong. */
export type Verdict = 'well' | 'note' | 'wrong'
export type Finding = {
  readonly area: string
  readonly verdict: Verdict
  /** What was seen, in a few words. */
  readonly seen: string
  /** What to do; always there when something is wrong. */
  readonly advice?: string
}

export const well = (area: string, seen: string): Finding => ({ area, verdict: 'well', seen })
export const note = (area: string, seen: string, advice: string): Finding => ({
  area,
  verdict: 'note',
  seen,
  advice,
})
export const wrong = (area: string, seen: string, advice: string): Finding => ({
  area,
  verdict: 'wrong',
  seen,
  advice,
})
