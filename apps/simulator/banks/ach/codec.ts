import type { codecs } from '../../../../modules/rails/index.ts'

/** The product's Nacha codec, once it is loaded, and its types. */
export type Nacha = Awaited<ReturnType<typeof codecs.nacha>>
export type AchEvent = Parameters<Parameters<Nacha['createAchReader']>[0]>[0]
export type AchEntry = Extract<AchEvent, { kind: 'entry' }>['entry']
export type AchBatchHeader = Extract<AchEvent, { kind: 'batch_header' }>['header']
export type AchFileHeader = Extract<AchEvent, { kind: 'file_header' }>['header']
export type AchFault = Extract<AchEvent, { kind: 'fault' }>['fault']
export type AchWriter = ReturnType<Nacha['createAchWriter']>
export type AchEntryDraft = Parameters<AchWriter['entry']>[0]
export type AchAddenda = NonNullable<AchEntryDraft['addenda']>[number]
