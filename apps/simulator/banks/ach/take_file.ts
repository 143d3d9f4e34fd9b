import { codecs } from '../../../../modules/rails/index.ts'
import { accountDetails } from '../accounts.ts'
import { acknowledge } from '../acknowledge.ts'
import { compactDay } from '../days.ts'
import { DUPLICATE_WITHIN_US, larkfield } from '../facts.ts'
import { type BankGround, type InboundFile, type InboundReader, scheduleBank } from '../ground.ts'
import { acceptedBefore } from '../inbound_seen.ts'
import { planAnswer } from './answers.ts'
import type { Nacha } from './codec.ts'
import { planContest } from './contest.ts'
import { achSecretRules, batchTotalMax } from './facts.ts'
import { type ReadBatch, type ReadFile, readFile } from './read_file.ts'
import type { SettlementBody } from './settle.ts'
import type { Day } from '../../../../kernel/world.ts'

/** Nacha files by their first record. A file of this kind that is broken is still one, and is told so. */
export const achReader: InboundReader = {
  format: 'nacha',
  recognises: (content) => /^1\d\d[ \d]/.test(content.toString('latin1', 0, 4)),
  async load() {
    const nacha = await codecs.nacha()
    return (ground, file) => takeFile(ground, nacha, file)
  },
}

type Line = readonly [key: string, value: string | number]

function takeFile(ground: BankGround, nacha: Nacha, file: InboundFile): string {
  const { one, at } = ground
  const { seed, bank: shares } = one.settings
  const own = accountDetails(one.merchant_number, 'USD').account_number
  const read = readFile(
    {
      nacha,
      at,
      seed,
      shares,
      isOwnAccount: ({ routing_number, account_number }) =>
        routing_number === larkfield.routing_number && account_number.trim() === own,
    },
    file.content,
  )
  const why = whyRejected(ground, file, read)
  if (why !== undefined) return reject(ground, file, why)
  const judged = read.batches.map((batch) => ({ batch, refused: whyRefused(batch, seed) }))
  const refused = judged.flatMap(({ batch, refused: reason }): Line[] =>
    reason === undefined ? [] : [['refused_batch', `${batch.header.batch_number} ${reason}`]],
  )
  const good = judged.flatMap(({ batch, refused: reason }) => (reason === undefined ? [batch] : []))
  if (good.length === 0) return reject(ground, file, [['reason', 'no_batch_accepted'], ...refused])
  const reference = fileReference(read)
  const origin = read.header?.immediate_origin.trim() ?? ''
  for (const batch of good) takeBatch(ground, batch, { file, reference, origin })
  acknowledge(ground, file, { status: 'accepted', lines: [...totals(good), ...refused] })
  return 'accepted'
}

function reject(ground: BankGround, file: InboundFile, lines: readonly Line[]): string {
  acknowledge(ground, file, { status: 'rejected', lines })
  return 'rejected'
}

const totals = (batches: readonly ReadBatch[]): Line[] => {
  const sum = (of: (batch: ReadBatch) => number): number => batches.reduce((total, one) => total + of(one), 0)
  return [
    ['batches', batches.length],
    ['entries', sum(({ entries }) => entries)],
    ['total_debit', sum(({ total_debit }) => total_debit)],
    ['total_credit', sum(({ total_credit }) => total_credit)],
  ]
}

/** What tells the customer's files apart on a statement: its own reference, or the day and letter of the header. */
function fileReference({ header }: ReadFile): string {
  if (header === undefined) return ''
  const { reference_code, file_creation_date, file_id_modifier } = header
  return reference_code.trim() || `${compactDay(file_creation_date as Day)}${file_id_modifier}`
}

/** Why a file is rejected as a whole; undefined when it is not. */
function whyRejected(ground: BankGround, { sha256 }: InboundFile, read: ReadFile): Line[] | undefined {
  const { fault, header, batches } = read
  if (fault !== undefined)
    return [
      ['reason', 'format'],
      ['line', fault.line],
      ['rule', fault.rule],
    ]
  const before = acceptedBefore(ground, sha256)
  if (before !== null && ground.at - before < DUPLICATE_WITHIN_US) return [['reason', 'duplicate']]
  if (header?.immediate_destination.trim() !== larkfield.routing_number)
    return [['reason', 'wrong_destination']]
  const odfi = larkfield.routing_number.slice(0, 8)
  if (batches.some((batch) => batch.header.odfi_identification !== odfi)) return [['reason', 'wrong_odfi']]
  const { company_ids } = ground.one.settings.bank
  const isAgreed = (batch: ReadBatch): boolean =>
    company_ids.length === 0 || company_ids.includes(batch.header.company_identification.trim())
  if (!batches.every(isAgreed)) return [['reason', 'not_agreed']]
  return read.has_foreign_category ? [['reason', 'entry_not_allowed']] : undefined
}

/** Why one batch is refused. All but the first are rules that nobody was told. */
function whyRefused({ header, total_debit, total_credit }: ReadBatch, seed: string): string | undefined {
  if (header.kind === 'iat') return 'iat_not_offered'
  if (Math.max(total_debit, total_credit) > batchTotalMax(seed)) return 'not_permitted'
  const { company_entry_description: description } = header
  return achSecretRules.description_in_capitals && description !== description.toUpperCase()
    ? 'not_permitted'
    : undefined
}

type Of = { readonly file: InboundFile; readonly reference: string; readonly origin: string }

function takeBatch(ground: BankGround, batch: ReadBatch, { file, reference, origin }: Of): void {
  const { header, settlements, answered, dishonored } = batch
  for (const { settles_at, direction, amount, entries, settles_on } of settlements.values())
    scheduleBank(ground, settles_at, 'bank_ach_settle', {
      direction,
      amount,
      entries,
      settles_on,
      batch_number: header.batch_number,
      company_name: header.kind === 'company' ? header.company_name.trim() : '',
      company_id: header.company_identification.trim(),
      description: header.company_entry_description.trim(),
      sec: header.sec_code,
      file_reference: reference,
      file_name: file.name,
      sha256: file.sha256,
    } satisfies SettlementBody)
  for (const { entry, answer, settles_on } of answered)
    planAnswer(ground, answer, { header, entry, origin, settles_on })
  for (const { entry, settles_on } of dishonored) planContest(ground, { header, entry, origin, settles_on })
}
