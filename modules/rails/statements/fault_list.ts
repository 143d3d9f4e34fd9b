import type { FileFault } from '../files/fault.ts'
import { FAULTS_NAMED_MAX } from './limits.ts'

export type FaultAt = { readonly line: number; readonly column: number }
export type FaultList = {
  refuse(at: FaultAt, rule: string, field: string, detail: string): void
  note(at: FaultAt, rule: string, field: string, detail: string): void
  /** What came since the last time. */
  taken(): FileFault[]
}

/**
 * Where a reader puts what is wrong. A hostile file can break a rule in every byte: after `FAULTS_NAMED_MAX` one last
 * fault says that the rest is not named, and it is refused, so that nobody takes silence for health.
 */
export function faultList(rest_rule: string): FaultList {
  let waiting: FileFault[] = []
  let named = 0
  const add = (fault: FileFault) => {
    named++
    if (named < FAULTS_NAMED_MAX) waiting.push(fault)
    if (named !== FAULTS_NAMED_MAX) return
    const detail = `there are more than ${FAULTS_NAMED_MAX} faults; those from here on are not named`
    waiting.push({ ...fault, rule: rest_rule, field: 'file', detail, severity: 'refused' })
  }
  return {
    refuse: ({ line, column }, rule, field, detail) =>
      add({ line, column, rule, field, detail, severity: 'refused' }),
    note: ({ line, column }, rule, field, detail) =>
      add({ line, column, rule, field, detail, severity: 'noted' }),
    taken() {
      const faults = waiting
      waiting = []
      return faults
    },
  }
}

/** What stands in a file, short enough for a sentence and without characters that would spoil a log. */
export const quoted = (text: string): string => {
  const plain = text.slice(0, 24).replaceAll(/[^ -~\u00a1-\uffff]/g, '?')
  return `«${text.length > 24 ? `${plain}…` : plain}»`
}
