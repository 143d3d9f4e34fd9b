import type { Means } from '../means.ts'

const DRAW_MS = 200
const LINE_MS = 10_000
const BAR_CELLS = 24

export type Standing = {
  /** 0 to 1. */
  readonly share: number
  readonly rows: number
  /** Rows of this run. */
  readonly fresh: number
  readonly unresolved: number
}

/** 3,725 s as `1 h 2 min`. */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 60) return `${whole} s`
  const minutes = Math.floor(whole / 60)
  return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** One line of how it goes. `first_share` is where this run began. */
export function progressLine(standing: Standing, elapsed_s: number, first_share: number): string {
  const { share, rows, fresh, unresolved } = standing
  const filled = Math.round(Math.min(1, share) * BAR_CELLS)
  const rate = elapsed_s > 0 ? fresh / elapsed_s : 0
  const done = share - first_share
  const left_s = done > 0 ? ((1 - share) / done) * elapsed_s : Number.NaN
  return [
    `${'█'.repeat(filled)}${'░'.repeat(BAR_CELLS - filled)} ${(share * 100).toFixed(1).padStart(5)} %`,
    `${rows.toLocaleString('en')} rows`,
    `${Math.round(rate).toLocaleString('en')}/s`,
    ...(Number.isNaN(left_s) ? [] : [`${durationText(left_s)} left`]),
    ...(unresolved === 0 ? [] : [`${unresolved} not known yet`]),
  ].join('  ')
}

/** Draws on a terminal, and writes a plain line now and then elsewhere, until it is ended. */
export function showProgress(means: Means, stand: () => Standing, is_quiet: boolean): { end(): void } {
  const { runtime, draw } = means
  const started_ms = runtime.elapsed_ms()
  const first_share = stand().share
  const say = draw ?? means.err
  let cancel = (): void => undefined
  const next = (): void => {
    cancel = runtime.after(draw === undefined ? LINE_MS : DRAW_MS, () => {
      say(progressLine(stand(), (runtime.elapsed_ms() - started_ms) / 1_000, first_share))
      next()
    })
  }
  if (!is_quiet) next()
  return {
    end() {
      cancel()
      if (!is_quiet) draw?.('')
    },
  }
}
