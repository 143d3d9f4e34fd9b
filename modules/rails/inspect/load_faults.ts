import type { FileFault } from '../files/fault.ts'
import { loadGate } from '../statements/gate.ts'
import type { StatementEvent } from '../statements/statement.ts'
import type { InspectionFault, TellFault } from './inspection.ts'

/** A fault that only a loading minds: the file itself can be read. */
export const keptOut = (fault: FileFault): InspectionFault =>
  fault.severity === 'refused' ? { ...fault, severity: 'quarantined' } : fault

const isOfBalance = ({ rule }: FileFault): boolean => rule === 'statement_balance'

/**
 * Holds statements against the gate that they pass before they are loaded, so that whoever looks at a file learns what
 * becomes of it. What was loaded before is not known here: each is taken for the first statement of its account.
 */
export function loadFaults(tell: TellFault) {
  const gate = loadGate()
  let statements = 0
  return {
    take(event: StatementEvent): void {
      // Faults of the file itself are told where they are found.
      if (event.event === 'fault') return
      if (event.event === 'opened') statements++
      gate.take(event)
    },
    /** `told`: so many statements are known already not to make their closing balance, and are not told of twice. */
    end(told = 0): void {
      if (statements === 0) return
      const { faults, statements: judged } = gate.end()
      const all = [...faults, ...judged.flatMap((one) => one.faults)]
      const isTold = all.filter(isOfBalance).length <= told
      for (const fault of all) if (!isTold || !isOfBalance(fault)) tell(keptOut(fault))
    },
  }
}
