import { type Instant, instantText } from '../../../../kernel/world.ts'
import { fromTemporal, toTemporal, wallDay } from '../../calendars/zone.ts'
import { railZones } from '../../rules/instant/clock.ts'
import { returnAnswerDue } from '../../rules/instant/requests.ts'
import type { InstantIncoming } from '../../instant_connector.ts'
import { type InstantOrderRail, ruleRail } from '../instant_rail.ts'
import type { InstantReceipt } from '../receipt.ts'

type AskedBack = Extract<InstantIncoming, { readonly kind: 'recall' }>

/** What a person reads who has to answer a camt.056: which payment it is about, and by when. Pure. */
export function askedBackText(
  { reference, reason_code, note, money }: AskedBack,
  receipt: InstantReceipt | undefined,
  rail: InstantOrderRail,
  at: Instant,
): string {
  const asked = ruleRail(rail)
  const received_on = wallDay(toTemporal(at), railZones[asked])
  const { first_by, final_by } = returnAnswerDue({ rail: asked, received_on, is_warranty_claim: false })
  const before = (due: Temporal.Instant): string => instantText(fromTemporal(due))
  return [
    `A bank asks the payment ${reference} back (${reason_code ?? 'no code'}).`,
    whatCame(receipt, money),
    first_by === null ? '' : `Say before ${before(first_by)} that you look into it.`,
    `Answer before ${before(final_by)}: give it back, or say why not.`,
    note,
  ]
    .filter((text) => text !== '')
    .join(' ')
}

function whatCame(receipt: InstantReceipt | undefined, money: AskedBack['money']): string {
  if (receipt === undefined) return 'No payment that came in has that name.'
  if (receipt.outcome !== 'credited')
    return `It came in as ${receipt.id} and was refused: there is nothing to give back.`
  const isSame = money === null || (receipt.amount === money.amount && receipt.currency === money.currency)
  return isSame
    ? `It came in as ${receipt.id} and was credited.`
    : `It came in as ${receipt.id}, with another amount than the bank says now.`
}
