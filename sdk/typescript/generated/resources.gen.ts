// Made by `npm run gen` from the OpenAPI document.

import type { Call, CallOptions, List, StreamCall } from '../call_types.ts'
import type { FinalWaitOptions, WaitOptions } from '../wait_types.ts'
import type {
  AcquirerAccount,
  ApiKey,
  ApiKeyWithSecret,
  ApiVersionUse,
  Approval,
  ApprovalDecisionInput,
  ApprovalPolicy,
  ApprovePaymentInput,
  AssignBreakInput,
  AttachPaymentMethodInput,
  AuditCheckpoint,
  AuditEvent,
  BalanceMonitor,
  BankAccount,
  BankAccountDetailsInput,
  BankAccountReasonInput,
  BankAccountVerification,
  BankAccountVerifications,
  BankConnection,
  BankConnectionPatchInput,
  BankFile,
  BankNotice,
  BankNoticeReasonInput,
  BankStatement,
  BankStatementLine,
  BankStatementReleaseInput,
  CancelPaymentInput,
  CapturePaymentInput,
  CardDetailsInput,
  CardToken,
  ChangeNotice,
  CloseReceivingAccountInput,
  ConfirmMatchInput,
  ConfirmPaymentInput,
  Customer,
  CustomerPatchInput,
  Dispute,
  DisputeEvidence,
  DisputeMonitoring,
  EventTrigger,
  EvidenceInputInput,
  FreezeLedgerAccountInput,
  FreshSandbox,
  GetDisputeMonitoringQuery,
  GetIsoMessageReportQuery,
  GetLedgerBalanceQuery,
  GetLedgerStatementQuery,
  GetOverviewQuery,
  GetPaymentTimelineQuery,
  GetReconciliationProofQuery,
  GroupRequestErrorsQuery,
  IdempotencyKey,
  IncrementPaymentInput,
  InstantGateway,
  InstantGatewaySecretsInput,
  InstantReceipt,
  IsoMessage,
  IsoMessageReport,
  KeyRotation,
  LedgerAccount,
  LedgerAccountPatchInput,
  LedgerAccounts,
  LedgerBalance,
  LedgerEntry,
  LedgerProof,
  LedgerRollUp,
  LedgerStatement,
  LedgerTransfer,
  ListAcquirerAccountsQuery,
  ListApiKeysQuery,
  ListApprovalPolicyVersionsQuery,
  ListApprovalsQuery,
  ListAuditEventsQuery,
  ListBalanceMonitorsQuery,
  ListBankAccountsQuery,
  ListBankConnectionsQuery,
  ListBankFilesQuery,
  ListBankNoticesQuery,
  ListBankStatementLinesQuery,
  ListBankStatementsQuery,
  ListCustomersQuery,
  ListDisputesQuery,
  ListEventsQuery,
  ListInstantReceiptsQuery,
  ListIsoMessagesQuery,
  ListLedgerAccountsQuery,
  ListLedgerEntriesQuery,
  ListLedgerTransfersQuery,
  ListMandatesQuery,
  ListMerchantsQuery,
  ListNotificationsOfChangeQuery,
  ListOutgoingFilesQuery,
  ListPayeeVerificationsQuery,
  ListPaymentMethodsQuery,
  ListPaymentOrdersQuery,
  ListPaymentRequestsQuery,
  ListPaymentsQuery,
  ListPayoutsQuery,
  ListPeriodsQuery,
  ListRecallsQuery,
  ListReceivingAccountsQuery,
  ListReconciliationAccountsQuery,
  ListReconciliationBreaksQuery,
  ListReconciliationMatchesQuery,
  ListReconciliationProofsQuery,
  ListRefundsQuery,
  ListRequestLogsQuery,
  ListRiskListItemsQuery,
  ListRiskListsQuery,
  ListRiskRuleSetsQuery,
  ListRoutingDecisionsQuery,
  ListRoutingRulesQuery,
  ListSandboxesQuery,
  ListSettlementLinesQuery,
  ListSettlementsQuery,
  ListTenantTransfersQuery,
  ListTransferGrantsQuery,
  ListVersionsInUseQuery,
  ListWebhookDeliveriesQuery,
  ListWebhookEndpointsQuery,
  Mandate,
  MandateAmendmentInput,
  MandateAmendmentRecord,
  MandateEvidence,
  MandateReasonInput,
  MandateSignatureInput,
  MatchingRuleVersion,
  Merchant,
  MerchantBalance,
  MerchantPatchInput,
  NewApprovalPolicyInput,
  NewBalanceMonitorInput,
  NewBankAccountInput,
  NewBankAccountVerificationInput,
  NewBankConnectionInput,
  NewBankFileInput,
  NewCustomerInput,
  NewIsoMessageInput,
  NewLedgerAccountInput,
  NewLedgerAccountsInput,
  NewMandateInput,
  NewMatchingRulesInput,
  NewMerchantInput,
  NewPayeeConsentInput,
  NewPayeeProviderInput,
  NewPayeeVerificationInput,
  NewPaymentInput,
  NewPaymentMethodInput,
  NewPaymentOrdersInput,
  NewPaymentRequestInput,
  NewPayoutInput,
  NewPeriodClosingInput,
  NewRecallInput,
  NewReceivingAccountInput,
  NewReconciliationAccountInput,
  NewReconciliationMatchInput,
  NewRefundInput,
  NewRiskListInput,
  NewRiskRuleSetInput,
  NewRoutingRuleSetInput,
  NewSandboxFaultInput,
  NewTenantTransferInput,
  NewTransferGrantInput,
  NewWebhookEndpointInput,
  OutgoingFile,
  OutgoingFileContent,
  OutgoingFileDecisionInput,
  Overview,
  OwnTenant,
  PayeeConsent,
  PayeeProvider,
  PayeeVerification,
  Payment,
  PaymentMethod,
  PaymentMethodPatchInput,
  PaymentOrder,
  PaymentOrderReasonInput,
  PaymentOrderResolutionInput,
  PaymentOrderRetryInput,
  PaymentOrderTimeline,
  PaymentOrders,
  PaymentRequest,
  PaymentRequestReasonInput,
  Payout,
  PayoutAttempts,
  PayoutDestinationInput,
  PayoutReasonInput,
  PeriodClosing,
  PostTransferInput,
  ProposedApprovalPolicy,
  ProveAuditTrailQuery,
  Rail,
  Rails,
  Recall,
  Receipt,
  ReceivingAccount,
  ReconciledLine,
  ReconciliationAccount,
  ReconciliationBankProof,
  ReconciliationBreak,
  ReconciliationMatch,
  ReconciliationProofs,
  Refund,
  RejectPaymentInput,
  RequestErrorGroup,
  RequestLog,
  ResolveBreakInput,
  ReturnFeeInput,
  ReturnRates,
  ReversalReasonInput,
  ReverseTransferInput,
  RiskAssessment,
  RiskAssessmentInputInput,
  RiskList,
  RiskListItem,
  RiskRuleSet,
  RoutedPaymentInput,
  RoutingCheck,
  RoutingHealth,
  RoutingRuleSet,
  RoutingRuleSetSummary,
  RoutingRuleSetWithCheck,
  RoutingRulesInput,
  RoutingSimulation,
  SandboxClock,
  SandboxFaults,
  Settlement,
  SettlementLine,
  StoredRoutingDecision,
  StreamEventsQuery,
  SumLedgerBalancesQuery,
  Tenant,
  TenantTransfer,
  TenantTransferProofs,
  TenantWithKeys,
  TimelineEntry,
  TransferBatchInput,
  TransferGrant,
  TransferMoveInput,
  TransferOutcomes,
  TransferPostInput,
  TransferVoidInput,
  TriggeredEvent,
  UndoMatchInput,
  VerificationAmountsInput,
  VoidTransferInput,
  WebhookDelivery,
  WebhookDeliveryWithAttempts,
  WebhookEndpoint,
  WebhookEndpointChangeInput,
  WebhookEndpointWithSecret,
  WebhookEvent,
  WebhookRecovery,
  WebhookTest,
  WriteOffBreakInput,
} from './types.gen.ts'

