import type { FileFault } from '../files/fault.ts'
import type { MtAgent } from './agent.ts'
import { tagged } from './blocks.ts'
import { fieldFault, type MtField, mtFault, type Report } from './field.ts'
import type { MtMessage } from './message.ts'
import { type MtReturn, readReturn } from './narrative.ts'
import type { MtParty } from './party.ts'
import { createTaker, type Taker } from './taker.ts'
import type { MtAmount } from './values.ts'

export type MtCharges = 'OUR' | 'SHA' | 'BEN'
export type MtInstruction = { readonly code: string; readonly text: string | undefined }

/** MT103, also with the checks of STP and REMIT (block 3, 119), and used as a return or reject. */
export type Mt103 = {
  readonly reference: string
  /** `:13C:` as it stands, such as `/CLSTIME/0915+0100`. */
  readonly time_indications: readonly string[]
  readonly bank_operation: string
  readonly instructions: readonly MtInstruction[]
  readonly transaction_type: string | undefined
  readonly value_date: string
  readonly amount: MtAmount
  readonly instructed: MtAmount | undefined
  /** Digits and a comma, as it stands. */
  readonly rate: string | undefined
  readonly ordering_customer: MtParty | undefined
  readonly sending_institution: MtAgent | undefined
  readonly ordering_institution: MtAgent | undefined
  readonly sender_correspondent: MtAgent | undefined
  readonly receiver_correspondent: MtAgent | undefined
  readonly third_reimbursement: MtAgent | undefined
  readonly intermediary: MtAgent | undefined
  readonly account_with: MtAgent | undefined
  readonly beneficiary: MtParty | undefined
  readonly remittance: readonly string[]
  readonly charges: MtCharges | undefined
  readonly sender_charges: readonly MtAmount[]
  readonly receiver_charges: MtAmount | undefined
  readonly sender_to_receiver: readonly string[]
  readonly regulatory: readonly string[]
  /** `:77T:` of REMIT. */
  readonly envelope: readonly string[]
}

export type Read<T> = { readonly value: T | undefined; readonly faults: readonly FileFault[] }

const TIME = /^\/[A-Z0-9]{1,8}\/([01]\d|2[0-3])[0-5]\d[+-](0\d|1[0-4])[0-5]\d$/
export const timeRule = { form: TIME, detail: 'a code, a time and an offset, such as /CLSTIME/0915+0100' }
const INSTRUCTION = /^[A-Z]{4}(\/.{1,30})?$/
export const rateRule = { form: /^(?=.{2,12}$)\d+,\d*$/, detail: 'a rate is digits, a comma and digits' }

/** Reads MT103. Undefined when it has no reference or no amount; everything else that is wrong is a fault beside it. */
export function readMt103(message: MtMessage): Read<Mt103> {
  const faults: FileFault[] = []
  const report = (fault: FileFault): void => {
    faults.push(fault)
  }
  const take = createTaker(message, message.fields, report)
  const reference = take.reference('20') ?? take.missing('20')
  const settled = take.dated('32A')
  if (settled === undefined && !message.fields.some(({ tag }) => tag === '32A')) take.missing('32A')
  const parts = readParts(take, report)
  take.rest()
  if (reference === undefined || settled === undefined) return { value: undefined, faults }
  const value: Mt103 = { reference, value_date: settled.date, amount: settled.amount, ...parts }
  checkRules(value, message, report)
  return { value, faults }
}

function readParts(take: Taker, report: Report): Omit<Mt103, 'reference' | 'value_date' | 'amount'> {
  return {
    time_indications: take.all('13C').map((field) => checkedLine(field, timeRule, report)),
    bank_operation:
      take.code('23B', { form: /^(CRED|CRTS|SPAY|SPRI|SSTD)$/, detail: 'CRED, CRTS, SPAY, SPRI or SSTD' }) ??
      take.missing('23B') ??
      '',
    instructions: take.all('23E').map((field) => readInstruction(field, report)),
    transaction_type: take.code('26T', { form: /^[A-Z0-9]{3}$/, detail: 'three letters or digits' }),
    instructed: take.amount('33B'),
    rate: take.code('36', rateRule),
    ordering_customer: take.party('50') ?? take.missing('50a'),
    sending_institution: take.agent('51'),
    ordering_institution: take.agent('52'),
    sender_correspondent: take.agent('53'),
    receiver_correspondent: take.agent('54'),
    third_reimbursement: take.agent('55'),
    intermediary: take.agent('56'),
    account_with: take.agent('57'),
    beneficiary: take.party('59') ?? take.missing('59a'),
    remittance: take.narrative('70', 4, 35),
    charges: readCharges(take),
    sender_charges: take.amounts('71F'),
    receiver_charges: take.amount('71G'),
    sender_to_receiver: take.narrative('72', 6, 35),
    regulatory: take.narrative('77B', 3, 35),
    envelope: take.tagged('77T')?.lines ?? [],
  }
}

