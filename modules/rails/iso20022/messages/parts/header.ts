import { many, one, optional, upTo } from '../shape/codec.ts'
import { dateTime } from '../shape/dates.ts'
import { decimal } from '../shape/numbers.ts'
import { code, count, text } from '../shape/text.ts'
import { choice } from '../shape/group.ts'

/** Every message has a name and a time of its making. */
export const messageIds = {
  message_id: one('GrpHdr/MsgId', text(35)),
  created_at: one('GrpHdr/CreDtTm', dateTime),
}
export const authorisations = many(
  upTo(2, 'GrpHdr/Authstn'),
  choice({
    code: one('Cd', code('AUTH', 'FDET', 'FSUM', 'ILEV')),
    proprietary: one('Prtry', text(128)),
  }),
)
/** How many payments the message holds, and the sum of their amounts without regard to currencies. */
export const controlTotals = {
  number_of_transactions: one('GrpHdr/NbOfTxs', count),
  control_sum: optional('GrpHdr/CtrlSum', decimal),
}
