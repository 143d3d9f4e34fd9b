import type { Means } from './means.ts'

const DRAW_MS = 200
const marks = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']

/** One line on a terminal that says what is waited for and for how long, until it is ended. Nothing elsewhere. */
export function showWaiting({ draw, runtime }: Means, said: () => string, is_quiet = false): { end(): void } {
  if (draw === undefined || is_quiet) return { end: () => undefined }
  const started_ms = runtime.elapsed_ms()
  let cancel = (): void => undefined
  const next = (turn: number): void => {
    cancel = runtime.after(DRAW_MS, () => {
      const elapsed_s = Math.round((runtime.elapsed_ms() - started_ms) / 1_000)
      draw(`${marks[turn % marks.length] ?? ''} ${said()}  ${elapsed_s} s`)
      next(turn + 1)
    })
  }
  next(0)
  return {
    end() {
      cancel()
      draw('')
    },
  }
}