export const operations = `
acquirerAccounts.create POST acquirer-accounts b
acquirerAccounts.disable POST acquirer-accounts/{id}/disable
acquirerAccounts.enable POST acquirer-accounts/{id}/enable
acquirerAccounts.get GET acquirer-accounts/{id}
acquirerAccounts.list GET acquirer-accounts l
apiKeys.create POST api-keys b
apiKeys.get GET api-keys/{id}
apiKeys.list GET api-keys l
apiKeys.revoke POST api-keys/{id}/revoke
apiKeys.rotate POST api-keys/{id}/rotate b
approvalPolicy.get GET approval-policy
approvalPolicy.propose POST approval-policy b
approvalPolicy.versions.list GET approval-policy/versions l
approvals.approve POST approvals/{id}/approve b
approvals.deny POST approvals/{id}/deny b
approvals.get GET approvals/{id}
approvals.list GET approvals l
auditCheckpoints.latest GET audit-checkpoints/latest
auditEvents.get GET audit-events/{id}
auditEvents.list GET audit-events l
auditEvents.proof GET audit-events/proof l
bankAccounts.create POST bank-accounts b
bankAccounts.details.replace PUT bank-accounts/{id}/details b
bankAccounts.disable POST bank-accounts/{id}/disable b
bankAccounts.enable POST bank-accounts/{id}/enable b
bankAccounts.freeze POST bank-accounts/{id}/freeze b
bankAccounts.get GET bank-accounts/{id}
bankAccounts.list GET bank-accounts l
bankAccounts.verifications.confirm POST bank-accounts/{id}/verifications/confirm b
bankAccounts.verifications.create POST bank-accounts/{id}/verifications b
bankAccounts.verifications.list GET bank-accounts/{id}/verifications
bankConnections.create POST bank-connections b
bankConnections.disable POST bank-connections/{id}/disable
bankConnections.enable POST bank-connections/{id}/enable
bankConnections.get GET bank-connections/{id}
bankConnections.instantGateway POST bank-connections/{id}/instant-gateway b
bankConnections.list GET bank-connections l
bankConnections.returnRates GET bank-connections/{id}/return-rates
bankConnections.update PATCH bank-connections/{id} b
bankFiles.create POST bank-files b
bankFiles.get GET bank-files/{id}
bankFiles.list GET bank-files l
bankNotices.close POST bank-notices/{id}/close b
bankNotices.list GET bank-notices l
bankStatements.get GET bank-statements/{id}
bankStatements.lines.list GET bank-statements/{id}/lines l
bankStatements.list GET bank-statements l
bankStatements.release POST bank-statements/{id}/release b
customers.create POST customers b
customers.delete DELETE customers/{id}
customers.get GET customers/{id}
customers.list GET customers l
customers.update PATCH customers/{id} b
disputes.accept POST disputes/{id}/accept
disputes.evidence.create POST disputes/{id}/evidence b
disputes.evidence.get GET disputes/{id}/evidence
disputes.get GET disputes/{id}
disputes.list GET disputes l
disputes.monitoring GET disputes/monitoring q
disputes.submit POST disputes/{id}/submit
events.get GET events/{id}
events.list GET events l
events.stream GET events/stream s
idempotencyKeys.get GET idempotency-keys/{key}
instantReceipts.get GET instant-receipts/{id}
instantReceipts.list GET instant-receipts l
iso20022.messages.create POST iso20022/messages b
iso20022.messages.get GET iso20022/messages/{id}
iso20022.messages.list GET iso20022/messages l
iso20022.messages.pain002 GET iso20022/messages/{id}/pain-002 q
ledger.accounts.balance GET ledger/accounts/{id}/balance q
ledger.accounts.close POST ledger/accounts/{id}/close
ledger.accounts.create POST ledger/accounts b
ledger.accounts.entries.list GET ledger/accounts/{id}/entries l
ledger.accounts.freeze POST ledger/accounts/{id}/freeze b
ledger.accounts.get GET ledger/accounts/{id}
ledger.accounts.list GET ledger/accounts l
ledger.accounts.statement GET ledger/accounts/{id}/statement q
ledger.accounts.unfreeze POST ledger/accounts/{id}/unfreeze
ledger.accounts.update PATCH ledger/accounts/{id} b
ledger.balances.sum GET ledger/balances q
ledger.export GET ledger/export
ledger.monitors.create POST ledger/monitors b
ledger.monitors.delete DELETE ledger/monitors/{id}
ledger.monitors.get GET ledger/monitors/{id}
ledger.monitors.list GET ledger/monitors l
ledger.periods.close POST ledger/periods b
ledger.periods.list GET ledger/periods l
ledger.proof GET ledger/proof
ledger.transfers.create POST ledger/transfers b
ledger.transfers.get GET ledger/transfers/{id}
ledger.transfers.list GET ledger/transfers l
ledger.transfers.post POST ledger/transfers/{id}/post b
ledger.transfers.reverse POST ledger/transfers/{id}/reverse b
ledger.transfers.void POST ledger/transfers/{id}/void b
mandates.activate POST mandates/{id}/activate b
mandates.amend POST mandates/{id}/amend b
mandates.amendments.list GET mandates/{id}/amendments
mandates.create POST mandates b
mandates.evidence.create POST mandates/{id}/evidence b
mandates.evidence.list GET mandates/{id}/evidence
mandates.get GET mandates/{id}
mandates.list GET mandates l
mandates.resume POST mandates/{id}/resume b
mandates.revoke POST mandates/{id}/revoke b
mandates.suspend POST mandates/{id}/suspend b
merchants.balance GET merchants/{id}/balance
merchants.create POST merchants b
merchants.get GET merchants/{id}
merchants.list GET merchants l
merchants.resume POST merchants/{id}/resume
merchants.suspend POST merchants/{id}/suspend
merchants.update PATCH merchants/{id} b
notificationsOfChange.list GET notifications-of-change l
outgoingFiles.content GET outgoing-files/{id}/content
outgoingFiles.get GET outgoing-files/{id}
outgoingFiles.list GET outgoing-files l
outgoingFiles.resolve POST outgoing-files/{id}/resolve b
overview.get GET overview q
payeeProviders.create POST payee-providers b
payeeProviders.disable POST payee-providers/{id}/disable
payeeProviders.enable POST payee-providers/{id}/enable
payeeProviders.list GET payee-providers
payeeVerifications.consent POST payee-verifications/{id}/consent b
payeeVerifications.consents.list GET payee-verifications/{id}/consents
payeeVerifications.create POST payee-verifications b
payeeVerifications.get GET payee-verifications/{id}
payeeVerifications.list GET payee-verifications l
paymentMethods.attach POST payment-methods/{id}/attach b
paymentMethods.create POST payment-methods b
paymentMethods.detach POST payment-methods/{id}/detach
paymentMethods.get GET payment-methods/{id}
paymentMethods.list GET payment-methods l
paymentMethods.update PATCH payment-methods/{id} b
paymentOrders.cancel POST payment-orders/{id}/cancel b
paymentOrders.closeReview POST payment-orders/{id}/close-review b
paymentOrders.create POST payment-orders b
paymentOrders.get GET payment-orders/{id}
paymentOrders.list GET payment-orders l
paymentOrders.recall POST payment-orders/{id}/recall b
paymentOrders.resolve POST payment-orders/{id}/resolve b
paymentOrders.retry POST payment-orders/{id}/retry b
paymentOrders.returnFee POST payment-orders/{id}/return-fee b
paymentOrders.reverse POST payment-orders/{id}/reverse b
paymentOrders.timeline GET payment-orders/{id}/timeline
paymentRequests.cancel POST payment-requests/{id}/cancel b
paymentRequests.create POST payment-requests b
paymentRequests.get GET payment-requests/{id}
paymentRequests.list GET payment-requests l
payments.approve POST payments/{id}/approve b
payments.cancel POST payments/{id}/cancel b
payments.capture POST payments/{id}/capture b
payments.confirm POST payments/{id}/confirm b
payments.create POST payments b
payments.get GET payments/{id}
payments.increment POST payments/{id}/increment b
payments.list GET payments l
payments.receipt GET payments/{id}/receipt
payments.reject POST payments/{id}/reject b
payments.timeline GET payments/{id}/timeline l
payoutDestinations.ask POST payout-destinations b
payouts.attempts.list GET payouts/{id}/attempts
payouts.cancel POST payouts/{id}/cancel b
payouts.create POST payouts b
payouts.get GET payouts/{id}
payouts.list GET payouts l
rails.get GET rails/{id}
rails.list GET rails
recalls.get GET recalls/{id}
recalls.list GET recalls l
receivingAccounts.close POST receiving-accounts/{id}/close b
receivingAccounts.create POST receiving-accounts b
receivingAccounts.list GET receiving-accounts l
reconciliation.accounts.close POST reconciliation/accounts/{id}/close
reconciliation.accounts.create POST reconciliation/accounts b
reconciliation.accounts.export GET reconciliation/accounts/{id}/export
reconciliation.accounts.get GET reconciliation/accounts/{id}
reconciliation.accounts.list GET reconciliation/accounts l
reconciliation.accounts.match POST reconciliation/accounts/{id}/match
reconciliation.breaks.assign POST reconciliation/breaks/{id}/assign b
reconciliation.breaks.get GET reconciliation/breaks/{id}
reconciliation.breaks.list GET reconciliation/breaks l
reconciliation.breaks.resolve POST reconciliation/breaks/{id}/resolve b
reconciliation.breaks.writeOff POST reconciliation/breaks/{id}/write-off b
reconciliation.matches.confirm POST reconciliation/matches/{id}/confirm b
reconciliation.matches.create POST reconciliation/matches b
reconciliation.matches.get GET reconciliation/matches/{id}
reconciliation.matches.list GET reconciliation/matches l
reconciliation.matches.undo POST reconciliation/matches/{id}/undo b
reconciliation.proof GET reconciliation/proof q
reconciliation.proofs.list GET reconciliation/proofs l
reconciliation.rules.create POST reconciliation/rules b
reconciliation.rules.get GET reconciliation/rules
refunds.create POST refunds b
refunds.get GET refunds/{id}
refunds.list GET refunds l
requestLogs.errors GET request-logs/errors q
requestLogs.get GET request-logs/{id}
requestLogs.list GET request-logs l
requestLogs.versions.list GET request-logs/versions q
risk.assessments.create POST risk/assessments b
risk.lists.create POST risk/lists b
risk.lists.delete DELETE risk/lists/{id}
risk.lists.get GET risk/lists/{id}
risk.lists.items.create POST risk/lists/{id}/items b
risk.lists.items.list GET risk/lists/{id}/items l
risk.lists.items.remove POST risk/lists/{id}/remove-items b
risk.lists.list GET risk/lists l
risk.rules.activate POST risk/rules/{id}/activate
risk.rules.create POST risk/rules b
risk.rules.get GET risk/rules/{id}
risk.rules.list GET risk/rules l
routing.decisions.get GET routing/decisions/{id}
routing.decisions.list GET routing/decisions l
routing.health GET routing/health
routing.rules.activate POST routing/rules/{id}/activate
routing.rules.check POST routing/rules/check b
routing.rules.create POST routing/rules b
routing.rules.get GET routing/rules/{id}
routing.rules.list GET routing/rules l
routing.simulations.create POST routing/simulations b
sandbox.clock.advance POST sandbox/clock/advance b
sandbox.clock.freeze POST sandbox/clock/freeze
sandbox.clock.get GET sandbox/clock
sandbox.clock.resume POST sandbox/clock/resume
sandbox.events.simulate POST sandbox/simulate/events b
sandbox.events.triggers GET sandbox/simulate/events
sandbox.faults.delete DELETE sandbox/faults
sandbox.faults.get GET sandbox/faults
sandbox.faults.replace PUT sandbox/faults b
sandbox.reset POST sandbox/reset
sandboxes.create POST sandboxes b
sandboxes.list GET sandboxes l
settlements.get GET settlements/{id}
settlements.lines.list GET settlements/{id}/lines l
settlements.list GET settlements l
tenant.get GET tenant
tokens.create POST tokens bv
tokens.get GET tokens/{id} v
transferGrants.create POST transfer-grants b
transferGrants.list GET transfer-grants l
transferGrants.revoke POST transfer-grants/{id}/revoke
transfers.create POST transfers b
transfers.get GET transfers/{id}
transfers.list GET transfers l
transfers.proof GET transfers/proof
vault.rotations.create POST vault/rotations bv
vault.rotations.list GET vault/rotations v
webhookDeliveries.get GET webhook-deliveries/{id}
webhookDeliveries.list GET webhook-deliveries l
webhookDeliveries.redeliver POST webhook-deliveries/{id}/redeliver
webhookEndpoints.create POST webhook-endpoints b
webhookEndpoints.delete DELETE webhook-endpoints/{id}
webhookEndpoints.disable POST webhook-endpoints/{id}/disable
webhookEndpoints.enable POST webhook-endpoints/{id}/enable
webhookEndpoints.get GET webhook-endpoints/{id}
webhookEndpoints.list GET webhook-endpoints l
webhookEndpoints.recover POST webhook-endpoints/{id}/recover b
webhookEndpoints.rotateSecret POST webhook-endpoints/{id}/rotate-secret b
webhookEndpoints.test POST webhook-endpoints/{id}/test
webhookEndpoints.update PATCH webhook-endpoints/{id} b`

