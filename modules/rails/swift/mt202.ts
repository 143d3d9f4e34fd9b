import type { FileFault } from '../files/fault.ts'
import type { MtAgent } from './agent.ts'
import { tagged } from './blocks.ts'
import { mtFault, numberOf, type Report } from './field.ts'
import type { MtMessage } from './message.ts'
import { type Read, timeRule } from './mt103.ts'
import type { MtParty } from './party.ts'
import { codeIn, createTaker, type Taker } from './taker.ts'
import type { MtAmount } from './values.ts'

/** Sequence B of MT202 COV: the payment of a customer that this transfer covers. */
export type MtCovered = {
  readonly ordering_customer: MtParty | undefined
  readonly ordering_institution: MtAgent | undefined
  readonly intermediary: MtAgent | undefined
  readonly account_with: MtAgent | undefined
  readonly beneficiary: MtParty | undefined
  readonly remittance: readonly string[]
  readonly sender_to_receiver: readonly string[]
  readonly instructed: MtAmount | undefined
}

export type Mt202 = {
  readonly reference: string
  readonly related_reference: string
  readonly time_indications: readonly string[]
  readonly value_date: string
  readonly amount: MtAmount
  readonly ordering_institution: MtAgent | undefined
  readonly sender_correspondent: MtAgent | undefined
  readonly receiver_correspondent: MtAgent | undefined
  readonly intermediary: MtAgent | undefined
  readonly account_with: MtAgent | undefined
  readonly beneficiary_institution: MtAgent | undefined
  readonly sender_to_receiver: readonly string[]
  readonly covered: MtCovered | undefined
}

/** Reads MT202 and MT202 COV. Undefined when a reference or the amount cannot be read. */
export function readMt202(message: MtMessage): Read<Mt202> {
  const faults: FileFault[] = []
  const report = (fault: FileFault): void => {
    faults.push(fault)
  }
  const cut = message.fields.findIndex((field) => numberOf(field) === '50')
  const take = createTaker(message, cut === -1 ? message.fields : message.fields.slice(0, cut), report)
  const below = cut === -1 ? [] : message.fields.slice(cut)
  const reference = take.reference('20') ?? take.missing('20')
  const related_reference = take.reference('21') ?? take.missing('21')
  const settled = take.dated('32A')
  if (settled === undefined && !message.fields.some(({ tag }) => tag === '32A')) take.missing('32A')
  const parts = readTransfer(take, report)
  take.rest()
  const covered = below.length === 0 ? undefined : readCovered(createTaker(message, below, report))
  const is_cov = tagged(message.headers.user, '119') === 'COV'
  if (is_cov !== (covered !== undefined)) {
    const detail = 'COV (119 in block 3) and only COV has a sequence about the customer'
    report(mtFault(message, 'mt_202_cov', '{3:{119:}}', detail, 'noted'))
  }
  if (reference === undefined || related_reference === undefined || settled === undefined)
    return { value: undefined, faults }
  const { date, amount } = settled
  return { value: { reference, related_reference, value_date: date, amount, ...parts, covered }, faults }
}

function readTransfer(
  take: Taker,
  report: Report,
): Omit<Mt202, 'reference' | 'related_reference' | 'value_date' | 'amount' | 'covered'> {
  return {
    time_indications: take.all('13C').flatMap((field) => codeIn(field, timeRule, report) ?? []),
    ordering_institution: take.agent('52'),
    sender_correspondent: take.agent('53'),
    receiver_correspondent: take.agent('54'),
    intermediary: take.agent('56'),
    account_with: take.agent('57'),
    beneficiary_institution: take.agent('58') ?? take.missing('58a'),
    sender_to_receiver: take.narrative('72', 6, 35),
  }
}

function readCovered(take: Taker): MtCovered {
  const covered: MtCovered = {
    ordering_customer: take.party('50'),
    ordering_institution: take.agent('52'),
    intermediary: take.agent('56'),
    account_with: take.agent('57'),
    beneficiary: take.party('59') ?? take.missing('59a'),
    remittance: take.narrative('70', 4, 35),
    sender_to_receiver: take.narrative('72', 6, 35),
    instructed: take.amount('33B'),
  }
  take.rest()
  return covered
}
