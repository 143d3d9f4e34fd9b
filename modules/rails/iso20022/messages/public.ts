/** What the rails show of the messages of ISO 20022; everything else here is for themselves. */
export { type Profile } from './checks/checks.ts'
export { writeFedNow, writeRtp } from './envelope.ts'
export type {
  IdentificationVerificationReport,
  IdentificationVerificationRequest,
} from './kinds/acmt.ts'
export type { CancelledTransactionStatus, ResolutionOfInvestigation } from './kinds/camt_029.ts'
export type { CustomerPaymentCancellationRequest } from './kinds/camt_055.ts'
export type { FIToFIPaymentCancellationRequest, RecalledTransaction } from './kinds/camt_056.ts'
export type { BusinessApplicationHeader } from './kinds/head_001.ts'
export type { FIToFIPaymentStatusReport, InterbankTransactionStatus } from './kinds/pacs_002.ts'
export type { FIToFICustomerDirectDebit, InterbankDirectDebit } from './kinds/pacs_003.ts'
export type { PaymentReturn, ReturnedTransaction } from './kinds/pacs_004.ts'
export type { FIToFIPaymentReversal, ReversedTransaction } from './kinds/pacs_007.ts'
export type { FIToFICustomerCreditTransfer, InterbankCreditTransfer } from './kinds/pacs_008.ts'
export type { FinancialInstitutionCreditTransfer, InstitutionCreditTransfer } from './kinds/pacs_009.ts'
export type { FIToFIPaymentStatusRequest } from './kinds/pacs_028.ts'
export type { MultilateralSettlementRequest } from './kinds/pacs_029.ts'
export type {
  CreditTransferPayment,
  CreditTransferTransaction,
  CustomerCreditTransferInitiation,
} from './kinds/pain_001.ts'
export type { CustomerPaymentStatusReport, CustomerTransactionStatus } from './kinds/pain_002.ts'
export type { CustomerPaymentReversal } from './kinds/pain_007.ts'
export type {
  CustomerDirectDebitInitiation,
  DirectDebitPayment,
  DirectDebitTransaction,
} from './kinds/pain_008.ts'
export type { CreditorPaymentActivationRequest } from './kinds/pain_013.ts'
export type { CreditorPaymentActivationRequestStatusReport } from './kinds/pain_014.ts'
export type {
  AccountNotification,
  AccountReport,
  AccountStatement,
  BankToCustomerAccountReport,
  BankToCustomerDebitCreditNotification,
  BankToCustomerStatement,
} from './kinds/statements.ts'
export type { Batch, Item, KindName, Noun } from './kinds.ts'
export type { Account } from './parts/account.ts'
export type { Agent } from './parts/agent.ts'
export type { Balance, BankTransactionCode } from './parts/balance.ts'
export type { PartyOrAgent } from './parts/either.ts'
export type { Entry } from './parts/entry.ts'
export type { EntryDetails, TransactionDetails } from './parts/entry_details.ts'
export { hasNewDebtorAccount, type Mandate, SAME_MANDATE_NEW_ACCOUNT } from './parts/mandate.ts'
export type { OriginalReference } from './parts/original.ts'
export { creditorIdentifierOf, type Party, type PostalAddress } from './parts/party.ts'
export type { Charges, Purpose } from './parts/payment.ts'
export type { PaymentType } from './parts/payment_type.ts'
export type { StatusReason } from './parts/reason.ts'
export type { RemittanceInformation } from './parts/remittance.ts'
export {
  type MessageItem,
  type MessageReader,
  openMessages,
  type OpenMessages,
  type ReadFile,
  type ReadMessage,
  readMessages,
} from './read.ts'
export { isSepaText, toSepaText } from './sepa_text.ts'
export { isCreditorIdentifier } from './shape/identifiers.ts'
export { type Amount, decimalOf } from './shape/numbers.ts'
export type { Unread } from './shape/reading.ts'
export type { Refusal } from './shape/writing.ts'
export { versionsOf, writeMessage } from './write.ts'
export {
  partRefusals,
  type PartsWanted,
  totalsOf,
  writeMessageParts,
  writeMessagePartsAsync,
} from './write_parts.ts'
