import { type BankGround, isScheduled, scheduleBank } from '../ground.ts'

/** Puts on the calendar what looks for everything that is due by then: once for each moment. */
export function planOnce(ground: BankGround, at: number, kind: string): void {
  if (!isScheduled(ground, at, kind)) scheduleBank(ground, at, kind)
}
