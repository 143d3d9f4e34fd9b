import { codecs } from '../../../../modules/rails/index.ts'
import type { BankEvents } from '../ground.ts'
import { putOutbound } from '../outbound.ts'
import { playExecute } from './execute.ts'
import { playRecall } from './recalls.ts'
import { playLateRejects, playReturns } from './returns.ts'
import { playLateStatement, playStatement } from './statement.ts'

export async function sepaEvents(): Promise<BankEvents> {
  const iso = await codecs.iso20022()
  return {
    bank_sepa_status(ground, { name, content }) {
      const isLost = ground.faults.strike(ground, 'ack_lost', String(name)) !== undefined
      return isLost ? { name, is_lost: true } : { name: putOutbound(ground, String(name), String(content)) }
    },
    bank_sepa_execute: playExecute,
    bank_sepa_returns: playReturns(iso),
    bank_sepa_late_rejects: playLateRejects(iso),
    bank_sepa_recall: playRecall(iso),
    bank_sepa_statement: playStatement(iso),
    bank_sepa_statement_late: playLateStatement(iso),
  }
}
