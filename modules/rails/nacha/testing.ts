import { createAchReader } from './reader.ts'
import type { AchEvent, AchReadOptions } from './events.ts'
import type { FileFault } from '../files/fault.ts'
import type { AchBatch, AchBatchHeaderText, AchEntryDraft, AchFileHeaderText } from './model.ts'

export const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1')

/** Everything that a reader tells about bytes given in parts. */
export function eventsOf(parts: readonly Uint8Array[], options?: AchReadOptions): readonly AchEvent[] {
  const events: AchEvent[] = []
  const reader = createAchReader((event) => events.push(event), options)
  for (const part of parts) reader.push(part)
  reader.end()
  return events
}

export const faultsOf = (events: readonly AchEvent[]): readonly FileFault[] =>
  events.flatMap((event) => (event.kind === 'fault' ? [event.fault] : []))

/** Short enough for a table: `line:column rule severity`. */
export const shortFaults = (events: readonly AchEvent[]): readonly string[] =>
  faultsOf(events).map(({ line, column, rule, severity }) => `${line}:${column} ${rule} ${severity}`)

export const header: AchFileHeaderText = {
  immediate_destination: '231380104',
  immediate_origin: '121042882',
  file_creation_date: '2026-11-20',
  file_creation_time: '0930',
  immediate_destination_name: 'CITADEL',
  immediate_origin_name: 'FLORIN',
}

export const batchHeader = (more: Partial<AchBatchHeaderText> = {}): AchBatchHeaderText => ({
  kind: 'company',
  service_class_code: '200',
  company_name: 'ACME CORP',
  company_identification: '1210428821',
  sec_code: 'PPD',
  company_entry_description: 'RENT',
  effective_entry_date: '2026-11-23',
  odfi_identification: '12104288',
  batch_number: 1,
  ...more,
})

export const entry = (more: Partial<AchEntryDraft> = {}): AchEntryDraft => ({
  transaction_code: '27',
  routing_number: '231380104',
  account_number: '123456789',
  amount: 12_345n,
  identification_number: 'INV-1',
  individual_name: 'ADA LOVELACE',
  trace_number: '121042880000001',
  ...more,
})

export const batch = (more: Partial<AchBatch> = {}): AchBatch => ({
  header: batchHeader(),
  entries: [entry()],
  ...more,
})
