import type { Id } from '../../kernel/id.ts'
import type { Secret } from '../../kernel/secret.ts'
import type { World } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import type { Dial, Send, WireReply, WireRequest } from '../../platform/outbound/wire.ts'
import type { DialPolicy } from '../../platform/outbound/safe_url.ts'
import type { OpenScope, TenantId } from '../../platform/scope.ts'
import type { Log } from '../../platform/telemetry/log.ts'
import type { Audit } from '../audit/index.ts'
import type { Ledger } from '../ledger/index.ts'
import type { AcquirerAccount, CardConnector } from './card_connector.ts'
import type { BankConnectionDeps } from './bank_connections/deps.ts'
import type { InstantParts } from './instant/deps.ts'
import type { PayeeParts } from './payee_verifications/deps.ts'
import type { AsksOthers } from './payment_orders/deps.ts'
import type { ThreeDsConnector } from './three_ds_connector.ts'

/** Seals secrets of others: the vault. Called outside of transactions. */
export type Sealer = {
  seal(scope: OpenScope, purpose: string, plain: Secret): Promise<string>
  unseal(scope: OpenScope, purpose: string, sealed: string): Promise<Secret>
  /** The same for the same text of a tenant, 32 hex digits; nobody without the tenant's key finds the text by it. */
  fingerprint(scope: OpenScope, purpose: string, plain: Secret): Promise<string>
}
/** Puts a card's details into a request and sends it: the vault. */
export type VaultSend = (
  scope: OpenScope,
  call: { readonly token: Id<'tok'>; readonly dial: Dial; readonly request: WireRequest },
) => Promise<WireReply>

/** Where a tenant's accounts may lead. */
export type Destinations = {
  /** What the tenant's accounts may be dialled at. Remembered: it is asked before each call. */
  policyOf(tenant_id: TenantId): Promise<DialPolicy>
  /** What is wrong with an address, where its name leads now included; undefined when nothing is. */
  faultOf(url: string, policy: DialPolicy): Promise<string | undefined>
}

export type RailsDeps = Pick<BankConnectionDeps, 'banks' | 'allowed_folder' | 'simulated_bank'> & {
  readonly db: Database
  /** The wall's world. */
  readonly world: World
  readonly audit: Audit
  readonly ledger: Pick<Ledger, 'createAccounts' | 'findAccount'>
  readonly log: Pick<Log, 'error'>
  readonly connectors: readonly CardConnector[]
  /** Speaks to directory servers; without it no cardholder is authenticated. */
  readonly three_ds?: ThreeDsConnector
  /** Who can be asked about payees; without it no payee is verified. */
  readonly payees?: PayeeParts
  /** Who speaks over instant rails; without it nothing travels over them. */
  readonly instant?: InstantParts
  readonly sealer: Sealer
  /** Payments that an API key orders by itself are refused while this says so; without it none are. */
  readonly asksOthers?: AsksOthers
  readonly destinations: Destinations
  /** Accounts of the tenant change, in a transaction that ends soon: for whoever remembers them. */
  readonly changed?: (tenant_id: TenantId) => void
  readonly send: Send
  readonly vaultSend: VaultSend
  /** The address that an acquirer calls back, by its id. */
  readonly callbackUrl: (address: string) => string
  /** Awaited once per account and process, before its first call: a simulated acquirer learns of its merchant there. */
  readonly prepare?: (scope: OpenScope, account: AcquirerAccount) => Promise<void>
}

