import { codecs } from '../../../../modules/rails/index.ts'
import { larkfield } from '../facts.ts'
import type { AchBatchHeader, AchEntry, AchEntryDraft, AchEvent } from './codec.ts'

export const nacha = await codecs.nacha()
const ODFI = larkfield.routing_number.slice(0, 8)
/** A receiving bank whose routing number has a right check digit. */
export const RDFI = '231380104'

export type Batch = Partial<Omit<AchBatchHeader, 'kind'>> & {
  readonly entries: readonly Partial<AchEntryDraft>[]
}

/** A customer's file, as the product would write it. Amounts and accounts are of each entry; the rest has usual values. */
export function achFile(
  batches: readonly Batch[],
  more: {
    readonly created?: string
    readonly reference?: string
    readonly destination?: string
    readonly first_trace?: number
  } = {},
): string {
  const writer = nacha.createAchWriter({ numbering: 'assign', first_trace: more.first_trace ?? 1 })
  let text = must(
    writer.header({
      immediate_destination: more.destination ?? larkfield.routing_number,
      immediate_origin: '1210428821',
      file_creation_date: more.created ?? '2026-11-24',
      file_creation_time: '0700',
      reference_code: more.reference ?? '',
    }),
  )
  for (const { entries, ...header } of batches) {
    text += must(
      writer.batch({
        kind: 'company',
        service_class_code: '200',
        company_name: 'ACME CORP',
        company_identification: '1210428821',
        sec_code: 'PPD',
        company_entry_description: 'RENT',
        effective_entry_date: '2026-11-25',
        odfi_identification: ODFI,
        ...header,
      }),
    )
    for (const entry of entries)
      text += must(
        writer.entry({
          transaction_code: '27',
          routing_number: RDFI,
          account_number: '1234567890',
          amount: 10_000n,
          identification_number: 'INV-1',
          individual_name: 'ADA LOVELACE',
          ...entry,
        }),
      )
    text += must(writer.endBatch())
  }
  return text + must(writer.end())
}

function must(written: ReturnType<ReturnType<typeof nacha.createAchWriter>['end']>): string {
  if (written.ok) return written.value
  throw new Error(JSON.stringify(written.error))
}

/** A code that nobody gave out yet is no mistake of the bank's. */
const UNKNOWN_CODE = 'nacha_return_reason'

/** The entries of a file of answers with their batches; throws when the product's reader finds anything wrong with it. */
export function answersIn(text: string): { header: AchBatchHeader; entry: AchEntry }[] {
  const events: AchEvent[] = []
  const reader = nacha.createAchReader((event) => events.push(event))
  reader.push(Buffer.from(text, 'latin1'))
  reader.end()
  const faults = events.flatMap((event) =>
    event.kind === 'fault' && event.fault.rule !== UNKNOWN_CODE ? [event.fault] : [],
  )
  if (faults.length > 0) throw new Error(JSON.stringify(faults))
  return events.flatMap((event) =>
    event.kind === 'entry' ? [{ header: event.batch, entry: event.entry }] : [],
  )
}
/** Codes and original accounts, short enough for a table. */
export const shortAnswers = (text: string): string[] =>
  answersIn(text).map(({ entry }) => {
    const [one] = [nacha.returnOf(entry)?.reason_code, nacha.notificationOf(entry)?.change_code].filter(
      (code) => code !== undefined,
    )
    return `${one} ${entry.account_number} ${entry.direction} ${entry.amount}`
  })
