import type { codecs } from '../../../../modules/rails/index.ts'

/** The product's codec of ISO 20022, once it is loaded, and its types. */
export type Iso = Awaited<ReturnType<typeof codecs.iso20022>>
type Message = ReturnType<Iso['readMessages']>['messages'][number]
type NounOf<K extends Message['kind']> = NonNullable<Extract<Message, { kind: K }>['noun']>
export type Transfers = NounOf<'pain.001'>
export type Collections = NounOf<'pain.008'>
export type Reversals = NounOf<'pain.007'>
export type Recalls = NounOf<'camt.056'>
export type StatusReport = NounOf<'pain.002'>
export type Statement = NounOf<'camt.053'>['statements'][number]
export type Entry = Statement['entries'][number]
export type Kind = Parameters<Iso['writeMessage']>[0]
