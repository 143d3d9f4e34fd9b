import type { AchAccountType, AchDirection, AchPurpose } from './facts/transaction_codes.ts'
import type { ValuesOf } from './layout.ts'
import type { forwardAddenda } from './layouts/addenda_records.ts'
import type {
  adviceBatchControl,
  batchControl,
  companyBatchHeader,
  iatBatchHeader,
} from './layouts/batch_records.ts'
import type { EntryDetail } from './layouts/entry_records.ts'
import type { adviceFileControl, fileControl, fileHeader } from './layouts/file_records.ts'
import type { returnAddenda } from './layouts/return_records.ts'

/**
 * How values stand in the model. Texts have lost the spaces behind them and keep those in front, digits keep their zeros,
 * and a field that was left blank is ''. A day is `YYYY-MM-DD`; where no day stands (blank, or the zeros of a return) it is
 * what stands there. So every record can be written again exactly.
 */
export type AchFileHeader = ValuesOf<typeof fileHeader>

export type AchCompanyBatchHeader = { readonly kind: 'company' } & ValuesOf<typeof companyBatchHeader>
export type AchIatBatchHeader = { readonly kind: 'iat' } & ValuesOf<typeof iatBatchHeader>
/** `company_identification` of an IAT batch is the originator's. */
export type AchBatchHeader = AchCompanyBatchHeader | AchIatBatchHeader

export type AchBatchControl =
  | ({ readonly kind: 'company' } & ValuesOf<typeof batchControl>)
  | ({ readonly kind: 'advice' } & ValuesOf<typeof adviceBatchControl>)
export type AchFileControl =
  | ({ readonly kind: 'file' } & ValuesOf<typeof fileControl>)
  | ({ readonly kind: 'advice' } & ValuesOf<typeof adviceFileControl>)

type Layouts = typeof forwardAddenda & typeof returnAddenda
export type AddendaKind = keyof Layouts
type AddendaOf<K extends AddendaKind> = K extends AddendaKind
  ? { readonly kind: K } & ValuesOf<Layouts[K]>
  : never
/** One addenda record; `kind` says which, and so which fields it has. */
export type AchAddenda = AddendaOf<AddendaKind>
export type AchReturnAddenda = AddendaOf<'return' | 'iat_return' | 'dishonored_return' | 'contested_return'>
export type AchNotificationAddenda = AddendaOf<'notification' | 'iat_notification' | 'refused_notification'>

/** What an entry is for, told by its addenda: a payment, something about an earlier one, or an operator's advice. */
export type AchCategory =
  | 'forward'
  | 'return'
  | 'dishonored_return'
  | 'contested_return'
  | 'notification'
  | 'refused_notification'
  | 'advice'

export type AchEntryDetails = Readonly<Partial<Record<EntryDetail, string>>>
/** What a writer needs of an entry. */
export type AchEntryText = {
  readonly transaction_code: string
  /** Of the RDFI (of the gateway in an IAT entry), nine digits. */
  readonly routing_number: string
  readonly account_number: string
  /** US cents, never negative: the side is in the transaction code. */
  readonly amount: bigint
  readonly identification_number: string
  /** The individual, or the receiving company. */
  readonly individual_name: string
  /** Two characters: the payment type of WEB and TEL, the card transaction type of POS and SHR, the item type of TRC. */
  readonly discretionary: string
  /** Fifteen digits, of which the first eight are the ODFI's; '' in an advice. */
  readonly trace_number: string
  /** Only what the layout of the class has beyond the above. */
  readonly details: AchEntryDetails
  readonly addenda: readonly AchAddenda[]
}
export type AchEntry = AchEntryText & {
  readonly direction: AchDirection
  /** Undefined where the transaction code is not known. */
  readonly account_type: AchAccountType | undefined
  readonly purpose: AchPurpose | undefined
  readonly is_prenote: boolean
  readonly category: AchCategory
}

/** What a writer needs of a file header: the rest has a usual value, or is left blank. */
export type AchFileHeaderText = Pick<
  AchFileHeader,
  'immediate_destination' | 'immediate_origin' | 'file_creation_date'
> &
  Partial<AchFileHeader>
type Needed = 'kind' | 'service_class_code' | 'sec_code' | 'company_identification' | 'odfi_identification'
type TextOf<H extends AchBatchHeader> = Pick<H, Needed> & Partial<H>
/** What a writer needs of a batch header. */
export type AchBatchHeaderText = TextOf<AchCompanyBatchHeader> | TextOf<AchIatBatchHeader>
/** What a writer needs of an entry; what its class must have besides is refused when it is missing. */
export type AchEntryDraft = Pick<
  AchEntryText,
  'transaction_code' | 'routing_number' | 'account_number' | 'amount'
> &
  Partial<AchEntryText>
/** The account that a balanced batch is settled against: one entry for all debits, one for all credits. */
export type AchOffset = {
  readonly routing_number: string
  readonly account_number: string
  readonly account_type: AchAccountType
  readonly individual_name: string
  readonly identification_number?: string
}
export type AchBatch = {
  readonly header: AchBatchHeaderText
  readonly entries: Iterable<AchEntryDraft> | AsyncIterable<AchEntryDraft>
  readonly offset?: AchOffset
  /** Of the batch control, where it must be written otherwise than in the header. */
  readonly company_identification?: string
  /** Of the batch control, where a bank asks for one. */
  readonly message_authentication_code?: string
  /** Of the batch control of accounting advices. */
  readonly operator_text?: string
}
export type AchFile = {
  readonly header: AchFileHeaderText
  readonly batches: Iterable<AchBatch> | AsyncIterable<AchBatch>
}