const checkedLine = (field: MtField, { form, detail }: typeof timeRule, report: Report): string => {
  const text = (field.lines[0] ?? '').trimEnd()
  if (!form.test(text)) report(fieldFault(field, 'mt_code', detail))
  return text
}

export function readInstruction(field: MtField, report: Report): MtInstruction {
  const text = checkedLine(
    field,
    { form: INSTRUCTION, detail: 'four letters, perhaps a slash and text' },
    report,
  )
  return { code: text.slice(0, 4), text: text.length > 5 ? text.slice(5) : undefined }
}

export function readCharges(take: Taker): MtCharges | undefined {
  const text = take.code('71A', { form: /^(OUR|SHA|BEN)$/, detail: 'OUR, SHA or BEN' }) ?? take.missing('71A')
  return text === 'OUR' || text === 'SHA' || text === 'BEN' ? text : undefined
}

export const returnOf = (payment: Mt103): MtReturn | undefined => readReturn(payment.sender_to_receiver)

/** Rules between fields (SWIFT Standards MT, MT103, network validated rules C1, C2, C5 to C10, C13 to C16). */
function checkRules(payment: Mt103, message: MtMessage, report: Report): void {
  const { amount, instructed, rate, charges, sender_charges, receiver_charges } = payment
  const note = (field: string, detail: string): void =>
    report(mtFault(message, 'mt_103_rule', field, detail, 'noted'))
  const has_two = instructed !== undefined && instructed.currency !== amount.currency
  if (has_two && rate === undefined) note(':36:', 'two currencies need a rate')
  if (!has_two && rate !== undefined) note(':36:', 'one currency has no rate')
  if (charges === 'OUR' && sender_charges.length > 0) note(':71F:', 'OUR has no charges of senders')
  if (charges !== 'OUR' && receiver_charges !== undefined)
    note(':71G:', 'charges of the receiver stand with OUR')
  if (charges === 'BEN' && sender_charges.length === 0)
    note(':71F:', 'BEN names the charges of senders, also none')
  if (sender_charges.length > 0 && instructed === undefined)
    note(':33B:', 'charges need the instructed amount')
  if (payment.intermediary !== undefined && payment.account_with === undefined)
    note(':57a:', 'an intermediary needs the bank behind it')
  if (payment.third_reimbursement !== undefined && payment.sender_correspondent === undefined)
    note(':53a:', 'a third bank of reimbursement needs the first')
  const flag = tagged(message.headers.user, '119')
  if (flag === 'STP') checkStp(payment, note)
  if ((flag === 'REMIT') !== payment.envelope.length > 0)
    note(':77T:', 'REMIT and only REMIT has an envelope')
}

function checkStp(payment: Mt103, note: (field: string, detail: string) => void): void {
  for (const [number, agent] of [
    ['52', payment.ordering_institution],
    ['54', payment.receiver_correspondent],
    ['55', payment.third_reimbursement],
    ['56', payment.intermediary],
    ['57', payment.account_with],
  ] as const)
    if (agent !== undefined && agent.option !== 'A') note(`:${number}a:`, 'STP has option A')
  const allowed = new Set(['CORT', 'INTC', 'SDVA', 'REPA'])
  if (payment.instructions.some(({ code }) => !allowed.has(code)))
    note(':23E:', 'STP has CORT, INTC, SDVA and REPA')
  if (payment.bank_operation === 'SPRI' || payment.bank_operation === 'CRTS') note(':23B:', 'not with STP')
}
