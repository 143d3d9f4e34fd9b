import { needed, one, optional } from '../shape/codec.ts'
import { dateTime } from '../shape/dates.ts'
import { group } from '../shape/group.ts'
import { decimal } from '../shape/numbers.ts'
import { count, flag, text } from '../shape/text.ts'
import { partyOrAgent } from './either.ts'

/** Who asks whom to look into something. */
export const assignment = {
  assignment_id: one('Assgnmt/Id', text(35)),
  assigner: needed(optional('Assgnmt/Assgnr', partyOrAgent)),
  assignee: needed(optional('Assgnmt/Assgne', partyOrAgent)),
  created_at: one('Assgnmt/CreDtTm', dateTime),
}

/** How many payments a request is about, and the sum of their amounts without regard to currencies. */
export const controlFigures = group({
  number_of_transactions: one('NbOfTxs', count),
  control_sum: optional('CtrlSum', decimal),
})

/** The name under which both sides know it. */
export const investigationCase = group({
  id: one('Id', text(35)),
  creator: one('Cretr', partyOrAgent),
  is_reopened: optional('ReopCaseIndctn', flag),
})