export type { WireAnswer, WireRequest } from '../../platform/outbound/wire.ts'
export {
  type CreateAccount,
  type SandboxAccount,
  sandboxAccountId,
  sandboxMerchantNumber,
} from './accounts.ts'
export type { Account } from './acquirer_account.ts'
export type { ReportOutcome } from './call.ts'
export type { Callback, CallbackMessage } from './callback.ts'
export * from './card_connector.ts'
export * from './dispute_connector.ts'
export { caseConnector, readCase } from './dispute_cases.ts'
export type * from './three_ds_connector.ts'
export type * from './instant_connector.ts'
export type * from './payee_connector.ts'
export { checkLinkId, type LinkIdVerdict, readEci, scaLimitsAt } from './cards/authentication.ts'
export { type Decline, readDecline } from './cards/decline.ts'
export {
  type DisputeDeadline,
  disputeDeadlines,
  disputeNetwork,
  readDisputeReason,
} from './cards/disputes.ts'
export { type EciMeaning, type ScaLimits } from './cards/facts/authentication.ts'
export { compellingEvidence, type DisputeStage } from './cards/facts/dispute_deadlines.ts'
export { type DisputeCategory, type DisputeReason, disputeReasons } from './cards/facts/dispute_reasons.ts'
export {
  type DeclineAdvice,
  type DeclineClass,
  type DeclineCode,
  declineRows,
} from './cards/facts/taxonomy.ts'
export { operationTimeouts } from './cards/facts/timeouts.ts'
export { expectedFees, type FeePlan, type Fees, type FeesAsked, possibleFees } from './cards/fees.ts'
export { inquiryAfter, nextInquiry } from './cards/inquiry.ts'
export {
  type EarlierDecline,
  mayRetry,
  type RetryAsked,
  type RetryVerdict,
  visaCategory,
} from './cards/retry.ts'
export { authorizationExpiry, captureBefore, type ValidityAsked } from './cards/validity.ts'
export { achErrors } from './ach/errors.ts'
export { achFacts } from './ach/facts.ts'
export { type BankAccount } from './bank_accounts/bank_account.ts'
export * from './bank_dialect.ts'
export type { BankConnection, OrderRail } from './bank_connections/bank_connection.ts'
export type { SimulatedBank } from './bank_connections/deps.ts'
export { bankConnectionErrors } from './bank_connections/errors.ts'
export { bankConnectionFacts } from './bank_connections/facts.ts'
export { sandboxConnectionId } from './bank_connections/sandbox_connections.ts'
export { incomingFileFacts } from './incoming_files/facts.ts'
export { outgoingFileErrors } from './outgoing_files/errors.ts'
export { outgoingFileFacts } from './outgoing_files/facts.ts'
export type { OutgoingFile } from './outgoing_files/outgoing_file.ts'
export { bankAccountErrors } from './bank_accounts/errors.ts'
export { bankAccountFacts } from './bank_accounts/facts.ts'
export { type BankingCalendar, federalReserve, target, unitedKingdom } from './calendars/calendar.ts'
export { plusDays } from './calendars/days.ts'
export {
  fromTemporal,
  instantAt,
  toTemporal,
  wallDay,
  type WallTime,
  type Zone,
} from './calendars/zone.ts'
export { achReturnStage, readAchReturnCode } from './codes/ach.ts'
export { type AchDirection, type AchWindow, achWindows } from './rules/ach/facts/windows.ts'
export { operatorSettlementDate } from './rules/ach/plan.ts'
export { sameDayFault } from './rules/ach/same_day.ts'
export { type Mandate } from './mandates/mandate.ts'
export { type BankFile, bankFileJson, bankFileStates } from './bank_files/bank_file.ts'
export { BankFileReply, FaultReply } from './bank_files/bank_file_schema.ts'
export type { BankFiles, GivenFile } from './bank_files/bank_files.ts'
export { bankFileErrors } from './bank_files/errors.ts'
export { bankFileFacts } from './bank_files/facts.ts'
export type { AsksOthers } from './payment_orders/deps.ts'
export type { GatewayTold, InstantParts } from './instant/deps.ts'
export { instantErrors } from './instant/errors.ts'
export { instantFacts } from './instant/facts.ts'
export type { PayeeParts } from './payee_verifications/deps.ts'
export { payeeErrors, payeeProviderErrors } from './payee_verifications/errors.ts'
export { payeeFacts } from './payee_verifications/facts.ts'
export { mayPay, type PayeeRule } from './payee_verifications/may_pay.ts'
export type { PayeeVerification } from './payee_verifications/payee_verification.ts'
export { paymentOrderErrors } from './payment_orders/errors.ts'
export { paymentOrderFacts } from './payment_orders/facts.ts'
export { finalityOf, type PaymentOrder } from './payment_orders/payment_order.ts'
export { Finality } from './payment_orders/payment_order_schema.ts'
export { isFileRail, type OrderPlan, planOrder } from './payment_orders/plan_order.ts'
export type { NewOrder, WithinCreation } from './payment_orders/create_orders.ts'
export { orderFaults } from './payment_orders/order_faults.ts'
export { sepaErrors } from './sepa/errors.ts'
export { sepaFacts } from './sepa/facts.ts'
export { mandateErrors } from './mandates/errors.ts'
export { mandateFacts } from './mandates/facts.ts'
export {
  type DirectoryForm,
  directoryForms,
  importDirectory,
  listDirectories,
} from './directories/import_directory.ts'
export type { FileFault } from './files/fault.ts'
export { storable, storableFaults } from './files/storable.ts'
export { detectFormat, type FileFormat } from './inspect/format.ts'
export { inspectFile } from './inspect/inspect.ts'
export type { Inspection, InspectionFault } from './inspect/inspection.ts'
export type {
  BusinessApplicationHeader,
  CreditorPaymentActivationRequest,
  CustomerPaymentCancellationRequest,
  FIToFICustomerCreditTransfer,
  FIToFIPaymentCancellationRequest,
  FIToFIPaymentStatusReport,
  FIToFIPaymentStatusRequest,
  IdentificationVerificationReport,
} from './iso20022/messages/public.ts'
export { openXsdCheck } from './iso20022/schema/xsd.ts'
export { codecs } from './codecs.ts'
export { railsErrors, type RailsFailure } from './errors.ts'
export { railsFacts } from './facts.ts'
export { routes } from './http.ts'
export { type FieldRule, isoFields } from './iso8583/fields.ts'
export {
  type IsoFault,
  type IsoFields,
  type IsoMessage,
  packMessage,
  readMessage,
} from './iso8583/message.ts'
export { createRails, type Rails } from './rails.ts'
