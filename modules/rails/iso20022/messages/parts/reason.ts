import { reasonCodes, type ReasonList } from '../facts/reason_codes.ts'
import { formerly, many, one, optional, type Read, since } from '../shape/codec.ts'
import { choice, group } from '../shape/group.ts'
import { listedCode, text } from '../shape/text.ts'
import { party } from './party.ts'

// The names of the years before 2009 had the sort of the reason in them: `StsRsn`, `RtrRsn`, `CxlRsn`.
const FORMER = ['Sts', 'Rtr', 'Cxl', 'Rvsl']

/** Who gave a reason, the reason itself and lines of text. A code that is not in its list is kept and noted. */
const reason = (listName: ReasonList) =>
  group({
    originator: optional(['Orgtr', ...FORMER.map((kind) => formerly(`${kind}Orgtr`))], party),
    reason: optional(
      ['Rsn', ...FORMER.map((kind) => formerly(`${kind}Rsn`))],
      choice({
        code: one('Cd', listedCode(4, reasonCodes[listName].codes, listName)),
        proprietary: one('Prtry', text(35)),
      }),
    ),
    additional: many(
      [since(0, 'AddtlInf'), ...FORMER.map((kind) => formerly(`Addtl${kind}RsnInf`))],
      text(105),
    ),
  })
export type StatusReason = Read<ReturnType<typeof reason>>

export const statusReason = reason('status')
export const returnReason = reason('return')
export const reversalReason = reason('reversal')
export const cancellationReason = reason('cancellation')
export const cancellationStatusReason = reason('cancellation_status')