/** Where the outcome of a thing stands, and which values are outcomes; behind `/` those of payments captured by hand. */
export const outcomes: Readonly<Record<string, string>> = {
  'approvals': 'state approved denied expired withdrawn',
  'bankFiles': 'state loaded quarantined refused',
  'bankStatements': 'state loaded quarantined',
  'disputes': 'status accepted expired won lost warning_closed',
  'iso20022.messages': 'state accepted partial rejected',
  'ledger.transfers': 'status posted voided expired',
  'outgoingFiles': 'state accepted rejected',
  'payeeVerifications': 'status completed',
  'paymentOrders': 'state settled returned rejected cancelled reversed',
  'paymentRequests': 'state paid declined expired cancelled failed',
  'payments': 'status declined partially_captured succeeded canceled expired blocked reversed /authorized',
  'payouts': 'state settled failed denied cancelled expired',
  'recalls': 'state refused returned',
  'refunds': 'status succeeded failed',
  'sandbox.clock': 'status ready',
  'settlements': 'status reconciled quarantined',
  'transfers': 'state completed returned',
  'webhookDeliveries': 'state succeeded dead canceled',
}

export type Resources = {
  readonly acquirerAccounts: {
    /** Add a contract with an acquirer; its secrets are sealed and never answered. */
    create(body: {
      readonly connector: string
      readonly name: string
      /** The acquirer’s number for the merchant (ISO 8583 field 42). */
      readonly merchant_number: string
      /** Leads to a public address, by https or, for a host of ISO 8583, by `tcp://host:port`. A sandbox may also have it on the machine of the server. */
      readonly url: string
      /** Where settlement reports are fetched: a public address, by https, as for `url`. */
      readonly report_url: string
      readonly country: string
      readonly fee_plan: {
        readonly kind: 'interchange_plus' | 'blended'
        /** Millionths of the amount: 1,500 is 0.15 %. */
        readonly ppm: number
        /** Minor units for each payment, by currency; none for others. */
        readonly fixed: Readonly<Record<string, number>>
      }
      /** Sealed, and never answered. */
      readonly api_key: string
      /** The directory server of 3-D Secure that knows the merchant number; an address as for `url`. */
      readonly three_ds_url?: string | undefined
      /** Sealed, and never answered. */
      readonly callback_secrets?: readonly string[] | undefined
      readonly currencies?: readonly string[] | undefined
      readonly schemes?: readonly ('visa' | 'mastercard' | 'amex' | 'discover' | 'diners' | 'jcb' | 'unionpay' | 'maestro')[] | undefined
      /** 100 when absent. */
      readonly priority?: number | undefined
    }, options?: CallOptions): Call<AcquirerAccount>
    /** Take no new payments on an acquirer account; what it has is brought to its end. */
    disable(id: string, options?: CallOptions): Call<AcquirerAccount>
    /** Let an acquirer account take new payments again. */
    enable(id: string, options?: CallOptions): Call<AcquirerAccount>
    /** Get one acquirer account. */
    get(id: string, options?: CallOptions): Call<AcquirerAccount>
    /** List the acquirer accounts of the tenant. */
    list(query?: ListAcquirerAccountsQuery, options?: CallOptions): List<AcquirerAccount>
  }
  readonly apiKeys: {
    /** Create an API key; its secret is shown once. */
    create(body: {
      readonly kind: 'secret' | 'publishable' | 'restricted'
      readonly name: string
      readonly scopes?: readonly string[] | undefined
      readonly ip_allow?: readonly string[] | undefined
      /** RFC 3339, or a day: its first moment in UTC. */
      readonly expires_at?: string | undefined
    }, options?: CallOptions): Call<ApiKeyWithSecret>
    /** Get one API key. */
    get(id: string, options?: CallOptions): Call<ApiKey>
    /** List the API keys of the tenant, newest first. */
    list(query?: ListApiKeysQuery, options?: CallOptions): List<ApiKey>
    /** Revoke an API key for ever; everywhere within two seconds. */
    revoke(id: string, options?: CallOptions): Call<ApiKey>
    /** Give an API key a new secret; the one before stays good for a while. */
    rotate(id: string, body?: {
      /** How long the secret before stays good; 86400000 (a day) when absent. */
      readonly overlap_ms?: number | undefined
    }, options?: CallOptions): Call<ApiKeyWithSecret>
  }
  readonly approvalPolicy: {
    /** Get the rules that say who has to agree to payouts now. */
    get(options?: CallOptions): Call<ApprovalPolicy>
    /** Make other rules for payouts; where others have to agree to payouts, they have to agree to this. */
    propose(body: NewApprovalPolicyInput, options?: CallOptions): Call<ProposedApprovalPolicy>
    readonly versions: {
      /** List all versions of the approval policy, newest first. */
      list(query?: ListApprovalPolicyVersionsQuery, options?: CallOptions): List<ApprovalPolicy>
    }
  }
  readonly approvals: {
    /**
     * Agree to what was asked; with the last one who is needed it is done.
     * Whoever asked cannot decide, nobody decides twice, and a key that was made after the question cannot either. With `digest` nothing is decided about but what you looked at.
     */
    approve(id: string, body?: ApprovalDecisionInput, options?: CallOptions): Call<Approval>
    /**
     * Refuse what was asked; one refusal ends it.
     * Whoever asked cannot decide, nobody decides twice, and a key that was made after the question cannot either. With `digest` nothing is decided about but what you looked at.
     */
    deny(id: string, body?: ApprovalDecisionInput, options?: CallOptions): Call<Approval>
    /** Get an approval, and who has decided. */
    get(id: string, options?: CallOptions): Call<Approval>
    /** List what others have to decide about, newest first. */
    list(query?: ListApprovalsQuery, options?: CallOptions): List<Approval>
    /** Waits for the outcome: `approved`, `denied`, `expired`, `withdrawn`. Errors: OutcomeUnknownError when it takes longer than `timeout_ms`. */
    wait(id: string, options?: WaitOptions): Promise<Approval>
  }
  readonly auditCheckpoints: {
    /**
     * Get the newest signed checkpoint of the audit trail.
     * Keep it somewhere else. Whoever holds it can later prove that the trail up to this point was not shortened or rewritten.
     */
    latest(options?: CallOptions): Call<AuditCheckpoint>
  }
  readonly auditEvents: {
    /** Get one audit event. */
    get(id: string, options?: CallOptions): Call<AuditEvent>
    /**
     * List audit events, newest first.
     * A page that looks for a rare `resource_type` can be short, even empty, and still have more behind it.
     */
    list(query?: ListAuditEventsQuery, options?: CallOptions): List<AuditEvent>
    /**
     * Recompute the audit trail, page by page, up to the first thing that is wrong.
     * Every event against its hash and number, every block against its events, its link to the one before and its signature, and at the end the whole against the checkpoint that is kept outside the database. Ask again with `next_cursor` until the verdict is `intact` or `broken`. A server that lies would also lie here: checkpoints kept elsewhere and `florin audit verify` prove more.
     */
    proof(query?: ProveAuditTrailQuery, options?: CallOptions): List<null>
  }
  readonly bankAccounts: {
    /**
     * Add a bank account of somebody else’s; its numbers are checked, sealed and never answered.
     * Checks what can be checked without asking the bank: lengths, characters, check digits, and what each rail needs.
     */
    create(body: NewBankAccountInput, options?: CallOptions): Call<BankAccount>
    /** Put a bank account out of use for ever. */
    disable(id: string, body: BankAccountReasonInput, options?: CallOptions): Call<BankAccount>
    /** Let a bank account be used again. */
    enable(id: string, body: BankAccountReasonInput, options?: CallOptions): Call<BankAccount>
    /** Let nothing be sent to or collected from a bank account until a person has looked. */
    freeze(id: string, body: BankAccountReasonInput, options?: CallOptions): Call<BankAccount>
    /** Get what may be seen of a bank account. */
    get(id: string, options?: CallOptions): Call<BankAccount>
    /** List bank accounts, newest first. */
    list(query?: ListBankAccountsQuery, options?: CallOptions): List<BankAccount>
    readonly details: {
      /** Give a bank account other details; one that waited for them is enabled. */
      replace(id: string, body: BankAccountDetailsInput, options?: CallOptions): Call<BankAccount>
    }
    readonly verifications: {
      /** Name the amounts of the small credits, as the holder of the account saw them. */
      confirm(id: string, body: VerificationAmountsInput, options?: CallOptions): Call<BankAccountVerification>
      /** Verify a bank account over ACH, with a prenote or with two small credits whose amounts its holder names. */
      create(id: string, body: NewBankAccountVerificationInput, options?: CallOptions): Call<BankAccountVerification>
      /** List the last verifications of a bank account, newest first. */
      list(id: string, options?: CallOptions): Call<BankAccountVerifications>
    }
  }
  readonly bankConnections: {
    /**
     * Add a way to a bank: who you are there, and how files go to it and come from it.
     * Everything that can be checked without asking the bank is checked at once. Secrets are sealed and never answered. Three ledger accounts mirror it: your money there, what was collected and may still come back, and what came back from somebody who had nothing left.
     */
    create(body: NewBankConnectionInput, options?: CallOptions): Call<BankConnection>
    /** Let no file go to a bank or come from it; what waits is sent when it is enabled again. */
    disable(id: string, options?: CallOptions): Call<BankConnection>
    /** Let files go to a bank and come from it again. */
    enable(id: string, options?: CallOptions): Call<BankConnection>
    /** Get a bank connection, without its secrets. */
    get(id: string, options?: CallOptions): Call<BankConnection>
    /**
     * Get the address that the bank’s gateway for instant payments calls, and a new secret for its signatures.
     * The secret is shown this once; the one before it stays good beside it, so that the bank can change over. `token` is what you show to the gateway.
     */
    instantGateway(id: string, body?: InstantGatewaySecretsInput, options?: CallOptions): Call<InstantGateway>
    /** List bank connections; a sandbox has two of a simulated bank. */
    list(query?: ListBankConnectionsQuery, options?: CallOptions): List<BankConnection>
    /** How many debits over a connection came back in the last 60 days, beside what Nacha tolerates. */
    returnRates(id: string, options?: CallOptions): Call<ReturnRates>
    /**
     * Change how a bank is reached, what it knows you by, or the secrets.
     * A field that is named replaces the whole field; `secrets` replaces all of them. While the bank changes its host key, name both fingerprints.
     */
    update(id: string, body: BankConnectionPatchInput, options?: CallOptions): Call<BankConnection>
  }
  readonly bankFiles: {
    /**
     * Bring a file of bank statements: it is kept, read, and loaded statement by statement.
     * camt.052, camt.053 and camt.054, MT940 to MT950, BAI2 and OFX. The same bytes again are the same file, whatever it is called, and load nothing twice. What does not add up is kept out, with its faults.
     */
    create(body: NewBankFileInput, options?: CallOptions): Call<BankFile>
    /** Get a bank file: what it is, and what is wrong with it. */
    get(id: string, options?: CallOptions): Call<BankFile>
    /** List bank files, latest first. */
    list(query?: ListBankFilesQuery, options?: CallOptions): List<BankFile>
    /** Waits for the outcome: `loaded`, `quarantined`, `refused`. Errors: OutcomeUnknownError when it takes longer than `timeout_ms`. */
    wait(id: string, options?: WaitOptions): Promise<BankFile>
  }
  readonly bankNotices: {
    /** Say that somebody has dealt with a bank notice, and how. */
    close(id: string, body: BankNoticeReasonInput, options?: CallOptions): Call<BankNotice>
    /** List what banks said that nothing of yours answers to, or that somebody has to act on; newest first. */
    list(query?: ListBankNoticesQuery, options?: CallOptions): List<BankNotice>
  }
  readonly bankStatements: {
    /** Get a bank statement. */
    get(id: string, options?: CallOptions): Call<BankStatement>
    /** List bank statements, the last loaded first. */
    list(query?: ListBankStatementsQuery, options?: CallOptions): List<BankStatement>
    /**
     * Load a bank statement although the one before it is missing.
     * For a statement that is kept out for its place alone. When what is missing comes after all, release that one too: until then the proof says what it amounts to.
     */
    release(id: string, body: BankStatementReleaseInput, options?: CallOptions): Call<BankStatement>
    /** Waits for the outcome: `loaded`, `quarantined`. Errors: OutcomeUnknownError when it takes longer than `timeout_ms`. */
    wait(id: string, options?: WaitOptions): Promise<BankStatement>
    readonly lines: {
      /** List the lines of a bank statement, in their order. */
      list(id: string, query?: ListBankStatementLinesQuery, options?: CallOptions): List<BankStatementLine>
    }
  }
  readonly customers: {
    /**
     * Create a customer.
     * An id you choose makes a repeat safe: the same content answers the customer.
     */
    create(body?: NewCustomerInput, options?: CallOptions): Call<Customer>
    /**
     * Delete a customer: what it says of a person is erased, its payment methods are detached.
     * The id and the times stay, because payments and the ledger point to them. A repeat changes nothing.
     */
    delete(id: string, options?: CallOptions): Call<Customer>
    /** Get a customer, or what is left of a deleted one. */
    get(id: string, options?: CallOptions): Call<Customer>
    /** List customers, newest first; deleted ones are left out. */
    list(query?: ListCustomersQuery, options?: CallOptions): List<Customer>
    /**
     * Change a customer.
     * A field that is not named stays; null empties one. In metadata, null takes a key away.
     */
    update(id: string, body: CustomerPatchInput, options?: CallOptions): Call<Customer>
  }
  readonly disputes: {
    /**
     * Give in: the cardholder keeps the money.
     * It cannot be taken back. 202 while it is not known whether it arrived.
     */
    accept(id: string, options?: CallOptions): Call<Dispute>
    /** Get a dispute as it stands. */
    get(id: string, options?: CallOptions): Call<Dispute>
    /**
     * List disputes, newest first.
     * With `due_before` by when they are due, the most urgent first.
     */
    list(query?: ListDisputesQuery, options?: CallOptions): List<Dispute>
    /**
     * How near merchants are to the networks’ monitoring programmes in a month.
     * Visa VAMP and Mastercard ECM, from the disputes and captured payments that Florin knows.
     */
    monitoring(query?: GetDisputeMonitoringQuery, options?: CallOptions): Call<DisputeMonitoring>
    /**
     * Send the evidence to the acquirer.
     * Once per stage: with what was given goes what is known of the payment, and Compelling Evidence 3.0 when it is met. 202 while it is not known whether it arrived.
     */
    submit(id: string, options?: CallOptions): Call<Dispute>
    /** Waits for the outcome: `accepted`, `expired`, `won`, `lost`, `warning_closed`. Errors: OutcomeUnknownError when it takes longer than `timeout_ms`. */
    wait(id: string, options?: WaitOptions): Promise<Dispute>
    readonly evidence: {
      /**
       * Write evidence down; nothing is sent yet.
       * Parts that are absent stay as they are, null takes one away. Files are named by their content.
       */
      create(id: string, body?: EvidenceInputInput, options?: CallOptions): Call<Dispute>
      /**
       * What speaks for a disputed payment, and what is missing.
       * What was given, what is known anyway, and for Visa 10.4 earlier payments of the card that prove who made it (Compelling Evidence 3.0).
       */
      get(id: string, options?: CallOptions): Call<DisputeEvidence>
    }
  }
  readonly events: {
    /** Get an event. */
    get(id: string, options?: CallOptions): Call<WebhookEvent>
    /**
     * List events: what happened, and to what.
     * Oldest first, from behind `after` or `cursor`: the order of the stream and of webhooks of one object. To go on later, keep the id of the last event and pass it as `after`. `order=newest_first` is for people who look: it goes back from the last event, or from before `after`.
     */
    list(query?: ListEventsQuery, options?: CallOptions): List<WebhookEvent>
    /**
     * Follow events as they happen (server-sent events).
     * The events of the list, in its order, without end: from behind `Last-Event-ID` or `after`, else from now on. It begins with an `id:` without an event, which says where it stands, so that a line which is lost before anything happened is resumed there. A comment every 15 seconds says that the line stands. A reader who takes nothing for a minute is cut off and comes back behind its last event.
     */
    stream(query?: StreamEventsQuery, options?: StreamCall): AsyncGenerator<WebhookEvent, void, undefined>
  }
  readonly idempotencyKeys: {
    /** Show what an idempotency key did. */
    get(key: string, options?: CallOptions): Call<IdempotencyKey>
  }
  readonly instantReceipts: {
    /** Get a payment that came in over an instant rail. */
    get(id: string, options?: CallOptions): Call<InstantReceipt>
    /** List payments that came in over instant rails, and those that were refused, newest first. */
    list(query?: ListInstantReceiptsQuery, options?: CallOptions): List<InstantReceipt>
  }
  readonly iso20022: {
    readonly messages: {
      /**
       * Order payments by a pain.001, or collections by a pain.008.
       * The message is kept and read next; each of its payments becomes a payment order, or is refused with a reason in the pain.002. A message with the same id of the same initiating party counts once.
       */
      create(body: NewIsoMessageInput, options?: CallOptions): Call<IsoMessage>
      /** Get a message: what it was, and how many of its payments were ordered. */
      get(id: string, options?: CallOptions): Call<IsoMessage>
      /** List messages of ISO 20022, newest first. */
      list(query?: ListIsoMessagesQuery, options?: CallOptions): List<IsoMessage>
      /** Get the pain.002 of a message: which payments were taken, and why others were not. */
      pain002(id: string, query?: GetIsoMessageReportQuery, options?: CallOptions): Call<IsoMessageReport>
      /** Waits for the outcome: `accepted`, `partial`, `rejected`. Errors: OutcomeUnknownError when it takes longer than `timeout_ms`. */
      wait(id: string, options?: WaitOptions): Promise<IsoMessage>
    }
  }
  readonly ledger: {
    /**
     * Export the whole ledger as an ordered, hash-chained log.
     * One JSON object a line: every account, transfer (refused ones included), period and monitor in the order of the feed, each with a SHA-256 over itself and the line before, and a trailer with the hash of all balances. `florin ledger import` replays it.
     */
    export(options?: CallOptions): Call<string>
    /**
     * Recompute every invariant of the books from their records.
     * States each invariant, how much was checked and what violates it, as of one snapshot. Reads every entry: about 10 seconds for a million transfers.
     */
    proof(options?: CallOptions): Call<LedgerProof>
    readonly accounts: {
      /**
       * Get the balances of an account, now or at a moment in the past.
       * Ask by version, by time of recording, or by effective date, one at most. Holds have no effective date: on that axis they show as they stood at the end of the day.
       */
      balance(id: string, query?: GetLedgerBalanceQuery, options?: CallOptions): Call<LedgerBalance>
      /**
       * Close an empty ledger account for ever.
       * The account must hold nothing and have no open holds. A repeat changes nothing.
       */
      close(id: string, options?: CallOptions): Call<LedgerAccount>
      /**
       * Open one ledger account, or up to 1,000.
       * All are opened or none. An id you choose makes a repeat safe: the same content answers the account.
       */
      create(body: NewLedgerAccountInput | NewLedgerAccountsInput, options?: CallOptions): Call<LedgerAccount | LedgerAccounts>
      /**
       * Freeze a ledger account, for debits or for everything.
       * Holds can still be voided and expire. A repeat changes nothing.
       */
      freeze(id: string, body: FreezeLedgerAccountInput, options?: CallOptions): Call<LedgerAccount>
      /** Get a ledger account. */
      get(id: string, options?: CallOptions): Call<LedgerAccount>
      /** List ledger accounts by path. */
      list(query?: ListLedgerAccountsQuery, options?: CallOptions): List<LedgerAccount>
      /**
       * Get an account statement: opening, every line with the balance after it, totals, closing.
       * Of any length, as JSON or CSV. On the recorded axis `from` (included) and `to` (not) are times, or days, which are their first moments in UTC; on the effective axis both are days, both included. CSV amounts are minor units without a sign, in a debit and a credit column; texts that a spreadsheet would run as formulas begin with an apostrophe.
       */
      statement(id: string, query?: GetLedgerStatementQuery, options?: CallOptions): Call<LedgerStatement | string>
      /**
       * Open a frozen ledger account again.
       * A repeat changes nothing.
       */
      unfreeze(id: string, options?: CallOptions): Call<LedgerAccount>
      /**
       * Change the name, limits or metadata of a ledger account.
       * A field that is not named stays. A limit that the balance breaks already is refused. In metadata, null takes a key away.
       */
      update(id: string, body: LedgerAccountPatchInput, options?: CallOptions): Call<LedgerAccount>
      readonly entries: {
        /**
         * List the entries of an account with the balances each left, newest first.
         * `from` is included and `to` is not; both effective days are. A page that looks for a rare code can be short, even empty, and still have more behind it.
         */
        list(id: string, query?: ListLedgerEntriesQuery, options?: CallOptions): List<LedgerEntry>
      }
    }
    readonly balances: {
      /**
       * Add up the balances of all accounts at or below a path.
       * One row per currency and normal side.
       */
      sum(query: SumLedgerBalancesQuery, options?: CallOptions): Call<LedgerRollUp>
    }
    readonly monitors: {
      /**
       * Watch a balance of a ledger account.
       * Raises `ledger.monitor_triggered` when the comparison begins to hold, `ledger.monitor_cleared` once it no longer holds even with the threshold moved by the hysteresis: `lt` 100.00 with 10.00 is cleared at 110.00, `lte` above it. One that holds already starts as triggered. Judged once a batch of transfers (those of one call, and of calls that arrive together), against the balances it left: a crossing that comes back within one batch is not told.
       */
      create(body: NewBalanceMonitorInput, options?: CallOptions): Call<BalanceMonitor>
      /**
       * Stop watching a balance.
       * A repeat does nothing.
       */
      delete(id: string, options?: CallOptions): Call<null>
      /** Get a balance monitor. */
      get(id: string, options?: CallOptions): Call<BalanceMonitor>
      /** List balance monitors. */
      list(query?: ListBalanceMonitorsQuery, options?: CallOptions): List<BalanceMonitor>
    }
    readonly periods: {
      /**
       * Close the books through a day.
       * Effective dates up to this day take no more entries, for ever; the day must be over by the tenant’s clock (UTC).
       */
      close(body: NewPeriodClosingInput, options?: CallOptions): Call<PeriodClosing>
      /** List the closings of the books, the latest first. */
      list(query?: ListPeriodsQuery, options?: CallOptions): List<PeriodClosing>
    }
    readonly transfers: {
      /**
       * Post one transfer, or up to 8,190.
       * One transfer answers itself, or a refusal under its own code. Many answer what came of each, in order: 201 when at least one is recorded. `atomic: all` posts all or none, `chain` each run of linked ones; a failed id stays failed. When a transfer could be refused for several reasons, the first in the list of `TransferOutcome.result` is told, alone and among others.
       */
      create(body: TransferMoveInput | TransferPostInput | TransferVoidInput | TransferBatchInput, options?: CallOptions): Call<LedgerTransfer | TransferOutcomes>
      /**
       * Get a transfer, and what has become of it.
       * As it was recorded, but for a pending one: its `status` and `finality` are those of now, and `hold` says what remains of it. A repeat of the POST keeps answering what it answered first.
       */
      get(id: string, options?: CallOptions): Call<LedgerTransfer>
      /**
       * List recorded transfers.
       * By id from the greatest down, which is newest first for ids that Florin made and whatever order you gave your own; with `account` alone or with `code`, newest first by that account’s versions. Pending ones show what has become of them. A page that looks for a rare code can be short, even empty, and still have more behind it.
       */
      list(query?: ListLedgerTransfersQuery, options?: CallOptions): List<LedgerTransfer>
      /**
       * Post a pending transfer, all that is left of it or a part.
       * Parts can be posted until nothing is left; `final` gives the rest back. Without an amount: all that is left.
       */
      post(id: string, body?: PostTransferInput, options?: CallOptions): Call<LedgerTransfer>
      /**
       * Move a posted transfer back, all that is left of it or a part.
       * A transfer of the same two accounts the other way; never more than the transfer moved, in all its reversals.
       */
      reverse(id: string, body?: ReverseTransferInput, options?: CallOptions): Call<LedgerTransfer>
      /** Give back what is left of a pending transfer. */
      void(id: string, body?: VoidTransferInput, options?: CallOptions): Call<LedgerTransfer>
      /** Waits for the outcome: `posted`, `voided`, `expired`. Errors: OutcomeUnknownError when it takes longer than `timeout_ms`. */
      wait(id: string, options?: FinalWaitOptions): Promise<LedgerTransfer>
    }
  }
  readonly mandates: {
    /** Say that the debtor’s bank has a B2B mandate: it may be used from now on. */
    activate(id: string, body: MandateReasonInput, options?: CallOptions): Call<Mandate>
    /** Change the terms of a mandate; the next collection tells the debtor’s bank. */
    amend(id: string, body: MandateAmendmentInput, options?: CallOptions): Call<Mandate>
    /**
     * Record what a debtor agreed to, with the proof of it.
     * An id you choose makes a repeat safe: the same content answers the mandate.
     */
    create(body: NewMandateInput, options?: CallOptions): Call<Mandate>
    /** Get a mandate. */
    get(id: string, options?: CallOptions): Call<Mandate>
    /** List mandates, newest first. */
    list(query?: ListMandatesQuery, options?: CallOptions): List<Mandate>
    /** Let a suspended mandate be used again. */
    resume(id: string, body: MandateReasonInput, options?: CallOptions): Call<Mandate>
    /** End a mandate for ever, because the debtor or you said so. */
    revoke(id: string, body: MandateReasonInput, options?: CallOptions): Call<Mandate>
    /** Collect nothing under a mandate until it is resumed. */
    suspend(id: string, body: MandateReasonInput, options?: CallOptions): Call<Mandate>
    readonly amendments: {
      /** List what a mandate said before each change of its terms. */
      list(id: string, options?: CallOptions): Call<{
        readonly data: readonly MandateAmendmentRecord[]
      }>
    }
    readonly evidence: {
      /** Keep one more proof of what the debtor agreed to. */
      create(id: string, body: MandateSignatureInput, options?: CallOptions): Call<MandateEvidence>
      /** List what proves a mandate, in the order in which it was added. */
      list(id: string, options?: CallOptions): Call<{
        readonly data: readonly MandateEvidence[]
      }>
    }
  }
  readonly merchants: {
    /**
     * Get what is owed to a merchant, per currency.
     * Pending until the acquirer has paid, then available. A balance below zero is owed by the merchant.
     */
    balance(id: string, options?: CallOptions): Call<MerchantBalance>
    /**
     * Create a merchant.
     * An id you choose makes a repeat safe: the same content answers the merchant.
     */
    create(body: NewMerchantInput, options?: CallOptions): Call<Merchant>
    /** Get a merchant. */
    get(id: string, options?: CallOptions): Call<Merchant>
    /** List merchants, newest first. */
    list(query?: ListMerchantsQuery, options?: CallOptions): List<Merchant>
    /**
     * Let a suspended merchant take payments again.
     * A repeat changes nothing.
     */
    resume(id: string, options?: CallOptions): Call<Merchant>
    /**
     * Suspend a merchant: it takes no new payments.
     * A repeat changes nothing.
     */
    suspend(id: string, options?: CallOptions): Call<Merchant>
    /**
     * Change a merchant.
     * A field that is not named stays. In metadata, null takes a key away.
     */
    update(id: string, body: MerchantPatchInput, options?: CallOptions): Call<Merchant>
  }
  readonly notificationsOfChange: {
    /** List corrections of bank accounts that banks asked for, newest first. */
    list(query?: ListNotificationsOfChangeQuery, options?: CallOptions): List<ChangeNotice>
  }
  readonly outgoingFiles: {
    /**
     * Get the bytes of a file as they go to the bank, in base 64.
     * The file holds the account numbers of its orders in plain text.
     */
    content(id: string, options?: CallOptions): Call<OutgoingFileContent>
    /** Get a file that goes to a bank: what it holds and where it stands. */
    get(id: string, options?: CallOptions): Call<OutgoingFile>
    /** List files that go to banks, newest first. */
    list(query?: ListOutgoingFilesQuery, options?: CallOptions): List<OutgoingFile>
    /**
     * Say whether the bank has a file that nobody knows the fate of.
     * Ask the bank first. A file that is said not to be sent is sent again; if the bank had it after all, it may be carried out twice.
     */
    resolve(id: string, body: OutgoingFileDecisionInput, options?: CallOptions): Call<OutgoingFile>
    /** Waits for the outcome: `accepted`, `rejected`. Errors: OutcomeUnknownError when it takes longer than `timeout_ms`. */
    wait(id: string, options?: WaitOptions): Promise<OutgoingFile>
  }
  readonly overview: {
    /**
     * Get how things stand: payments over time, and what waits for somebody.
     * Every figure is exact and by the tenant’s clock, in whole hours or days of UTC that end with the current one. What happened counts in the hour in which it happened, so a past hour changes only by payments that were made in it. Currencies are never added together.
     */
    get(query?: GetOverviewQuery, options?: CallOptions): Call<Overview>
  }
  readonly payeeProviders: {
    /** Add a provider that is asked about payees; its secret is sealed and never answered. */
    create(body: NewPayeeProviderInput, options?: CallOptions): Call<PayeeProvider>
    /** Ask a provider nothing new; what it was asked is brought to its end. */
    disable(id: string, options?: CallOptions): Call<PayeeProvider>
    /** Let a provider be asked again. */
    enable(id: string, options?: CallOptions): Call<PayeeProvider>
    /** List the providers that are asked about payees, the first that fits first. */
    list(options?: CallOptions): Call<{
      readonly data: readonly PayeeProvider[]
    }>
  }
  readonly payeeVerifications: {
    /**
     * Keep what a payer decided after they were warned.
     * It proves that the payer was warned, which decides who is liable. It can never be changed: a later decision is kept beside it, and counts.
     */
    consent(id: string, body: NewPayeeConsentInput, options?: CallOptions): Call<PayeeConsent>
    /**
     * Ask the payee’s bank whether an account belongs to a name.
     * 201 with the answer, whatever it is: a name that does not match is no error. 202 while there is none; it is then asked again by itself, and is `not_possible` in the end. No money moves by asking.
     */
    create(body?: NewPayeeVerificationInput, options?: CallOptions): Call<PayeeVerification>
    /** Get what a bank said about a payee. */
    get(id: string, options?: CallOptions): Call<PayeeVerification>
    /** List verifications of payees, newest first. */
    list(query?: ListPayeeVerificationsQuery, options?: CallOptions): List<PayeeVerification>
    /** Waits for the outcome: `completed`. Errors: OutcomeUnknownError when it takes longer than `timeout_ms`. */
    wait(id: string, options?: WaitOptions): Promise<PayeeVerification>
    readonly consents: {
      /** List what a payer decided, in the order in which they did. */
      list(id: string, options?: CallOptions): Call<{
        readonly data: readonly PayeeConsent[]
      }>
    }
  }
  readonly paymentMethods: {
    /**
     * Give a payment method to a customer.
     * A repeat changes nothing.
     */
    attach(id: string, body: AttachPaymentMethodInput, options?: CallOptions): Call<PaymentMethod>
    /**
     * Keep a card token for use again.
     * An id you choose makes a repeat safe: the same content answers the payment method.
     */
    create(body: NewPaymentMethodInput, options?: CallOptions): Call<PaymentMethod>
    /**
     * Take a payment method from its customer, for ever.
     * Consent ends; billing details and metadata are erased. A repeat changes nothing.
     */
    detach(id: string, options?: CallOptions): Call<PaymentMethod>
    /** Get a payment method. */
    get(id: string, options?: CallOptions): Call<PaymentMethod>
    /** List payment methods, of a customer or all, newest first. */
    list(query?: ListPaymentMethodsQuery, options?: CallOptions): List<PaymentMethod>
    /**
     * Change billing details, consent or metadata of a payment method.
     * A field that is not named stays; null empties one. Billing details are replaced as a whole. In metadata, null takes a key away.
     */
    update(id: string, body: PaymentMethodPatchInput, options?: CallOptions): Call<PaymentMethod>
  }
  readonly paymentOrders: {
    /** Take back a payment order that is in no file yet. */
    cancel(id: string, body: PaymentOrderReasonInput, options?: CallOptions): Call<PaymentOrder>
    /** Say that somebody has looked at a payment order, and what came of it. */
    closeReview(id: string, body: PaymentOrderReasonInput, options?: CallOptions): Call<PaymentOrder>
    /**
     * Order payments to, or collections from, bank accounts; all of them or none.
     * A payment’s money is set aside in the ledger at once. Where others have to agree to payouts, payments are refused here: make payouts. Orders wait for the file of their cut-off; `settles_at` says when the money moves, and `finality` until when it may come back.
     */
    create(body: NewPaymentOrdersInput, options?: CallOptions): Call<PaymentOrders>
    /** Get a payment order. */
    get(id: string, options?: CallOptions): Call<PaymentOrder>
    /** List payment orders, newest first. */
    list(query?: ListPaymentOrdersQuery, options?: CallOptions): List<PaymentOrder>
    /**
     * Ask for a credit transfer of SEPA back that was paid already.
     * Within 10 banking days for DUPL and TECH, 13 months otherwise, and once for each payment. The other bank answers within 15 banking days: with the money, or with a reason why not. The request goes out in a file, and for SEPA Instant over the bank’s gateway. FedNow and RTP are refused: ask your bank.
     */
    recall(id: string, body: NewRecallInput, options?: CallOptions): Call<Recall>
    /**
     * Say what became of an instant payment that the rail never told of.
     * Only when the rail looks back no further. Ask the bank first: `rejected` frees the money, and frees it wrongly if the payment did arrive.
     */
    resolve(id: string, body: PaymentOrderResolutionInput, options?: CallOptions): Call<PaymentOrder>
    /** Send an ACH entry that came back once more, where its return code allows it. */
    retry(id: string, body?: PaymentOrderRetryInput, options?: CallOptions): Call<PaymentOrder>
    /** Collect a fee for a debit that came back for want of funds. */
    returnFee(id: string, body: ReturnFeeInput, options?: CallOptions): Call<PaymentOrder>
    /**
     * Undo an ACH entry, or a collection of SEPA, that settled by mistake.
     * Nacha allows it for five mistakes, within 24 hours of their discovery and five banking days of settlement; SEPA for collections, within five banking days. Answers the order of the reversal.
     */
    reverse(id: string, body: ReversalReasonInput, options?: CallOptions): Call<PaymentOrder>
    /** What happened to a payment order, oldest first. */
    timeline(id: string, options?: CallOptions): Call<PaymentOrderTimeline>
    /** Waits for the outcome: `settled`, `returned`, `rejected`, `cancelled`, `reversed`. Errors: OutcomeUnknownError when it takes longer than `timeout_ms`. */
    wait(id: string, options?: FinalWaitOptions): Promise<PaymentOrder>
  }
  readonly paymentRequests: {
    /** Take a request for payment back. The debtor may have paid by then. */
    cancel(id: string, body: PaymentRequestReasonInput, options?: CallOptions): Call<PaymentRequest>
    /**
     * Ask somebody to pay you at once.
     * An id you choose makes a repeat safe: the same content answers the request.
     */
    create(body: NewPaymentRequestInput, options?: CallOptions): Call<PaymentRequest>
    /** Get a request for payment. */
    get(id: string, options?: CallOptions): Call<PaymentRequest>
    /** List requests for payment, newest first. */
    list(query?: ListPaymentRequestsQuery, options?: CallOptions): List<PaymentRequest>
    /** Waits for the outcome: `paid`, `declined`, `expired`, `cancelled`, `failed`. Errors: OutcomeUnknownError when it takes longer than `timeout_ms`. */
    wait(id: string, options?: WaitOptions): Promise<PaymentRequest>
  }
  readonly payments: {
    /**
     * Let a payment go on that the risk rules put to review.
     * It goes on as a confirmation would: it is routed and sent, or its cardholder is asked for first where the law or a rule wants it. What blocks the payment by now still does; it then stays in review.
     */
    approve(id: string, body?: ApprovePaymentInput, options?: CallOptions): Call<Payment>
    /**
     * Give a payment up, and give back what it holds.
     * With `amount` only that part is given back, where the acquirer can.
     */
    cancel(id: string, body?: CancelPaymentInput, options?: CallOptions): Call<Payment>
    /**
     * Capture what a payment holds, or a part of it.
     * Several captures are possible where the acquirer takes them; `final` gives the rest back.
     */
    capture(id: string, body?: CapturePaymentInput, options?: CallOptions): Call<Payment>
    /** Send a payment that waits, or try a declined one again. */
    confirm(id: string, body?: ConfirmPaymentInput, options?: CallOptions): Call<Payment>
    /**
     * Make a card payment.
     * Scores and routes it, asks an acquirer, and answers what came of it: 201 when the outcome is known, 202 while it is not (it is found out by asking, never by sending again), 402 when the card was declined or the risk rules refused it; the payment exists in each case.
     */
    create(body: NewPaymentInput, options?: CallOptions): Call<Payment>
    /** Get a payment as it stands. */
    get(id: string, options?: CallOptions): Call<Payment>
    /**
     * Raise what a payment holds.
     * The amount is the new total.
     */
    increment(id: string, body: IncrementPaymentInput, options?: CallOptions): Call<Payment>
    /**
     * List payments, newest first.
     * By merchant, customer, your own reference, the attempt that an acquirer names, or what they wait for.
     */
    list(query?: ListPaymentsQuery, options?: CallOptions): List<Payment>
    /**
     * Get the receipt of a payment, for its payer.
     * What was captured and what was given back, as fields and as text to print.
     */
    receipt(id: string, options?: CallOptions): Call<Receipt>
    /**
     * End a payment that the risk rules put to review.
     * Nothing is ever sent. The payment is `blocked` for good, and its `review` says who rejected it and why.
     */
    reject(id: string, body: RejectPaymentInput, options?: CallOptions): Call<Payment>
    /**
     * Read everything that happened to a payment, in order.
     * What was sent to acquirers, what they said and how it was learned (late answers and vain inquiries too), what moved in the ledger, who decided what, and what was told as events. Oldest first.
     */
    timeline(id: string, query?: GetPaymentTimelineQuery, options?: CallOptions): List<TimelineEntry>
    /** Waits for the outcome: `declined`, `partially_captured`, `succeeded`, `canceled`, `expired`, `blocked`, `reversed`, `authorized`. Errors: OutcomeUnknownError when it takes longer than `timeout_ms`. */
    wait(id: string, options?: FinalWaitOptions): Promise<Payment>
  }
  readonly payoutDestinations: {
    /** Have somebody else look at the details of a bank account, so that payouts need not wait. */
    ask(body: PayoutDestinationInput, options?: CallOptions): Call<Approval>
  }
  readonly payouts: {
    /** Take back a payout that no bank has yet. */
    cancel(id: string, body: PayoutReasonInput, options?: CallOptions): Call<Payout>
    /**
     * Pay money of a ledger account out to a bank account.
     * The money is set aside at once. Others may have to agree first, and it may have to wait: `requirements` says why. `decision` says which rail it takes, and why not another.
     */
    create(body: NewPayoutInput, options?: CallOptions): Call<Payout>
    /** Get a payout. */
    get(id: string, options?: CallOptions): Call<Payout>
    /** List payouts, newest first. */
    list(query?: ListPayoutsQuery, options?: CallOptions): List<Payout>
    /** Waits for the outcome: `settled`, `failed`, `denied`, `cancelled`, `expired`. Errors: OutcomeUnknownError when it takes longer than `timeout_ms`. */
    wait(id: string, options?: FinalWaitOptions): Promise<Payout>
    readonly attempts: {
      /** List the payment orders that were made for a payout, and why each took its rail. */
      list(id: string, options?: CallOptions): Call<PayoutAttempts>
    }
  }
  readonly rails: {
    /** Get a bank rail. */
    get(id: string, options?: CallOptions): Call<Rail>
    /**
     * List the bank rails: what each can do, its limits, and when it closes next.
     * Times follow the clock of your sandbox. Limits and windows are those of the rails; a bank may have narrower ones.
     */
    list(options?: CallOptions): Call<Rails>
  }
  readonly recalls: {
    /** Get a recall, and what the other bank said. */
    get(id: string, options?: CallOptions): Call<Recall>
    /** List recalls, newest first. */
    list(query?: ListRecallsQuery, options?: CallOptions): List<Recall>
    /** Waits for the outcome: `refused`, `returned`. Errors: OutcomeUnknownError when it takes longer than `timeout_ms`. */
    wait(id: string, options?: WaitOptions): Promise<Recall>
  }
  readonly receivingAccounts: {
    /** Let no more instant payments in under an account number. */
    close(id: string, body?: CloseReceivingAccountInput, options?: CallOptions): Call<ReceivingAccount>
    /**
     * Let instant payments to an account number of yours in, for a ledger account.
     * The same number again belongs to the ledger account that is named last.
     */
    create(body: NewReceivingAccountInput, options?: CallOptions): Call<ReceivingAccount>
    /** List the account numbers under which instant payments come in. */
    list(query?: ListReceivingAccountsQuery, options?: CallOptions): List<ReceivingAccount>
  }
  readonly reconciliation: {
    /**
     * Get the proofs of what acquirers owe.
     * Of a day or, without one, the latest of each account and currency. The ledger’s receivable must be the claims that no report has named, and the reports that are booked and not paid out.
     */
    proof(query?: GetReconciliationProofQuery, options?: CallOptions): Call<ReconciliationProofs>
    readonly accounts: {
      /** Reconcile an account no more; what was matched stays to be read. */
      close(id: string, options?: CallOptions): Call<ReconciliationAccount>
      /**
       * Reconcile a bank account with a ledger account from now on.
       * The ledger account should have what the bank had before the first day that counts; a difference is shown in every proof. An id you choose makes a repeat safe.
       */
      create(body: NewReconciliationAccountInput, options?: CallOptions): Call<ReconciliationAccount>
      /**
       * Export the lines of an account as CSV, each with what became of it.
       * Of any length. Amounts are minor units without a sign in `money_in` and `money_out`; texts that a spreadsheet would run as formulas begin with an apostrophe.
       */
      export(id: string, options?: CallOptions): Call<ReconciledLine | string>
      /** Get a reconciliation account. */
      get(id: string, options?: CallOptions): Call<ReconciliationAccount>
      /** List reconciliation accounts, newest first. */
      list(query?: ListReconciliationAccountsQuery, options?: CallOptions): List<ReconciliationAccount>
      /** Match an account now, and not only when a statement comes and at night. */
      match(id: string, options?: CallOptions): Call<ReconciliationAccount>
    }
    readonly breaks: {
      /** Say who looks after a break; null is nobody. */
      assign(id: string, body: AssignBreakInput, options?: CallOptions): Call<ReconciliationBreak>
      /** Get a break. */
      get(id: string, options?: CallOptions): Call<ReconciliationBreak>
      /** List what does not match, oldest first. */
      list(query?: ListReconciliationBreaksQuery, options?: CallOptions): List<ReconciliationBreak>
      /**
       * Say that a break is explained.
       * Only where no money waits in the suspense account; such a break is written off.
       */
      resolve(id: string, body: ResolveBreakInput, options?: CallOptions): Call<ReconciliationBreak>
      /**
       * Move what is left of a break to the ledger account that bears it.
       * What waits in the merchant’s pending balance becomes available, unless that balance bears it.
       */
      writeOff(id: string, body: WriteOffBreakInput, options?: CallOptions): Call<ReconciliationBreak>
    }
    readonly matches: {
      /** Say yes to a proposal: answers the match that it becomes. */
      confirm(id: string, body?: ConfirmMatchInput, options?: CallOptions): Call<ReconciliationMatch>
      /**
       * Say which lines and transfers are the same money.
       * Lines alone can be matched when they come to nothing, or when an account bears them, such as one of fees.
       */
      create(body: NewReconciliationMatchInput, options?: CallOptions): Call<ReconciliationMatch>
      /** Get a match, or a proposal. */
      get(id: string, options?: CallOptions): Call<ReconciliationMatch>
      /** List matches and proposals, the latest first. */
      list(query?: ListReconciliationMatchesQuery, options?: CallOptions): List<ReconciliationMatch>
      /**
       * Undo a match, or say no to a proposal.
       * Lines and transfers are unmatched again, and no rule makes the same match once more.
       */
      undo(id: string, body?: UndoMatchInput, options?: CallOptions): Call<ReconciliationMatch>
    }
    readonly proofs: {
      /**
       * List the nightly proofs of bank accounts, the latest first.
       * The bank’s closing balance, less the ledger’s at the end of that day, must be what is known to be unmatched.
       */
      list(query?: ListReconciliationProofsQuery, options?: CallOptions): List<ReconciliationBankProof>
    }
    readonly rules: {
      /**
       * Make a new version of the rules; it holds from the next run on.
       * Each pass is `auto`, `propose` (a person confirms) or `off`. Earlier versions are kept.
       */
      create(body: NewMatchingRulesInput, options?: CallOptions): Call<MatchingRuleVersion>
      /** Get the rules by which lines and transfers are matched. */
      get(options?: CallOptions): Call<MatchingRuleVersion>
    }
  }
  readonly refunds: {
    /**
     * Give a payment back, or a part of it.
     * Several are possible, together at most what was captured and is not disputed. `pending` until the acquirer says what came of it.
     */
    create(body: NewRefundInput, options?: CallOptions): Call<Refund>
    /** Get a refund as it stands. */
    get(id: string, options?: CallOptions): Call<Refund>
    /** List refunds, newest first. */
    list(query?: ListRefundsQuery, options?: CallOptions): List<Refund>
    /** Waits for the outcome: `succeeded`, `failed`. Errors: OutcomeUnknownError when it takes longer than `timeout_ms`. */
    wait(id: string, options?: FinalWaitOptions): Promise<Refund>
  }
  readonly requestLogs: {
    /**
     * Group what failed by error and operation, the most frequent first.
     * At most 50 groups, over the newest 100,000 failures of the time asked for.
     */
    errors(query?: GroupRequestErrorsQuery, options?: CallOptions): Call<{
      /** Beginning of the first hour that was counted. */
      readonly since: string
      /** All of them, kept in the log or not. */
      readonly requests: number
      /** Those that were answered with 400 or more. */
      readonly failures: number
      /** Requests that the log does not hold, because there were too many at once. */
      readonly unkept: number
      /** Failures among them: the groups do not know them. */
      readonly unkept_failures: number
      readonly data: readonly RequestErrorGroup[]
    }>
    /** Get one request by its id. */
    get(id: string, options?: CallOptions): Call<RequestLog>
    /**
     * List the requests that were made, newest first.
     * Of the last 14 days, a second or so after they were answered. No body and no header is kept, and of a path and a query only ids and names. Of a busy second only some successful requests are kept: how many there were beside them is in `GET /v1/request-logs/errors`.
     */
    list(query?: ListRequestLogsQuery, options?: CallOptions): List<RequestLog>
    readonly versions: {
      /**
       * List the API versions there are, and who still asks in each.
       * Counts every request, kept in the log or not.
       */
      list(query?: ListVersionsInUseQuery, options?: CallOptions): Call<{
        /** Beginning of the first hour that was counted. */
        readonly since: string
        readonly data: readonly ApiVersionUse[]
      }>
    }
  }
  readonly risk: {
    readonly assessments: {
      /**
       * Try out what the active rules would decide about a payment.
       * Nothing is counted and nothing is kept: for tuning rules.
       */
      create(body: RiskAssessmentInputInput, options?: CallOptions): Call<RiskAssessment>
    }
    readonly lists: {
      /**
       * Make a list of cards, addresses, countries and so on.
       * It is empty at first. Kind and effect never change. A repeat returns the list as it is.
       */
      create(body: NewRiskListInput, options?: CallOptions): Call<RiskList>
      /** Delete a risk list with its items. */
      delete(id: string, options?: CallOptions): Call<null>
      /** Get a risk list. */
      get(id: string, options?: CallOptions): Call<RiskList>
      /** List the risk lists. */
      list(query?: ListRiskListsQuery, options?: CallOptions): List<RiskList>
      readonly items: {
        /**
         * Put values on a risk list.
         * They count for every payment from now on. One that stands there already gets the new expiry. Networks have /8, /16 or /24 (IPv4), /32, /48 or /64 (IPv6).
         */
        create(id: string, body: {
          readonly items: readonly {
            readonly value: string
            /** By the tenant’s clock; it counts no more from then on. For ever when absent. RFC 3339, or a day: its first moment in UTC. */
            readonly expires_at?: string | undefined
          }[]
        }, options?: CallOptions): Call<RiskList>
        /** List what stands on a risk list. */
        list(id: string, query?: ListRiskListItemsQuery, options?: CallOptions): List<RiskListItem>
        /**
         * Take values off a risk list.
         * A value that does not stand there is passed over.
         */
        remove(id: string, body: {
          readonly values: readonly string[]
        }, options?: CallOptions): Call<RiskList>
      }
    }
    readonly rules: {
      /**
       * Let a version of the risk rules decide, everywhere within a second.
       * An earlier version can be activated again. A repeat does nothing.
       */
      activate(id: string, options?: CallOptions): Call<RiskRuleSet>
      /**
       * Store a new version of the risk rules.
       * It decides nothing until it is activated. Of several rules that hold, the strongest decides: block, review, challenge, allow. Rules that contradict themselves, or can never matter, are refused.
       */
      create(body: NewRiskRuleSetInput, options?: CallOptions): Call<RiskRuleSet>
      /** Get a version of the risk rules; `active` for the one that decides now. */
      get(id: string, options?: CallOptions): Call<RiskRuleSet>
      /** List the versions of the risk rules, newest first. */
      list(query?: ListRiskRuleSetsQuery, options?: CallOptions): List<RiskRuleSet>
    }
  }
  readonly routing: {
    /**
     * Show how well each acquirer account answers.
     * One breaker for each account and operation that was called, as this process of the server sees it. Open: payments go elsewhere. Half open: a few try it.
     */
    health(options?: CallOptions): Call<RoutingHealth>
    readonly decisions: {
      /** Get why an attempt went where it went. */
      get(id: string, options?: CallOptions): Call<StoredRoutingDecision>
      /**
       * List why attempts went where they went, newest first.
       * One for each attempt, with what routing and risk saw, the candidates and why each stands where it does, and who was left out. A payment that was never sent has none.
       */
      list(query?: ListRoutingDecisionsQuery, options?: CallOptions): List<StoredRoutingDecision>
    }
    readonly rules: {
      /**
       * Route payments by this version from now on.
       * At once where it is called, within seconds everywhere. A repeat does nothing.
       */
      activate(id: string, options?: CallOptions): Call<RoutingRuleSet>
      /** Check routing rules without storing them. */
      check(body: RoutingRulesInput, options?: CallOptions): Call<RoutingCheck>
      /**
       * Write the next version of the routing rules.
       * It decides nothing until it is activated. The reply says what the static check found: rules that can never decide, payments that no rule takes, accounts named in vain. An account that is not there is refused.
       */
      create(body: NewRoutingRuleSetInput, options?: CallOptions): Call<RoutingRuleSetWithCheck>
      /** Get one version of the routing rules. */
      get(id: string, options?: CallOptions): Call<RoutingRuleSet>
      /** List the versions of the routing rules, newest first, without the rules themselves. */
      list(query?: ListRoutingRulesQuery, options?: CallOptions): List<RoutingRuleSetSummary>
    }
    readonly simulations: {
      /**
       * Ask where payments would go, without any effect.
       * By the active rules, by those of another version (`rule_set`), or by rules that are not stored (`rules`; they win). Accounts and their health are the present ones. A payment without an id gets one, so a split sends it anywhere in its proportions.
       */
      create(body: {
        readonly payments: readonly RoutedPaymentInput[]
        readonly rule_set?: string | undefined
        readonly rules?: RoutingRulesInput | undefined
      }, options?: CallOptions): Call<RoutingSimulation>
    }
  }
  readonly sandbox: {
    /**
     * Start anew: an empty sandbox under the same keys.
     * A new sandbox takes the name and all keys over. The old one’s clock stops, and what stood in it is not erased, but no key leads there any more: customers, payments, rules, webhook endpoints and events are gone from view.
     */
    reset(options?: CallOptions): Call<FreshSandbox>
    readonly clock: {
      /**
       * Move the sandbox’s clock forward, by a duration or to a time.
       * The sandbox lives through that time in order: jobs, holds, inquiries, callbacks, settlements and disputes happen when they are due. 200 when it has arrived, 202 while it is on its way. Exactly one of `by_ms` and `to` is given.
       */
      advance(body: {
        readonly by_ms?: number | undefined
        /** RFC 3339, or a day: its first moment in UTC. */
        readonly to?: string | undefined
      }, options?: CallOptions): Call<SandboxClock>
      /** Stop the sandbox’s clock where it stands. */
      freeze(options?: CallOptions): Call<SandboxClock>
      /** Get the sandbox’s clock, and how far it has come when it is on its way. */
      get(options?: CallOptions): Call<SandboxClock>
      /** Let the sandbox’s clock run again. */
      resume(options?: CallOptions): Call<SandboxClock>
      /** Waits for the outcome: `ready`. Errors: OutcomeUnknownError when it takes longer than `timeout_ms`. */
      wait(options?: WaitOptions): Promise<SandboxClock>
    }
    readonly events: {
      /**
       * Make an event happen, to an object of yours or to one made for it.
       * Nothing is made up: the calls are made that lead to the event, or the card world does what leads to it. The event follows as any other does.
       */
      simulate(body: {
        readonly type: string
        /** Its id. */
        readonly object?: string | undefined
      }, options?: CallOptions): Call<TriggeredEvent>
      /** List every type of event, and whether and how it can be triggered. */
      triggers(options?: CallOptions): Call<{
        readonly data: readonly EventTrigger[]
      }>
    }
    readonly faults: {
      /** Take all faults away. */
      delete(options?: CallOptions): Call<SandboxFaults>
      /** List the faults that stand, and how often each has struck. */
      get(options?: CallOptions): Call<SandboxFaults>
      /** Let things go wrong at the simulated acquirers; replaces what was set before. */
      replace(body: {
        readonly faults: readonly NewSandboxFaultInput[]
      }, options?: CallOptions): Call<SandboxFaults>
    }
  }
  readonly sandboxes: {
    /** Create another sandbox of the organization; its keys are shown once. */
    create(body: {
      readonly name: string
    }, options?: CallOptions): Call<TenantWithKeys>
    /** List the sandboxes of the organization, newest first. */
    list(query?: ListSandboxesQuery, options?: CallOptions): List<Tenant>
  }
  readonly settlements: {
    /** Get a settlement report. */
    get(id: string, options?: CallOptions): Call<Settlement>
    /** List settlement reports, latest first. */
    list(query?: ListSettlementsQuery, options?: CallOptions): List<Settlement>
    /** Waits for the outcome: `reconciled`, `quarantined`. Errors: OutcomeUnknownError when it takes longer than `timeout_ms`. */
    wait(id: string, options?: WaitOptions): Promise<Settlement>
    readonly lines: {
      /** List the booked lines of a settlement report, in its order. */
      list(id: string, query?: ListSettlementLinesQuery, options?: CallOptions): List<SettlementLine>
    }
  }
  readonly tenant: {
    /** Get the tenant that the key belongs to, and what the key may do. */
    get(options?: CallOptions): Call<OwnTenant>
  }
  readonly tokens: {
    /**
     * Put a card into the vault and get a token for it.
     * Served on the vault’s own address only; the rest of Florin never sees a card number. A publishable key may do this, and nothing else.
     */
    create(body: {
      readonly card: CardDetailsInput
    }, options?: CallOptions): Call<CardToken>
    /** Get what may be seen of a card token. */
    get(id: string, options?: CallOptions): Call<CardToken>
  }
  readonly transferGrants: {
    /** Let another tenant of your organization send money to you. */
    create(body: NewTransferGrantInput, options?: CallOptions): Call<TransferGrant>
    /** List who may send money to you, newest first. */
    list(query?: ListTransferGrantsQuery, options?: CallOptions): List<TransferGrant>
    /** Let another tenant send no more money to you. */
    revoke(id: string, options?: CallOptions): Call<TransferGrant>
  }
  readonly transfers: {
    /**
     * Send money to another tenant of your organization.
     * The other tenant has to let you, by a transfer grant. The money leaves the account at once and arrives a moment later; what cannot be taken over there comes back.
     */
    create(body: NewTenantTransferInput, options?: CallOptions): Call<TenantTransfer>
    /** Get a transfer to or from another tenant. */
    get(id: string, options?: CallOptions): Call<TenantTransfer>
    /** List transfers to and from other tenants of your organization, newest first. */
    list(query?: ListTenantTransfersQuery, options?: CallOptions): List<TenantTransfer>
    /** Compare your books with those of every tenant that you have exchanged money with. */
    proof(options?: CallOptions): Call<TenantTransferProofs>
    /** Waits for the outcome: `completed`, `returned`. Errors: OutcomeUnknownError when it takes longer than `timeout_ms`. */
    wait(id: string, options?: FinalWaitOptions): Promise<TenantTransfer>
  }
  readonly vault: {
    readonly rotations: {
      /** Begin a new sealing key; while a rotation runs, that one is answered. */
      create(body: {
        /** `card`, or the purpose of another module’s secrets. */
        readonly purpose: string
      }, options?: CallOptions): Call<KeyRotation>
      /** See how far rotations of sealing keys have come: the newest hundred. */
      list(options?: CallOptions): Call<{
        readonly data: readonly KeyRotation[]
      }>
    }
  }
  readonly webhookDeliveries: {
    /** Get a delivery with what was sent and answered in each attempt. */
    get(id: string, options?: CallOptions): Call<WebhookDeliveryWithAttempts>
    /** List deliveries of webhooks, newest first. */
    list(query?: ListWebhookDeliveriesQuery, options?: CallOptions): List<WebhookDelivery>
    /**
     * Send a delivery once more, with its schedule begun anew.
     * Under the same `webhook-id`, so that a receiver who has it knows.
     */
    redeliver(id: string, options?: CallOptions): Call<WebhookDelivery>
    /** Waits for the outcome: `succeeded`, `dead`, `canceled`. Errors: OutcomeUnknownError when it takes longer than `timeout_ms`. */
    wait(id: string, options?: WaitOptions): Promise<WebhookDeliveryWithAttempts>
  }
  readonly webhookEndpoints: {
    /**
     * Have events sent to a URL; the signing secret is shown once.
     * Events are signed as Standard Webhooks says, and sent again after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h until a 2xx comes. An endpoint that only failed for five days is disabled; its events are held and sent when it is enabled.
     */
    create(body: NewWebhookEndpointInput, options?: CallOptions): Call<WebhookEndpointWithSecret>
    /** Delete a webhook endpoint; what was not sent is canceled. */
    delete(id: string, options?: CallOptions): Call<null>
    /**
     * Disable a webhook endpoint; its events are held.
     * A repeat does nothing.
     */
    disable(id: string, options?: CallOptions): Call<WebhookEndpoint>
    /**
     * Enable a webhook endpoint; what was held is sent.
     * A repeat does nothing.
     */
    enable(id: string, options?: CallOptions): Call<WebhookEndpoint>
    /** Get a webhook endpoint. */
    get(id: string, options?: CallOptions): Call<WebhookEndpoint>
    /** List webhook endpoints. */
    list(query?: ListWebhookEndpointsQuery, options?: CallOptions): List<WebhookEndpoint>
    /**
     * Send everything since a moment once more.
     * `since` is by the tenant’s clock. `which: failed` leaves out what was taken. `dry_run` only counts. What waits or is held goes out by itself and is not counted.
     */
    recover(id: string, body: {
      /** RFC 3339, or a day: its first moment in UTC. */
      readonly since: string
      readonly which?: 'all' | 'failed' | undefined
      readonly dry_run?: boolean | undefined
    }, options?: CallOptions): Call<WebhookRecovery>
    /**
     * Replace the signing secret; the new one is shown once.
     * While they overlap, every delivery is signed with both, so receivers can change over in peace.
     */
    rotateSecret(id: string, body?: {
      /** How long the secret before signs as well; 86400000 (a day) when absent. */
      readonly overlap_ms?: number | undefined
    }, options?: CallOptions): Call<WebhookEndpointWithSecret>
    /**
     * Send a signed test event at once and say what came of it.
     * Its type is `webhook_endpoint.test`. It is sent once, and not kept.
     */
    test(id: string, options?: CallOptions): Call<WebhookTest>
    /** Change a webhook endpoint; what is absent stays. */
    update(id: string, body?: WebhookEndpointChangeInput, options?: CallOptions): Call<WebhookEndpoint>
  }
}
