import { identificationVerificationReport, identificationVerificationRequest } from './kinds/acmt.ts'
import { resolutionOfInvestigation } from './kinds/camt_029.ts'
import { customerPaymentCancellationRequest } from './kinds/camt_055.ts'
import { fiToFiPaymentCancellationRequest } from './kinds/camt_056.ts'
import { fiToFiPaymentStatusReport } from './kinds/pacs_002.ts'
import { fiToFiCustomerDirectDebit } from './kinds/pacs_003.ts'
import { paymentReturn } from './kinds/pacs_004.ts'
import { fiToFiPaymentReversal } from './kinds/pacs_007.ts'
import { fiToFiCustomerCreditTransfer } from './kinds/pacs_008.ts'
import { financialInstitutionCreditTransfer } from './kinds/pacs_009.ts'
import { fiToFiPaymentStatusRequest } from './kinds/pacs_028.ts'
import { multilateralSettlementRequest } from './kinds/pacs_029.ts'
import { customerCreditTransferInitiation } from './kinds/pain_001.ts'
import { customerPaymentStatusReport } from './kinds/pain_002.ts'
import { customerPaymentReversal } from './kinds/pain_007.ts'
import { customerDirectDebitInitiation } from './kinds/pain_008.ts'
import { creditorPaymentActivationRequest } from './kinds/pain_013.ts'
import { creditorPaymentActivationRequestStatusReport } from './kinds/pain_014.ts'
import {
  bankToCustomerAccountReport,
  bankToCustomerDebitCreditNotification,
  bankToCustomerStatement,
} from './kinds/statements.ts'
import type { Read } from './shape/codec.ts'

/** Every kind of message that Florin reads and writes, by its name in ISO 20022. */
export const messageKinds = {
  'acmt.023': identificationVerificationRequest,
  'acmt.024': identificationVerificationReport,
  'camt.029': resolutionOfInvestigation,
  'camt.052': bankToCustomerAccountReport,
  'camt.053': bankToCustomerStatement,
  'camt.054': bankToCustomerDebitCreditNotification,
  'camt.055': customerPaymentCancellationRequest,
  'camt.056': fiToFiPaymentCancellationRequest,
  'pacs.002': fiToFiPaymentStatusReport,
  'pacs.003': fiToFiCustomerDirectDebit,
  'pacs.004': paymentReturn,
  'pacs.007': fiToFiPaymentReversal,
  'pacs.008': fiToFiCustomerCreditTransfer,
  'pacs.009': financialInstitutionCreditTransfer,
  'pacs.028': fiToFiPaymentStatusRequest,
  'pacs.029': multilateralSettlementRequest,
  'pain.001': customerCreditTransferInitiation,
  'pain.002': customerPaymentStatusReport,
  'pain.007': customerPaymentReversal,
  'pain.008': customerDirectDebitInitiation,
  'pain.013': creditorPaymentActivationRequest,
  'pain.014': creditorPaymentActivationRequestStatusReport,
} as const

export type KindName = keyof typeof messageKinds
/** The noun of a kind: `Noun<'pain.001'>`. */
export type Noun<K extends KindName> = Read<(typeof messageKinds)[K]['noun']>
type ItemsOf<K extends KindName> = (typeof messageKinds)[K]['items']
type RowOf<K extends KindName> = ItemsOf<K>[keyof ItemsOf<K>]
/** A repeating part of a kind, which a long file gives one by one: `Item<'pain.001'>` is one transfer. */
export type Item<K extends KindName> = RowOf<K> extends { readonly item: infer C } ? Read<C> : never
/** What a repeating part stands in: a payment, a statement; for kinds without such a level, the message itself. */
export type Batch<K extends KindName> = RowOf<K> extends { readonly within: infer C } ? Read<C> : Noun<K>

const byRoot = new Map<string, KindName>(
  Object.values(messageKinds).map(({ root, name }) => [root, name] as const),
)
const isKindName = (name: string): name is KindName => Object.hasOwn(messageKinds, name)

/**
 * The kind of message by the name of its root element. The first versions had their number in it, such as
 * `BkToCstmrStmtV01`, or only their number, such as `pain.001.001.02`.
 */
export function kindOfRoot(name: string): KindName | undefined {
  const known = byRoot.get(name.replace(/V0\d$/, ''))
  if (known !== undefined) return known
  const numbered = /^([a-z]{4}\.\d{3})\.\d{3}\.\d{2}$/.exec(name)?.[1]
  return numbered !== undefined && isKindName(numbered) ? numbered : undefined
}
