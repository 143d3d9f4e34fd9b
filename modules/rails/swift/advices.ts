import type { FileFault } from '../files/fault.ts'
import type { MtAgent } from './agent.ts'
import { fieldFault, type MtField, numberOf, type Report } from './field.ts'
import type { MtMessage } from './message.ts'
import type { Read } from './mt103.ts'
import type { MtParty } from './party.ts'
import { readAccount } from './statement_fields.ts'
import { createTaker, type DatedAmount, dateIn, type Taker } from './taker.ts'
import { type MtAmount, readDateTime } from './values.ts'

/** MT900 (debit) and MT910 (credit): one entry of an account, told as it is made. */
export type MtConfirmation = {
  readonly type: '900' | '910'
  readonly reference: string
  readonly related_reference: string
  readonly account: string
  readonly created_at: string | undefined
  readonly value_date: string
  readonly amount: MtAmount
  readonly ordering_customer: MtParty | undefined
  readonly ordering_institution: MtAgent | undefined
  readonly intermediary: MtAgent | undefined
  readonly sender_to_receiver: readonly string[]
}

/** MT210: money that is to come. */
export type Mt210 = {
  readonly reference: string
  readonly account: string | undefined
  readonly value_date: string
  readonly items: readonly MtExpected[]
}
export type MtExpected = {
  readonly related_reference: string
  readonly amount: MtAmount
  readonly ordering_customer: MtParty | undefined
  readonly ordering_institution: MtAgent | undefined
  readonly intermediary: MtAgent | undefined
}

const collect = () => {
  const faults: FileFault[] = []
  const report = (fault: FileFault): void => {
    faults.push(fault)
  }
  return { faults, report }
}

export function readConfirmation(message: MtMessage): Read<MtConfirmation> {
  const { faults, report } = collect()
  const take = createTaker(message, message.fields, report)
  const reference = take.reference('20') ?? take.missing('20')
  const related_reference = take.reference('21') ?? take.missing('21')
  const account = accountOf(take, report)
  if (account === undefined) take.missing('25')
  const settled: DatedAmount | undefined = take.dated('32A')
  const created = take.tagged('13D')
  const parts = {
    type: message.type === '900' ? ('900' as const) : ('910' as const),
    created_at: created === undefined ? undefined : createdAt(created, report),
    ordering_customer: take.party('50'),
    ordering_institution: take.agent('52'),
    intermediary: take.agent('56'),
    sender_to_receiver: take.narrative('72', 6, 35),
  }
  take.rest()
  if (settled === undefined && !message.fields.some(({ tag }) => tag === '32A')) take.missing('32A')
  if (
    reference === undefined ||
    related_reference === undefined ||
    account === undefined ||
    settled === undefined
  )
    return { value: undefined, faults }
  const { date, amount } = settled
  return { value: { reference, related_reference, account, value_date: date, amount, ...parts }, faults }
}

function createdAt(field: MtField, report: Report): string | undefined {
  const at = readDateTime((field.lines[0] ?? '').trimEnd())
  if (at === undefined) report(fieldFault(field, 'mt_date_time', 'a date, a time and an offset from UTC'))
  return at
}

function accountOf(take: Taker, report: Report): string | undefined {
  const field = take.tagged('25') ?? take.tagged('25P')
  return field === undefined ? undefined : readAccount(field, report).account
}

export function readMt210(message: MtMessage): Read<Mt210> {
  const { faults, report } = collect()
  const cut = message.fields.findIndex((field) => numberOf(field) === '21')
  const take = createTaker(message, cut === -1 ? message.fields : message.fields.slice(0, cut), report)
  const reference = take.reference('20') ?? take.missing('20')
  const account = accountOf(take, report)
  const dated = take.tagged('30')
  const value_date = dated === undefined ? take.missing('30') : dateIn(dated, report)
  take.rest()
  const sequences = cut === -1 ? [] : sequencesOf(message.fields.slice(cut), '21')
  if (sequences.length === 0) take.missing('21')
  const items = sequences.flatMap((fields) => readExpected(fields, report) ?? [])
  if (reference === undefined || value_date === undefined || items.length === 0)
    return { value: undefined, faults }
  return { value: { reference, account, value_date, items }, faults }
}

/** Cuts fields into repetitions: each begins with the tag. */
export function sequencesOf(fields: readonly MtField[], tag: string): readonly (readonly MtField[])[] {
  const sequences: MtField[][] = []
  for (const field of fields)
    if (field.tag === tag || sequences.length === 0) sequences.push([field])
    else sequences.at(-1)?.push(field)
  return sequences
}

function readExpected(fields: readonly MtField[], report: Report): MtExpected | undefined {
  const [first] = fields
  if (first === undefined) return undefined
  const take = createTaker(first, fields, report)
  const related_reference = take.reference('21')
  const amount = take.amount('32B')
  if (amount === undefined && !fields.some(({ tag }) => tag === '32B')) take.missing('32B')
  const parts = {
    ordering_customer: take.party('50'),
    ordering_institution: take.agent('52'),
    intermediary: take.agent('56'),
  }
  take.rest()
  return related_reference === undefined || amount === undefined
    ? undefined
    : { related_reference, amount, ...parts }
}
