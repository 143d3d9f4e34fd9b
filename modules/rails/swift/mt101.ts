import type { FileFault } from '../files/fault.ts'
import type { MtAgent } from './agent.ts'
import { sequencesOf } from './advices.ts'
import { type MtField, type Report, textIn } from './field.ts'
import type { MtMessage } from './message.ts'
import {
  type MtCharges,
  type MtInstruction,
  type Read,
  rateRule,
  readCharges,
  readInstruction,
} from './mt103.ts'
import type { MtParty } from './party.ts'
import { createTaker, dateIn, type Taker } from './taker.ts'
import type { MtAmount } from './values.ts'

/** MT101: a customer, or a bank for it, asks for transfers. Parties of the request stand where a transfer has none. */
export type Mt101 = {
  readonly reference: string
  readonly customer_reference: string | undefined
  /** `:28D:`, such as `1/1`: this message of so many. */
  readonly message_index: string | undefined
  readonly instructing_party: MtParty | undefined
  readonly ordering_customer: MtParty | undefined
  readonly account_servicer: MtAgent | undefined
  readonly sending_institution: MtAgent | undefined
  readonly execution_date: string
  readonly authorisation: string | undefined
  readonly transfers: readonly MtTransfer[]
}

export type MtTransfer = {
  readonly reference: string
  /** `:21F:`: the deal that fixes the rate. */
  readonly exchange_deal: string | undefined
  readonly instructions: readonly MtInstruction[]
  readonly amount: MtAmount
  readonly instructing_party: MtParty | undefined
  readonly ordering_customer: MtParty | undefined
  readonly account_servicer: MtAgent | undefined
  readonly intermediary: MtAgent | undefined
  readonly account_with: MtAgent | undefined
  readonly beneficiary: MtParty | undefined
  readonly remittance: readonly string[]
  readonly regulatory: readonly string[]
  readonly original_amount: MtAmount | undefined
  readonly charges: MtCharges | undefined
  readonly charges_account: string | undefined
  readonly rate: string | undefined
}

export function readMt101(message: MtMessage): Read<Mt101> {
  const faults: FileFault[] = []
  const report = (fault: FileFault): void => {
    faults.push(fault)
  }
  const cut = message.fields.findIndex(({ tag }) => tag === '21')
  const take = createTaker(message, cut === -1 ? message.fields : message.fields.slice(0, cut), report)
  const reference = take.reference('20') ?? take.missing('20')
  const dated = take.tagged('30')
  const execution_date = dated === undefined ? take.missing('30') : dateIn(dated, report)
  const parts = {
    customer_reference: take.reference('21R'),
    message_index:
      take.code('28D', { form: /^\d{1,5}\/\d{1,5}$/, detail: 'an index and a total' }) ?? take.missing('28D'),
    ...readParties(take),
    sending_institution: take.agent('51'),
    authorisation: take.reference('25'),
  }
  take.rest()
  const sequences = cut === -1 ? [] : sequencesOf(message.fields.slice(cut), '21')
  if (sequences.length === 0) take.missing('21')
  const transfers = sequences.flatMap((fields) => readTransfer(fields, report) ?? [])
  if (reference === undefined || execution_date === undefined || transfers.length === 0)
    return { value: undefined, faults }
  return { value: { reference, execution_date, ...parts, transfers }, faults }
}

/** `:50C:` and `:50L:` instruct, `:50F:`, `:50G:` and `:50H:` order. */
function readParties(take: Taker) {
  const instructing_party = take.partyTagged(['50C', '50L'])
  return {
    instructing_party,
    ordering_customer: take.partyTagged(['50F', '50G', '50H']),
    account_servicer: take.agent('52'),
  }
}

function readTransfer(fields: readonly MtField[], report: Report): MtTransfer | undefined {
  const [first] = fields
  if (first === undefined) return undefined
  const take = createTaker(first, fields, report)
  const reference = take.reference('21')
  const amount = take.amount('32B')
  if (amount === undefined && !fields.some(({ tag }) => tag === '32B')) take.missing('32B')
  const charges_account = take.tagged('25A')
  const parts = {
    exchange_deal: take.reference('21F'),
    instructions: take.all('23E').map((field) => readInstruction(field, report)),
    ...readParties(take),
    intermediary: take.agent('56'),
    account_with: take.agent('57'),
    beneficiary: take.party('59') ?? take.missing('59a'),
    remittance: take.narrative('70', 4, 35),
    regulatory: take.narrative('77B', 3, 35),
    original_amount: take.amount('33B'),
    charges: readCharges(take),
    charges_account:
      charges_account === undefined ? undefined : textIn(charges_account).replace(/^\//, '').trimEnd(),
    rate: take.code('36', rateRule),
  }
  take.rest()
  return reference === undefined || amount === undefined ? undefined : { reference, amount, ...parts }
}
