// Made by `npm run gen` from the OpenAPI document.

export type AcquirerAccount = {
  readonly id: string
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
  /** Null: no 3-D Secure is to be had. */
  readonly three_ds_url: string | null
  /** Null: any. */
  readonly currencies: readonly string[] | null
  readonly schemes: readonly ('visa' | 'mastercard' | 'amex' | 'discover' | 'diners' | 'jcb' | 'unionpay' | 'maestro')[]
  readonly state: 'enabled' | 'disabled'
  /** Lower comes first where no routing rule says otherwise. */
  readonly priority: number
  /** Where the acquirer is told to send callbacks. */
  readonly callback_url: string
  readonly created_at: string
}

export type Address = {
  readonly line1: string | null
  readonly line2: string | null
  readonly city: string | null
  readonly region: string | null
  readonly postal_code: string | null
  readonly country: string
}

export type Amount = {
  /** Minor units of `currency`. */
  readonly value: string
  readonly currency: string
}

export type AmountInput = {
  /** Minor units of `currency`: cents for USD, yen for JPY. */
  readonly value: string | number
  readonly currency: string
}

export type ApiKey = {
  readonly id: string
  readonly kind: 'secret' | 'publishable' | 'restricted'
  readonly mode: 'live' | 'sandbox'
  readonly name: string
  readonly status: 'active' | 'expired' | 'revoked'
  /** Enough of the secret to recognise it. */
  readonly hint: string
  /** Of a restricted key; the other kinds have theirs by kind. */
  readonly scopes: readonly string[]
  /** Addresses and CIDR ranges it may be used from; none: from anywhere. */
  readonly ip_allow: readonly string[]
  /** API version used when a request names none. */
  readonly version: string
  readonly created_by: string
  /** Times of keys are real time, also in a sandbox. */
  readonly created_at: string
  readonly expires_at: string | null
  readonly revoked_at: string | null
  readonly previous_valid_until: string | null
  /** To the minute. */
  readonly last_used_at: string | null
}

export type ApiKeyWithSecret = {
  readonly id: string
  readonly kind: 'secret' | 'publishable' | 'restricted'
  readonly mode: 'live' | 'sandbox'
  readonly name: string
  readonly status: 'active' | 'expired' | 'revoked'
  /** Enough of the secret to recognise it. */
  readonly hint: string
  /** Of a restricted key; the other kinds have theirs by kind. */
  readonly scopes: readonly string[]
  /** Addresses and CIDR ranges it may be used from; none: from anywhere. */
  readonly ip_allow: readonly string[]
  /** API version used when a request names none. */
  readonly version: string
  readonly created_by: string
  /** Times of keys are real time, also in a sandbox. */
  readonly created_at: string
  readonly expires_at: string | null
  readonly revoked_at: string | null
  readonly previous_valid_until: string | null
  /** To the minute. */
  readonly last_used_at: string | null
  /** The key itself, shown this once. It is not stored, so a replay has null here: rotate the key then. */
  readonly secret: string | null
}

export type ApiVersionUse = {
  readonly api_version: string
  readonly is_current: boolean
  readonly deprecated_on: string | null
  readonly sunset_on: string | null
  /** How to move on. */
  readonly guide: string | null
  /** All of them, kept in the log or not. */
  readonly requests: number
  /** Those that were answered with 400 or more. */
  readonly failures: number
  /** The last request in it, to the second. */
  readonly last_at: string | null
  /** The 20 busiest keys and members: who has to move before it goes. */
  readonly callers: readonly {
    readonly actor_id: string
    readonly requests: number
    readonly last_at: string
  }[]
}

export type Approval = {
  readonly id: string
  readonly subject: {
    readonly type: 'payout' | 'destination' | 'approval_policy'
    readonly id: string
  }
  readonly digest: string
  /** What exactly would be done. */
  readonly summary: Readonly<Record<string, unknown>>
  /** How many have to agree. */
  readonly needed: number
  /** How many have agreed. */
  readonly given: number
  readonly state: 'open' | 'approved' | 'denied' | 'expired' | 'withdrawn'
  readonly because: string | null
  readonly asked_by: string
  readonly votes: readonly {
    readonly voter: string
    readonly decision: 'approve' | 'deny'
    readonly because: string | null
    /** RFC 3339, UTC. */
    readonly voted_at: string
  }[]
  /** RFC 3339, UTC. */
  readonly asked_at: string
  /** RFC 3339, UTC. */
  readonly expires_at: string
  readonly closed_at: string | null
}

export type ApprovalDecisionInput = {
  readonly because?: string | undefined
  /** Of what you looked at: anything else is refused. */
  readonly digest?: string | undefined
}

export type ApprovalPolicy = {
  /** 0: the defaults. */
  readonly version: number
  readonly state: 'proposed' | 'active' | 'refused'
  /** For currencies that no threshold names. */
  readonly approvers_otherwise: number
  /** How long it is waited for them. */
  readonly approval_hours: number
  /** Days after somebody gave the details of a bank account. */
  readonly cooling_days: number
  /** Meanwhile payouts to it wait, or one more has to agree. */
  readonly cooling: 'wait' | 'approver'
  /** Where one more has to agree unless the payee was verified: nowhere, for euro, or always. */
  readonly payee_check: 'off' | 'where_required' | 'always'
  /** Whether another rail is tried after one surely refused. */
  readonly tries_other_rails: boolean
  readonly thresholds: readonly {
    readonly above: Amount
    readonly approvers: number
  }[]
  readonly costs: readonly {
    readonly rail: string
    readonly connection: string | null
    readonly fixed: Amount
    readonly same_day_fixed: Amount | null
  }[]
  readonly proposed_by: string
  /** RFC 3339, UTC. */
  readonly created_at: string
  /** RFC 3339, UTC. */
  readonly updated_at: string
}

export type ApprovePaymentInput = {
  /** For the record; the payer does not see it. */
  readonly reason?: string | undefined
}

export type AssignBreakInput = {
  readonly owner: string | null
}

export type AttachPaymentMethodInput = {
  readonly customer: string
}

export type AuditCheckpoint = {
  /** Signed note: keep it outside Florin and verify with it later. */
  readonly checkpoint: string
  readonly block: number
  /** The last event it vouches for. */
  readonly last_seq: number
  readonly sealed_at: string
}

export type AuditEvent = {
  readonly id: string
  /** Counts from 1 without gaps. */
  readonly seq: number
  /** RFC 3339, by the tenant’s clock. */
  readonly at: string
  readonly actor_type: string
  readonly actor_id: string
  readonly authenticated_by: string
  readonly on_behalf_of: string | null
  readonly ip: string | null
  readonly action: string
  readonly resource_type: string
  readonly resource_id: string
  /** SHA-256 of the object as canonical JSON (RFC 8785); null when it was not there. */
  readonly before_hash: string | null
  /** SHA-256 of the object as canonical JSON (RFC 8785); null when it was not there. */
  readonly after_hash: string | null
  readonly request_id: string
  /** Leaf of the Merkle tree: SHA-256(0x00 ‖ canonical event). */
  readonly leaf_hash: string
}

export type BalanceMonitor = {
  readonly id: string
  readonly account_id: string
  readonly field: 'posted' | 'pending_in' | 'pending_out' | 'available'
  readonly operator: 'lt' | 'lte' | 'gt' | 'gte'
  readonly threshold: Amount
  readonly hysteresis: Amount
  readonly is_triggered: boolean
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata: Readonly<Record<string, string>>
  /** RFC 3339, UTC. */
  readonly created_at: string
  /** When it was last triggered or cleared. */
  readonly changed_at: string
}

export type BalancesAfter = {
  readonly account: string
  /** Of the account, after this transfer. */
  readonly version: number
  readonly posted: Amount
  readonly pending_in: Amount
  readonly pending_out: Amount
  readonly available: Amount
}

export type BankAccount = {
  readonly id: string
  readonly country: string
  readonly currency: string
  readonly holder_name: string
  readonly holder_kind: 'individual' | 'business'
  readonly account_type: 'checking' | 'savings' | 'payment' | 'salary' | 'general_ledger' | 'loan' | null
  /** What names the bank: routing number, sort code, BIC; of an IBAN its country and bank code. */
  readonly bank: Readonly<Record<string, string>>
  /** The rails that the details are enough for. */
  readonly rails: readonly string[]
  /** The end of the account number; the rest is sealed and never answered. */
  readonly number_last4: string
  /** The same for the same account within your tenant. */
  readonly fingerprint: string
  readonly reference: string | null
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata: Readonly<Record<string, string>>
  readonly state: 'enabled' | 'needs_details' | 'frozen' | 'disabled'
  readonly because: string | null
  /** Grows by one with each change of the details. */
  readonly version: number
  /** When a person last gave the details; what a bank corrects does not count. */
  readonly details_given_at: string
  /** RFC 3339, UTC. */
  readonly created_at: string
  /** RFC 3339, UTC. */
  readonly updated_at: string
}

export type BankAccountAddressInput = {
  readonly lines: readonly string[]
  readonly city: string
  readonly region?: string | undefined
  readonly postcode?: string | undefined
  readonly country: string
}

export type BankAccountDetailsInput = {
  readonly country: string
  readonly currency: string
  readonly holder: BankAccountHolderInput
  /** The numbers, by field: `iban`; `routing_number` and `account_number`; `sort_code` and `account_number`; `bsb`, `clabe`, `ifsc` and others by country. Sealed, and never answered. */
  readonly account: Readonly<Record<string, string>>
  readonly account_type?: 'checking' | 'savings' | 'payment' | 'salary' | 'general_ledger' | 'loan' | undefined
  readonly purpose?: string | undefined
  /** Rails that the details must be enough for; absent: any one of the country’s. */
  readonly rails?: readonly string[] | undefined
}

export type BankAccountHolderInput = {
  readonly name: string
  readonly kind: 'individual' | 'business'
  readonly name_kana?: string | undefined
  readonly identification?: string | undefined
  readonly identification_type?: string | undefined
  readonly address?: BankAccountAddressInput | undefined
}

export type BankAccountReasonInput = {
  readonly because: string
}

export type BankAccountVerification = {
  readonly bank_account: string
  readonly method: 'prenote' | 'micro_entries'
  readonly orders: readonly string[]
  readonly state: 'pending' | 'verified' | 'failed'
  readonly because: string
  readonly usable_from: string | null
  /** How often wrong amounts were named; three end it. */
  readonly tries: number
  /** RFC 3339, UTC. */
  readonly created_at: string
  /** RFC 3339, UTC. */
  readonly updated_at: string
}

export type BankAccountVerifications = {
  readonly data: readonly BankAccountVerification[]
}

export type BankConnection = {
  readonly id: string
  /** The dialect that is spoken with the bank. */
  readonly bank: string
  readonly name: string
  readonly currency: string
  readonly rails: readonly ('ach' | 'sepa' | 'sepa_instant' | 'sepa_core' | 'sepa_b2b' | 'rtp' | 'fednow')[]
  readonly identity: BankIdentity
  readonly transport: BankTransport
  readonly bank_account: string
  readonly uncleared_account: string
  readonly shortfall_account: string
  readonly rules: BankRules
  readonly state: 'enabled' | 'disabled'
  readonly looked_at: string | null
  /** RFC 3339, UTC. */
  readonly created_at: string
  /** RFC 3339, UTC. */
  readonly updated_at: string
}

export type BankConnectionPatchInput = {
  readonly name?: string | undefined
  readonly rails?: readonly ('ach' | 'sepa' | 'sepa_instant' | 'sepa_core' | 'sepa_b2b' | 'rtp' | 'fednow')[] | undefined
  readonly identity?: BankIdentityInput | undefined
  readonly transport?: BankTransportInput | undefined
  readonly secrets?: BankSecretsInput | undefined
  readonly rules?: {
    /** How long before a deadline of the bank your file closes; 30 when absent. */
    readonly lead_minutes: number
    /** The bank answers each file. */
    readonly acknowledges: boolean
    /** ACH: each batch carries the entry against your own account. */
    readonly balanced: boolean
    /** Orders of one file at most; 100000 when absent. */
    readonly file_orders_max: number
    /** A return rate over the threshold stops new debits. */
    readonly gauges_block: boolean
  } | undefined
}

export type BankFile = {
  readonly id: string
  readonly name: string
  /** Of the bytes, in hex: the same bytes are the same file. */
  readonly sha256: string
  readonly bytes: number
  /** How it came. */
  readonly source: string
  /** Of a quarantined file some statements are kept out until a person has looked, of a refused one all. */
  readonly state: 'received' | 'loaded' | 'quarantined' | 'refused'
  readonly format: string | null
  readonly title: string | null
  readonly refused: number
  readonly noted: number
  /** The first hundred. */
  readonly faults: readonly FileFault[]
  /** RFC 3339, UTC. */
  readonly received_at: string
  readonly read_at: string | null
}

export type BankFinality = {
  readonly state: 'provisional' | 'final'
  readonly expected_final_at: string | null
  readonly reversible_until: string | null
  readonly because: string
}

/** How the bank knows you: for each rail what it needs. */
export type BankIdentity = {
  readonly ach?: {
    readonly immediate_destination: string
    readonly immediate_destination_name: string
    /** What the bank gave you to put into the file header: often 1 and your tax number. */
    readonly immediate_origin: string
    readonly immediate_origin_name: string
    readonly odfi_routing_number: string
    readonly company_id: string
    readonly company_name: string
    readonly offset_account_number?: string
  }
  readonly sepa?: {
    readonly iban: string
    readonly bic: string
    readonly name: string
    readonly initiating_party_id: string
    readonly creditor_id?: string
  }
  readonly instant?: {
    /** A routing number for RTP and FedNow, a BIC for SEPA. */
    readonly agent: string
    readonly account: string
    readonly name: string
    readonly url: string
  }
}

/** How the bank knows you: for each rail what it needs. */
export type BankIdentityInput = {
  readonly ach?: {
    readonly immediate_destination: string
    readonly immediate_destination_name: string
    /** What the bank gave you to put into the file header: often 1 and your tax number. */
    readonly immediate_origin: string
    readonly immediate_origin_name: string
    readonly odfi_routing_number: string
    readonly company_id: string
    readonly company_name: string
    readonly offset_account_number?: string | undefined
  } | undefined
  readonly sepa?: {
    readonly iban: string
    readonly bic: string
    readonly name: string
    readonly initiating_party_id: string
    readonly creditor_id?: string | undefined
  } | undefined
  readonly instant?: {
    /** A routing number for RTP and FedNow, a BIC for SEPA. */
    readonly agent: string
    readonly account: string
    readonly name: string
    readonly url: string
  } | undefined
}

export type BankNotice = {
  readonly id: string
  readonly connection: string
  readonly file: string
  /** Where in the bank’s file it stands, from 1: its line, or for XML the how-manieth payment. */
  readonly line: number
  readonly kind: 'unknown_trace' | 'amount_differs' | 'rdfi_differs' | 'state_differs' | 'duplicate_return' | 'untimely_return' | 'return_of_reversed' | 'dishonored_return' | 'contested_return' | 'unknown_change' | 'unknown_payment' | 'recall_received' | 'contradictory_status' | 'payment_requested'
  /** As the bank names the payment: ACH a trace number, SEPA an end_to_end_id. */
  readonly reference: string
  readonly reason_code: string
  readonly amount: Amount
  readonly order: string | null
  readonly receipt: string | null
  readonly because: string
  readonly state: 'open' | 'closed'
  readonly closed_because: string | null
  /** RFC 3339, UTC. */
  readonly created_at: string
  readonly closed_at: string | null
}

export type BankNoticeReasonInput = {
  readonly because: string
}

export type BankRules = {
  /** How long before a deadline of the bank your file closes; 30 when absent. */
  readonly lead_minutes: number
  /** The bank answers each file. */
  readonly acknowledges: boolean
  /** ACH: each batch carries the entry against your own account. */
  readonly balanced: boolean
  /** Orders of one file at most; 100000 when absent. */
  readonly file_orders_max: number
  /** A return rate over the threshold stops new debits. */
  readonly gauges_block: boolean
}

/** Sealed, and never answered. */
export type BankSecretsInput = {
  readonly password?: string | undefined
  /** Ed25519, ECDSA or RSA, in the form of OpenSSH or PEM. */
  readonly private_key?: string | undefined
  readonly passphrase?: string | undefined
  /** Sent as a bearer token over HTTPS. */
  readonly token?: string | undefined
}

export type BankStatement = {
  readonly id: string
  readonly file: string
  /** In the file, from 1. */
  readonly number: number
  readonly format: string
  /** The bank’s own name of it. */
  readonly reference: string
  /** The same account is the same key within your tenant. */
  readonly account_key: string
  readonly account_last4: string
  readonly currency: string
  readonly sequence_number: number | null
  readonly page_number: number | null
  readonly from_on: string | null
  readonly to_on: string | null
  /** An interim statement may be followed by one with the same lines. */
  readonly coverage: 'final' | 'interim'
  readonly opening: Amount | null
  readonly closing: Amount | null
  readonly line_count: number
  /** A quarantined statement is kept out: its lines can be looked at and are matched with nothing. */
  readonly state: 'loading' | 'loaded' | 'quarantined'
  /** The first hundred. */
  readonly faults: readonly FileFault[]
  /** RFC 3339, UTC. */
  readonly loaded_at: string
}

export type BankStatementLine = {
  readonly number: number
  /** Where it stands in the file. */
  readonly source_line: number
  readonly booking_on: string | null
  readonly value_on: string | null
  readonly direction: 'credit' | 'debit'
  readonly amount: Amount
  /** It takes back an earlier line; `direction` says already what it does. */
  readonly is_reversal: boolean
  /** It only itemises another line, where its money is counted. */
  readonly is_item: boolean
  readonly status: 'booked' | 'pending'
  /** The bank transaction code, as the format writes it. */
  readonly code: string
  readonly refs: Readonly<Record<string, string>>
  readonly counterparty: string | null
  readonly counterparty_last4: string | null
  readonly remittance: string
  readonly batch_count: number | null
  readonly return_reason: string | null
}

export type BankStatementReleaseInput = {
  /** Why: kept in the audit trail. */
  readonly because: string
}

/** Where files go: `inbound` is what the bank reads, `outbound` is where it puts its own. */
export type BankTransport = {
  readonly kind: 'sftp'
  readonly host: string
  readonly port: number
  readonly user: string
  /** SHA-256 fingerprints of the host keys that are believed. */
  readonly host_keys: readonly string[]
  /** Below the folder after login; no slash in front. */
  readonly inbound: string
  /** Below the folder after login; no slash in front. */
  readonly outbound: string
  /** Below the folder after login; no slash in front. */
  readonly archive: string
} | {
  readonly kind: 'folder'
  /** On the machine of the server, below the folder that its operator allows. */
  readonly path: string
  /** Below the folder after login; no slash in front. */
  readonly inbound: string
  /** Below the folder after login; no slash in front. */
  readonly outbound: string
  /** Below the folder after login; no slash in front. */
  readonly archive: string
} | {
  readonly kind: 'https'
  readonly url: string
  /** Below the folder after login; no slash in front. */
  readonly inbound: string
  /** Below the folder after login; no slash in front. */
  readonly outbound: string
  /** Below the folder after login; no slash in front. */
  readonly archive: string
}

/** Where files go: `inbound` is what the bank reads, `outbound` is where it puts its own. */
export type BankTransportInput = {
  readonly kind: 'sftp'
  readonly host: string
  readonly port: number
  readonly user: string
  /** SHA-256 fingerprints of the host keys that are believed. */
  readonly host_keys: readonly string[]
  /** Below the folder after login; no slash in front. */
  readonly inbound: string
  /** Below the folder after login; no slash in front. */
  readonly outbound: string
  /** Below the folder after login; no slash in front. */
  readonly archive: string
} | {
  readonly kind: 'folder'
  /** On the machine of the server, below the folder that its operator allows. */
  readonly path: string
  /** Below the folder after login; no slash in front. */
  readonly inbound: string
  /** Below the folder after login; no slash in front. */
  readonly outbound: string
  /** Below the folder after login; no slash in front. */
  readonly archive: string
} | {
  readonly kind: 'https'
  readonly url: string
  /** Below the folder after login; no slash in front. */
  readonly inbound: string
  /** Below the folder after login; no slash in front. */
  readonly outbound: string
  /** Below the folder after login; no slash in front. */
  readonly archive: string
}

export type BillingDetails = {
  readonly name: string | null
  readonly email: string | null
  readonly phone: string | null
  readonly address: Address | null
}

export type CancelPaymentInput = {
  readonly amount?: AmountInput | undefined
}

export type CapturePaymentInput = {
  readonly amount?: AmountInput | undefined
  /** true when absent and the acquirer takes no second capture. */
  readonly final?: boolean | undefined
}

export type Card = {
  readonly scheme: 'visa' | 'mastercard' | 'amex' | 'discover' | 'diners' | 'jcb' | 'unionpay' | 'maestro'
  readonly bin: string
  readonly last4: string
  readonly expiry_month: number
  readonly expiry_year: number
  readonly country: string | null
  readonly funding: 'credit' | 'debit' | 'prepaid' | null
}

export type CardDetailsInput = {
  /** Digits only, without spaces or dashes. */
  readonly number: string
  readonly expiry_month: number
  readonly expiry_year: number
  /** Kept in memory for some minutes, never stored. */
  readonly cvc?: string | undefined
  /** The cardholder’s name, stored encrypted. */
  readonly name?: string | undefined
}

export type CardFace = {
  readonly scheme: 'visa' | 'mastercard' | 'amex' | 'discover' | 'diners' | 'jcb' | 'unionpay' | 'maestro'
  /** The first eight digits; six of a number shorter than sixteen. */
  readonly bin: string
  readonly last4: string
  readonly expiry_month: number
  readonly expiry_year: number
  readonly country: string | null
  readonly funding: 'credit' | 'debit' | 'prepaid' | null
  /** The same for the same number within your account. */
  readonly fingerprint: string
}

export type CardToken = {
  readonly id: string
  readonly card: CardFace
  /** Whether the CVC can still be sent along with a payment. */
  readonly has_cvc: boolean
  /** RFC 3339, UTC. */
  readonly created_at: string
}

export type ChangeNotice = {
  readonly id: string
  readonly connection: string
  readonly order: string
  readonly bank_account: string
  readonly file: string
  /** C01 to C14; C61 to C69 when your bank gave it back. */
  readonly code: string
  /** The last day on which the correction is in time. */
  readonly due_on: string
  readonly state: 'applied' | 'review' | 'refused' | 'dismissed'
  readonly because: string | null
  /** RFC 3339, UTC. */
  readonly created_at: string
  /** RFC 3339, UTC. */
  readonly updated_at: string
}

export type CloseReceivingAccountInput = Readonly<Record<string, unknown>>

export type CollectionAnnouncement = {
  readonly id: string
  readonly mandate: string
  /** The unique mandate reference, which the debtor knows. */
  readonly mandate_reference: string
  readonly creditor_id: string
  readonly creditor_name: string
  readonly bank_account: string
  /** The last four characters of the debtor’s IBAN. */
  readonly account_last4: string
  readonly holder_name: string
  readonly amount: Amount
  /** The day on which the debtor’s account is debited. */
  readonly due_on: string
  /** RFC 3339, UTC. */
  readonly announced_at: string
}

export type ConfirmMatchInput = {
  /** Bears what the bank shows more or less than the ledger; without it only a tolerated difference is taken. */
  readonly difference_account?: string | undefined
  /** Why: kept with the match. */
  readonly note?: string | undefined
}

export type ConfirmPaymentInput = {
  /** A token, a payment method, or in a sandbox a test card by name. */
  readonly payment_method?: string | undefined
}

/** Of a deleted one only the id and the times are left. */
export type Customer = {
  readonly id: string
  readonly reference: string | null
  readonly name: string | null
  readonly email: string | null
  readonly phone: string | null
  readonly billing_address: Address | null
  readonly shipping_address: Address | null
  readonly default_payment_method: string | null
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata: Readonly<Record<string, string>>
  /** RFC 3339, UTC. */
  readonly created_at: string
  /** RFC 3339, UTC. */
  readonly updated_at: string
  readonly deleted_at: string | null
}

export type CustomerPatchInput = {
  readonly name?: string | null | undefined
  readonly email?: string | null | undefined
  readonly phone?: string | null | undefined
  readonly billing_address?: NewAddressInput | null | undefined
  readonly shipping_address?: NewAddressInput | null | undefined
  readonly default_payment_method?: string | null | undefined
  /** Keys that change; null takes a key away. */
  readonly metadata?: Readonly<Record<string, string | null>> | undefined
}

export type Decline = {
  readonly decline_code: string
  readonly network_code: string | null
  readonly advice_code: string | null
  readonly advice: string
  /** Safe to show to the payer. */
  readonly payer_message: string
  readonly merchant_message: string
}

export type Dispute = {
  readonly id: string
  readonly status: 'needs_response' | 'under_review' | 'accepted' | 'expired' | 'won' | 'lost' | 'warning_closed'
  readonly stage: 'inquiry' | 'chargeback' | 'pre_arbitration' | 'arbitration'
  readonly payment: string
  readonly merchant: string
  readonly acquirer_account: string
  /** The acquirer’s own case number. */
  readonly case_reference: string
  readonly reason: {
    readonly code: string
    readonly network: string
    readonly category: string
    readonly text: string
    /** Nobody here knows this code: a person has to look. */
    readonly needs_review: boolean
  }
  readonly amount: Amount
  readonly amount_withdrawn: Amount
  readonly fee: Amount
  readonly contradiction: string | null
  /** RFC 3339, UTC. */
  readonly due_at: string
  /** RFC 3339, UTC. */
  readonly act_before: string
  readonly evidence_at: string | null
  readonly has_open_operation: boolean
  /** RFC 3339, UTC. */
  readonly opened_at: string
  readonly settled_at: string | null
  readonly version: number
  /** RFC 3339, UTC. */
  readonly created_at: string
  /** RFC 3339, UTC. */
  readonly updated_at: string
}

export type DisputeEvidence = {
  readonly dispute: string
  /** 0 to 100, of what the reason asks for. */
  readonly completeness: number
  readonly missing: readonly {
    readonly need: string
    readonly text: string
  }[]
  readonly given: {
    /** The receipt, as text. */
    readonly receipt?: string
    /** What was bought. */
    readonly product_description?: string
    /** Terms of return and cancellation, and how they were shown. */
    readonly refund_policy?: string
    /** What was written with the customer. */
    readonly customer_communication?: string
    readonly delivery?: {
      readonly carrier?: string
      readonly tracking_number?: string
      /** RFC 3339, UTC. */
      readonly delivered_at?: string
      readonly address?: string
    }
    readonly service_dates?: {
      readonly from: string
      readonly until: string
    }
    /** Anything else. */
    readonly explanation?: string
    /** Files that you keep, named by their content. */
    readonly files?: readonly {
      readonly name: string
      /** Of the file’s bytes. */
      readonly sha256: string
      readonly about?: string
    }[]
  }
  readonly known: {
    readonly payment: string
    /** RFC 3339, UTC. */
    readonly paid_at: string
    readonly amount: Amount
    readonly amount_captured: Amount
    readonly amount_refunded: Amount
    readonly reference: string | null
    readonly description: string | null
    readonly statement_descriptor: string | null
    readonly customer: string | null
    readonly email: string | null
    readonly ip: string | null
    readonly device: string | null
    readonly billing_address: Readonly<Record<string, unknown>> | null
    readonly shipping_address: Readonly<Record<string, unknown>> | null
    readonly card: Readonly<Record<string, unknown>> | null
    readonly auth_code: string | null
    readonly network_transaction_id: string | null
    readonly cvc_check: string | null
    readonly address_check: string | null
    readonly three_ds: Readonly<Record<string, unknown>> | null
    readonly initiated_by: string
    readonly risk: Readonly<Record<string, unknown>> | null
  }
  readonly compelling_evidence: {
    readonly applies: boolean
    readonly is_met: boolean
    readonly why: string
    readonly payments: readonly {
      readonly payment: string
      /** RFC 3339, UTC. */
      readonly paid_at: string
      readonly description: string | null
      readonly matches: readonly string[]
    }[]
    readonly source: string
  }
}

export type DisputeMonitoring = {
  readonly month: string
  readonly gauges: readonly {
    readonly programme: string
    readonly merchant: string
    readonly disputes: number
    readonly sales: number
    readonly ratio_bps: number | null
    readonly threshold_bps: number
    readonly threshold_count: number
    readonly is_exceeded: boolean
    readonly source: string
  }[]
}

export type EventTrigger = {
  readonly type: string
  readonly text: string
  readonly is_triggerable: boolean
  readonly how: string | null
  /** Prefixes of ids that `object` may have. */
  readonly objects: readonly string[]
  readonly needs_object: boolean
  readonly reason: string | null
}

export type EvidenceInputInput = {
  readonly receipt?: string | null | undefined
  readonly product_description?: string | null | undefined
  readonly refund_policy?: string | null | undefined
  readonly customer_communication?: string | null | undefined
  readonly delivery?: {
    readonly carrier?: string | undefined
    readonly tracking_number?: string | undefined
    /** RFC 3339, UTC. */
    readonly delivered_at?: string | undefined
    readonly address?: string | undefined
  } | null | undefined
  readonly service_dates?: {
    readonly from: string
    readonly until: string
  } | null | undefined
  readonly explanation?: string | null | undefined
  readonly files?: readonly {
    readonly name: string
    /** Of the file’s bytes. */
    readonly sha256: string
    readonly about?: string | undefined
  }[] | null | undefined
}

export type FileFault = {
  /** From 1. */
  readonly line: number
  /** From 1, of the field’s first character. */
  readonly column: number
  /** What is broken; it never changes its name. */
  readonly rule: string
  /** By the name that the format gives it. */
  readonly field: string
  readonly detail: string
  readonly severity: 'refused' | 'noted'
}

/** A provisional success is never shown as final. */
export type Finality = {
  readonly state: 'provisional' | 'final'
  readonly expected_final_at: string | null
  readonly reversible_until: string | null
  /** What it waits for, or why it is final. */
  readonly because: string
  readonly settled_on: string | null
}

export type FreezeLedgerAccountInput = {
  readonly scope: 'debits' | 'all'
}

export type FreshSandbox = {
  readonly id: string
  readonly organization_id: string
  readonly name: string
  readonly mode: 'live' | 'sandbox'
  /** RFC 3339, UTC. */
  readonly created_at: string
}

export type IdempotencyKey = {
  readonly key: string
  /** What was asked with it. */
  readonly route: string
  /** in_progress: still running, or to be resumed by the next request with the key. */
  readonly state: 'in_progress' | 'done'
  readonly created_at: string
  /** The first request with the key. */
  readonly request_id: string
  readonly resumable_at: string | null
  readonly status: number | null
  /** The answer as it was given; null where it is rendered from `subjects`. */
  readonly reply: unknown
  /** The objects it made. */
  readonly subjects: readonly string[]
}

export type IncrementPaymentInput = {
  readonly amount: AmountInput
}

export type InstantGateway = {
  readonly callback_url: string
  readonly callback_secret: string
}

export type InstantGatewaySecretsInput = {
  /** Sealed, and never answered. */
  readonly token?: string | undefined
}

export type InstantReceipt = {
  readonly id: string
  readonly connection: string
  readonly rail: 'sepa_instant' | 'rtp' | 'fednow'
  readonly message_id: string
  readonly outcome: 'credited' | 'refused' | 'noted'
  readonly reason_code: string | null
  readonly because: string | null
  readonly reference: string | null
  readonly end_to_end_id: string | null
  readonly amount: Amount
  readonly debtor_name: string | null
  readonly remittance: string | null
  readonly account: string | null
  readonly request: string | null
  /** RFC 3339, UTC. */
  readonly received_at: string
}

export type IsoMessage = {
  readonly id: string
  readonly connection: string
  readonly account: string
  readonly file: string
  readonly name: string
  readonly kind: 'pain.001' | 'pain.008' | null
  readonly message_id: string | null
  readonly message_name: string | null
  readonly initiating_party: string | null
  /** `partial`: some of its payments were refused; the pain.002 says which and why. */
  readonly state: 'received' | 'accepted' | 'partial' | 'rejected'
  readonly reason_code: string | null
  readonly because: string | null
  readonly duplicate_of: string | null
  /** Payments that the message has. */
  readonly transactions: number
  /** Payments of it that became payment orders. */
  readonly accepted: number
  /** RFC 3339, UTC. */
  readonly created_at: string
  readonly read_at: string | null
}

export type IsoMessageReport = {
  /** The XML of the pain.002, in base 64. */
  readonly content: string
}

export type KeyRotation = {
  readonly purpose: string
  readonly epoch: number
  readonly state: 'running' | 'done'
  readonly rows_total: number
  readonly rows_done: number
  /** RFC 3339, UTC. */
  readonly started_at: string
  readonly finished_at: string | null
}

export type LedgerAccount = {
  readonly id: string
  readonly currency: string
  readonly normal_side: 'debit' | 'credit'
  readonly path: string
  readonly name: string | null
  readonly state: 'open' | 'frozen_debits' | 'frozen' | 'closed'
  readonly floor: Amount | null
  readonly ceiling: Amount | null
  readonly overdraft: Amount
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata: Readonly<Record<string, string>>
  /** RFC 3339, UTC. */
  readonly created_at: string
  /** RFC 3339, UTC. */
  readonly updated_at: string
}

export type LedgerAccountPatchInput = {
  readonly name?: string | null | undefined
  readonly floor?: SignedAmountInput | null | undefined
  readonly ceiling?: SignedAmountInput | null | undefined
  readonly overdraft?: AmountInput | undefined
  /** Keys that change; null takes a key away. */
  readonly metadata?: Readonly<Record<string, string | null>> | undefined
}

export type LedgerAccounts = {
  readonly data: readonly LedgerAccount[]
}

/** On the account’s normal side; `available` is posted less pending out. */
export type LedgerBalance = {
  readonly account_id: string
  readonly currency: string
  readonly normal_side: 'debit' | 'credit'
  /** Which entry left these balances; null when asked by effective date, where later entries can count for an earlier day. */
  readonly version: number | null
  readonly posted: Amount
  readonly pending_in: Amount
  readonly pending_out: Amount
  readonly available: Amount
  readonly limits: {
    readonly floor: Amount | null
    readonly ceiling: Amount | null
    readonly overdraft: {
      readonly limit: Amount
      readonly used: Amount
      readonly available: Amount
    }
  } | null
}

export type LedgerEntry = {
  readonly account_id: string
  /** How many entries the account has had. */
  readonly version: number
  readonly transfer_id: string
  readonly kind: 'single' | 'pending' | 'post' | 'void' | 'expire'
  readonly code: string
  readonly direction: 'debit' | 'credit'
  readonly counter_account: string
  readonly amount: Amount
  readonly released: Amount | null
  readonly effective_on: string
  /** RFC 3339, UTC. */
  readonly recorded_at: string
  readonly pending_id: string | null
  readonly expires_at: string | null
  readonly reversal_of: string | null
  readonly description: string | null
  readonly metadata: Readonly<Record<string, string>>
  /** What the entry left, on the account’s normal side. */
  readonly balances: {
    readonly posted: Amount
    readonly pending_in: Amount
    readonly pending_out: Amount
    readonly available: Amount
  }
}

/** Of a pending transfer, in reads only: what has become of it by now. What remains, was posted and was given back add up to its amount. It stays open, and the money reserved, until an expiry is recorded, which may be shortly after `expires_at`; it cannot be posted in between. */
export type LedgerHold = {
  readonly state: 'open' | 'posted' | 'voided' | 'expired'
  readonly remaining: Amount
  readonly posted: Amount
  readonly released: Amount
}

export type LedgerLogLine = {
  readonly record: string
  readonly line: number
  readonly hash: string
}

export type LedgerProof = {
  /** True when no invariant is violated. */
  readonly holds: boolean
  /** RFC 3339, UTC. */
  readonly checked_at: string
  /** The last fact of the feed that was looked at. */
  readonly through_seq: number
  readonly invariants: readonly {
    readonly name: string
    readonly statement: string
    /** Accounts, entries, holds or facts looked at. */
    readonly checked: number
    readonly violations: number
    readonly examples: readonly Readonly<Record<string, unknown>>[]
  }[]
}

export type LedgerRollUp = {
  readonly data: readonly {
    readonly currency: string
    readonly normal_side: 'debit' | 'credit'
    readonly accounts: number
    readonly posted: Amount
    readonly pending_in: Amount
    readonly pending_out: Amount
    readonly available: Amount
  }[]
}

export type LedgerStatement = {
  readonly account_id: string
  readonly path: string
  readonly name: string | null
  readonly normal_side: 'debit' | 'credit'
  readonly currency: string
  readonly axis: 'recorded' | 'effective'
  readonly from: string | null
  readonly to: string | null
  /** How many entries the account has had. */
  readonly through_version: number
  readonly opening: Amount
  readonly closing: Amount
  readonly lines: readonly {
    /** How many entries the account has had. */
    readonly version: number
    readonly transfer_id: string
    readonly kind: 'single' | 'pending' | 'post' | 'void' | 'expire'
    readonly code: string
    readonly direction: 'debit' | 'credit'
    readonly counter_account: string
    readonly amount: Amount
    readonly balance: Amount
    readonly effective_on: string
    /** RFC 3339, UTC. */
    readonly recorded_at: string
    readonly description: string | null
  }[]
  readonly totals: {
    readonly lines: number
    readonly debits: Amount
    readonly credits: Amount
  }
}

export type LedgerTransfer = {
  readonly id: string
  readonly kind: 'single' | 'pending' | 'post' | 'void' | 'expire'
  /** In reads of a pending transfer: that of now. In the answer of a POST: as recorded. */
  readonly status: 'posted' | 'pending' | 'voided' | 'expired'
  readonly finality: {
    readonly state: 'final' | 'provisional'
    readonly expected_final_at: string | null
    readonly reversible_until: null
    readonly because: 'posted' | 'held' | 'voided' | 'expired'
  }
  readonly debit_account: string
  readonly credit_account: string
  readonly amount: Amount
  readonly code: string
  readonly effective_on: string
  /** RFC 3339, UTC. */
  readonly recorded_at: string
  readonly pending_id?: string
  readonly released?: Amount
  /** RFC 3339, UTC. */
  readonly expires_at?: string
  readonly reversal_of?: string
  readonly hold?: LedgerHold
  readonly description?: string
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata: Readonly<Record<string, string>>
  readonly balances: {
    readonly debit: BalancesAfter
    readonly credit: BalancesAfter
  }
}

export type Mandate = {
  readonly id: string
  readonly scheme: 'ach' | 'sepa_core' | 'sepa_b2b'
  /** SEPA: the unique mandate reference that the debtor sees. ACH: your own reference. */
  readonly reference: string
  readonly bank_account: string
  readonly kind: 'one_off' | 'recurrent'
  readonly creditor_name: string
  readonly creditor_id: string | null
  readonly sec_code: string | null
  readonly signed_on: string
  /** How many days before a collection the debtor is told; 14 unless they agreed to fewer. */
  readonly pre_notification_days: number
  readonly amount_max: string | null
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata: Readonly<Record<string, string>>
  readonly state: 'pending' | 'active' | 'suspended' | 'revoked' | 'lapsed' | 'used'
  readonly because: string | null
  readonly last_collection_on: string | null
  readonly lapses_on: string | null
  /** How often the terms were changed. */
  readonly amendments: number
  /** RFC 3339, UTC. */
  readonly created_at: string
  /** RFC 3339, UTC. */
  readonly updated_at: string
}

export type MandateAmendmentInput = {
  readonly bank_account?: string | undefined
  readonly creditor_name?: string | undefined
  readonly creditor_id?: string | undefined
  readonly reference?: string | undefined
}

export type MandateAmendmentRecord = {
  readonly number: number
  /** What the mandate said before, of what changed: the next collection tells the debtor’s bank. */
  readonly original: Readonly<Record<string, string>>
  /** RFC 3339, UTC. */
  readonly amended_at: string
}

export type MandateEvidence = {
  readonly number: number
  readonly kind: string
  readonly content: Readonly<Record<string, string>>
  /** Of kind, content and time as canonical JSON, in hex. */
  readonly sha256: string
  /** RFC 3339, UTC. */
  readonly added_at: string
}

export type MandateReasonInput = {
  readonly because: string
}

export type MandateSignatureInput = {
  readonly kind: string
  /** What proves it: the text that was agreed to, address, browser, hash and place of a recording. */
  readonly content: Readonly<Record<string, string>>
}

export type MatchingRuleVersion = {
  /** 0 stands in the program. */
  readonly version: number
  readonly rules: MatchingRules
}

export type MatchingRules = {
  readonly exact_key: {
    readonly action: 'auto' | 'propose' | 'off'
  }
  readonly key_tolerance: {
    readonly action: 'auto' | 'propose' | 'off'
    readonly tolerance_minor: number
    readonly tolerance_bps: number
  }
  readonly amount_date: {
    readonly action: 'auto' | 'propose' | 'off'
    /** Banking days. */
    readonly window_days: number
  }
  readonly group: {
    readonly action: 'auto' | 'propose' | 'off'
  }
  readonly subset: {
    readonly action: 'auto' | 'propose' | 'off'
    /** Banking days. */
    readonly window_days: number
  }
  readonly score: {
    readonly action: 'propose' | 'off'
    /** Banking days. */
    readonly window_days: number
    readonly score_min: number
  }
  readonly bank_fees: {
    readonly action: 'auto' | 'off'
  }
  readonly waits: {
    /** Banking days. */
    readonly timing_days: number
    /** Banking days. */
    readonly bank_days: number
    /** Banking days. */
    readonly ledger_days: number
  }
}

export type MatchingRulesInput = {
  readonly exact_key: {
    readonly action: 'auto' | 'propose' | 'off'
  }
  readonly key_tolerance: {
    readonly action: 'auto' | 'propose' | 'off'
    readonly tolerance_minor: number
    readonly tolerance_bps: number
  }
  readonly amount_date: {
    readonly action: 'auto' | 'propose' | 'off'
    /** Banking days. */
    readonly window_days: number
  }
  readonly group: {
    readonly action: 'auto' | 'propose' | 'off'
  }
  readonly subset: {
    readonly action: 'auto' | 'propose' | 'off'
    /** Banking days. */
    readonly window_days: number
  }
  readonly score: {
    readonly action: 'propose' | 'off'
    /** Banking days. */
    readonly window_days: number
    readonly score_min: number
  }
  readonly bank_fees: {
    readonly action: 'auto' | 'off'
  }
  readonly waits: {
    /** Banking days. */
    readonly timing_days: number
    /** Banking days. */
    readonly bank_days: number
    /** Banking days. */
    readonly ledger_days: number
  }
}

export type Merchant = {
  readonly id: string
  readonly reference: string | null
  readonly name: string
  /** What a cardholder reads. */
  readonly statement_descriptor: string
  readonly city: string
  readonly country: string
  readonly mcc: string
  readonly mcc_name: string | null
  readonly settlement_currency: string | null
  readonly state: 'active' | 'suspended'
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata: Readonly<Record<string, string>>
  /** RFC 3339, UTC. */
  readonly created_at: string
  /** RFC 3339, UTC. */
  readonly updated_at: string
}

export type MerchantBalance = {
  readonly merchant: string
  readonly balances: readonly {
    readonly currency: string
    readonly pending: Amount
    readonly available: Amount
  }[]
}

export type MerchantPatchInput = {
  readonly name?: string | undefined
  /** What a cardholder reads. Made of the name when absent. */
  readonly statement_descriptor?: string | undefined
  readonly city?: string | undefined
  readonly country?: string | undefined
  readonly mcc?: string | undefined
  readonly settlement_currency?: string | null | undefined
  /** Keys that change; null takes a key away. */
  readonly metadata?: Readonly<Record<string, string | null>> | undefined
}

export type NewAddressInput = {
  readonly line1?: string | null | undefined
  readonly line2?: string | null | undefined
  readonly city?: string | null | undefined
  readonly region?: string | null | undefined
  readonly postal_code?: string | null | undefined
  readonly country: string
}

export type NewApprovalPolicyInput = {
  /** For currencies that no threshold names. */
  readonly approvers_otherwise: number
  /** How long it is waited for them. */
  readonly approval_hours: number
  /** Days after somebody gave the details of a bank account. */
  readonly cooling_days: number
  /** Meanwhile payouts to it wait, or one more has to agree. */
  readonly cooling: 'wait' | 'approver'
  /** Where one more has to agree unless the payee was verified: nowhere, for euro, or always. */
  readonly payee_check: 'off' | 'where_required' | 'always'
  /** Whether another rail is tried after one surely refused. */
  readonly tries_other_rails: boolean
  readonly thresholds: readonly {
    readonly above: AmountInput
    readonly approvers: number
  }[]
  /** What your own bank takes for one payment. */
  readonly costs?: readonly {
    readonly rail: string
    readonly connection?: string | undefined
    readonly fixed: AmountInput
    readonly same_day_fixed?: AmountInput | undefined
  }[] | undefined
}

export type NewBalanceMonitorInput = {
  readonly id?: string | undefined
  readonly account_id: string
  readonly field: 'posted' | 'pending_in' | 'pending_out' | 'available'
  readonly operator: 'lt' | 'lte' | 'gt' | 'gte'
  readonly threshold: SignedAmountInput
  readonly hysteresis?: AmountInput | undefined
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
}

export type NewBankAccountInput = {
  readonly id?: string | undefined
  readonly country: string
  readonly currency: string
  readonly holder: BankAccountHolderInput
  /** The numbers, by field: `iban`; `routing_number` and `account_number`; `sort_code` and `account_number`; `bsb`, `clabe`, `ifsc` and others by country. Sealed, and never answered. */
  readonly account: Readonly<Record<string, string>>
  readonly account_type?: 'checking' | 'savings' | 'payment' | 'salary' | 'general_ledger' | 'loan' | undefined
  readonly purpose?: string | undefined
  /** Rails that the details must be enough for; absent: any one of the country’s. */
  readonly rails?: readonly string[] | undefined
  readonly reference?: string | undefined
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
}

export type NewBankAccountVerificationInput = {
  readonly method: 'prenote' | 'micro_entries'
  readonly connection: string
  /** Ledger account that pays the small credits. */
  readonly account: string
}

export type NewBankConnectionInput = {
  readonly id?: string | undefined
  readonly bank: string
  readonly name: string
  readonly currency: 'USD' | 'EUR'
  readonly rails: readonly ('ach' | 'sepa' | 'sepa_instant' | 'sepa_core' | 'sepa_b2b' | 'rtp' | 'fednow')[]
  readonly identity: BankIdentityInput
  readonly transport: BankTransportInput
  readonly secrets?: BankSecretsInput | undefined
  readonly bank_account: string
  readonly uncleared_account: string
  readonly shortfall_account: string
  readonly rules?: {
    /** How long before a deadline of the bank your file closes; 30 when absent. */
    readonly lead_minutes?: number | undefined
    /** The bank answers each file. */
    readonly acknowledges?: boolean | undefined
    /** ACH: each batch carries the entry against your own account. */
    readonly balanced?: boolean | undefined
    /** Orders of one file at most; 100000 when absent. */
    readonly file_orders_max?: number | undefined
    /** A return rate over the threshold stops new debits. */
    readonly gauges_block?: boolean | undefined
  } | undefined
}

export type NewBankFileInput = {
  readonly name: string
  readonly content: string
}

export type NewBillingDetailsInput = {
  readonly name?: string | null | undefined
  readonly email?: string | null | undefined
  readonly phone?: string | null | undefined
  readonly address?: NewAddressInput | null | undefined
}

/** The cardholder agreed to payments that the merchant starts. */
export type NewConsentInput = {
  readonly reference?: string | null | undefined
}

export type NewCustomerInput = {
  readonly id?: string | undefined
  readonly reference?: string | null | undefined
  readonly name?: string | null | undefined
  readonly email?: string | null | undefined
  readonly phone?: string | null | undefined
  readonly billing_address?: NewAddressInput | null | undefined
  readonly shipping_address?: NewAddressInput | null | undefined
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
}

export type NewIsoMessageInput = {
  readonly name: string
  readonly content: string
  readonly connection: string
  /** Ledger account: whose money is paid, or who gets what is collected. */
  readonly account: string
}

export type NewLedgerAccountInput = {
  readonly id?: string | undefined
  readonly currency: string
  readonly normal_side: 'debit' | 'credit'
  readonly path: string
  readonly name?: string | null | undefined
  readonly floor?: SignedAmountInput | null | undefined
  readonly ceiling?: SignedAmountInput | null | undefined
  readonly overdraft?: AmountInput | undefined
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
}

export type NewLedgerAccountsInput = {
  readonly accounts: readonly NewLedgerAccountInput[]
}

export type NewMandateInput = {
  readonly id?: string | undefined
  readonly scheme: 'ach' | 'sepa_core' | 'sepa_b2b'
  readonly reference: string
  readonly bank_account: string
  readonly kind: 'one_off' | 'recurrent'
  readonly creditor_name: string
  readonly creditor_id?: string | undefined
  readonly sec_code?: 'PPD' | 'WEB' | 'TEL' | 'CCD' | 'CTX' | 'IAT' | undefined
  readonly signed_on: string
  /** 14 when absent: fewer only if the debtor agreed. */
  readonly pre_notification_days?: number | undefined
  readonly amount_max?: string | undefined
  readonly signature: MandateSignatureInput
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
}

export type NewMatchingRulesInput = {
  readonly rules: MatchingRulesInput
  readonly note?: string | undefined
}

export type NewMerchantInput = {
  readonly id?: string | undefined
  readonly reference?: string | null | undefined
  readonly name: string
  /** What a cardholder reads. Made of the name when absent. */
  readonly statement_descriptor?: string | undefined
  readonly city: string
  readonly country: string
  readonly mcc: string
  readonly settlement_currency?: string | null | undefined
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
}

export type NewPayeeConsentInput = {
  readonly decision: 'proceed' | 'stop'
  /** Word for word what the payer saw. */
  readonly shown_text: string
  /** Who decided, in words, and how you know. */
  readonly actor: string
  readonly ip?: string | undefined
}

export type NewPayeeProviderInput = {
  readonly connector: string
  readonly name: string
  /** Leads to a public address, by https. A sandbox may also have it on the machine of the server. */
  readonly url: string
  /** By which the provider knows you. */
  readonly client_id: string
  /** Sealed, and never answered. */
  readonly secret: string
  readonly countries?: readonly string[] | undefined
}

export type NewPayeeVerificationInput = {
  readonly id?: string | undefined
  readonly bank_account?: string | undefined
  readonly country?: string | undefined
  readonly currency?: string | undefined
  readonly holder?: PayeeHolderInput | undefined
  /** The numbers, by field, as a bank account takes them. Never answered. */
  readonly account?: Readonly<Record<string, string>> | undefined
  readonly payer_name?: string | undefined
}

export type NewPaymentInput = {
  readonly id?: string | undefined
  readonly amount: AmountInput
  /** A token, a payment method, or in a sandbox a test card by name. */
  readonly payment_method?: string | undefined
  readonly merchant?: string | undefined
  readonly customer?: string | undefined
  /** Your own, such as an order number; the acquirer sees it with every attempt. */
  readonly reference?: string | undefined
  readonly description?: string | undefined
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
  readonly statement_descriptor?: string | undefined
  readonly capture_method?: 'automatic' | 'manual' | undefined
  /** false: it is made and waits to be confirmed. true when absent. */
  readonly confirm?: boolean | undefined
  /** Where the payer’s browser goes after 3-D Secure. */
  readonly return_url?: string | undefined
  readonly channel?: 'ecommerce' | 'moto' | undefined
  readonly three_ds?: 'automatic' | 'required' | 'never' | undefined
  readonly allow_partial_approval?: boolean | undefined
  /** A pre-authorisation: it may be raised, and lasts longer with some schemes. */
  readonly is_estimate?: boolean | undefined
  /** The payer agreed to later payments with this card that you start. */
  readonly setup_future_usage?: boolean | undefined
  /** The payer is not there. Ids are taken from the payment method when absent. */
  readonly merchant_initiated?: {
    readonly reason: 'recurring' | 'installment' | 'unscheduled' | 'incremental' | 'resubmission' | 'delayed_charge' | 'reauthorization' | 'no_show'
    readonly network_transaction_id?: string | undefined
    readonly transaction_link_id?: string | undefined
  } | undefined
  /** What you know of the payer: risk rules look at it. */
  readonly payer?: {
    readonly ip?: string | undefined
    readonly ip_country?: string | undefined
    readonly device?: string | undefined
    readonly email?: string | undefined
    readonly billing?: PaymentAddressInput | undefined
    readonly shipping?: PaymentAddressInput | undefined
  } | undefined
}

export type NewPaymentMethodInput = {
  readonly id?: string | undefined
  readonly token: string
  readonly customer?: string | null | undefined
  readonly consent?: NewConsentInput | null | undefined
  readonly billing?: NewBillingDetailsInput | null | undefined
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
}

export type NewPaymentOrderInput = {
  readonly id?: string | undefined
  readonly connection: string
  readonly kind: 'credit_transfer' | 'direct_debit'
  readonly rail: 'ach' | 'sepa' | 'sepa_instant' | 'sepa_core' | 'sepa_b2b' | 'rtp' | 'fednow'
  readonly bank_account: string
  readonly mandate?: string | undefined
  /** Ledger account: whose money is paid, or who gets what is collected. */
  readonly account: string
  readonly amount: AmountInput
  readonly sec_code?: 'PPD' | 'CCD' | 'CTX' | 'WEB' | 'TEL' | undefined
  /** What the other side’s statement shows; PAYMENT when absent. */
  readonly description?: string | undefined
  readonly remittance?: string | undefined
  /** Yours, unique per connection; the id’s last 26 characters when absent. */
  readonly end_to_end_id?: string | undefined
  /** `next_day` when absent. */
  readonly when?: string | undefined
  /** Of a collection: whether the money is free only when it cannot come back for ordinary reasons any more. True when absent. */
  readonly releases_after?: boolean | undefined
  /** Of an instant payment: whether it goes by SEPA credit transfer, or by ACH, when its own rail surely will not carry it. Never after silence. */
  readonly fallback?: boolean | undefined
  /** SEPA: no collection follows under this mandate. */
  readonly is_last?: boolean | undefined
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
}

export type NewPaymentOrdersInput = {
  readonly orders: readonly NewPaymentOrderInput[]
}

export type NewPaymentRequestInput = {
  readonly id?: string | undefined
  readonly rail: 'rtp' | 'fednow'
  readonly bank_account: string
  readonly receiving_account: string
  readonly amount: AmountInput
  readonly remittance?: string | undefined
  /** The payment brings it back; the id’s last 26 characters when absent. */
  readonly end_to_end_id?: string | undefined
  /** An instant of RFC 3339, or a day: then until the midnight in New York that ends it. */
  readonly expires: string
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
}

export type NewPayoutInput = {
  readonly id?: string | undefined
  /** The bank account that is paid. */
  readonly destination: string
  /** Ledger account: whose money is paid. */
  readonly account: string
  readonly amount: AmountInput
  /** `instant`: in seconds; `same_day`: today; `standard` (when absent): in a file; `cheapest`: whatever costs least. */
  readonly speed?: 'instant' | 'same_day' | 'standard' | 'cheapest' | undefined
  readonly connection?: string | undefined
  /** What the other side’s statement shows; PAYOUT when absent. */
  readonly description?: string | undefined
  readonly remittance?: string | undefined
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
}

export type NewPeriodClosingInput = {
  readonly id?: string | undefined
  /** The last day that is closed, itself included. */
  readonly closed_through: string
  readonly description?: string | undefined
}

export type NewRecallInput = {
  /** DUPL duplicate, TECH technical mistake, FRAD fraud; CUST, AC03 or AM09 when you ask for another reason. */
  readonly reason: 'DUPL' | 'TECH' | 'FRAD' | 'CUST' | 'AC03' | 'AM09'
  /** In words; the other bank reads it. */
  readonly because: string
}

export type NewReceivingAccountInput = {
  readonly connection: string
  /** As payers write it. */
  readonly number: string
  /** Ledger account: who gets what comes in. */
  readonly account: string
}

export type NewReconciliationAccountInput = {
  readonly id?: string | undefined
  readonly name?: string | undefined
  /** Any statement of the account: it says how its bank names it. */
  readonly statement: string
  /** The asset account that mirrors the bank’s: a credit at the bank is a debit there. */
  readonly ledger_account: string
  /** Takes what the bank shows and nobody expects. */
  readonly suspense_account: string
  /** Bears what the bank keeps. */
  readonly fees_account: string
  /** Bears small differences. */
  readonly tolerance_account: string
  /** Whose banking days count; `weekdays` when absent. */
  readonly calendar?: string | undefined
  readonly starts_on?: string | undefined
}

export type NewReconciliationMatchInput = {
  readonly reconciliation_account: string
  readonly lines: readonly {
    readonly statement: string
    readonly line: number
  }[]
  readonly transfers: readonly string[]
  /** Bears what the bank shows more or less than the ledger; without it only a tolerated difference is taken. */
  readonly difference_account?: string | undefined
  /** Why: kept with the match. */
  readonly note?: string | undefined
}

export type NewRefundInput = {
  readonly payment: string
  readonly amount?: AmountInput | undefined
  readonly reason?: 'requested_by_customer' | 'duplicate' | 'fraudulent' | 'other' | undefined
  readonly reference?: string | undefined
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
}

export type NewRiskListInput = {
  readonly id?: string | undefined
  readonly name: string
  /** What stands on it. */
  readonly kind: 'card' | 'bin' | 'email' | 'email_domain' | 'ip' | 'country' | 'device' | 'customer'
  /** What a payment that stands on it comes to. `block` beats everything; `allow` sets aside what rules and other lists ask for, but not the law on authentication; `none` leaves it to rules. */
  readonly effect: 'block' | 'review' | 'challenge' | 'allow' | 'none'
}

export type NewRiskRuleSetInput = {
  readonly id?: string | undefined
  readonly description?: string | undefined
  readonly rules: readonly RiskRuleInput[]
  readonly sca: RiskScaInput
  /** What becomes of a payment that the rules challenge when 3-D Secure is not to be had: it goes on without (the default), or is declined. Payments whose merchant or issuer asks for 3-D Secure are always declined. */
  readonly three_ds_unavailable?: 'go_on' | 'decline' | undefined
}

export type NewRoutingRuleSetInput = {
  readonly name: string
  /** The first that holds decides. */
  readonly rules: readonly RoutingRuleInput[]
  readonly otherwise?: RoutingByPriorityInput | RoutingBySplitInput | undefined
  /** Attempts that one payment may make, the first included; 3 when absent. */
  readonly max_attempts?: number | undefined
}

export type NewSandboxFaultInput = {
  /** `latency`: The answer comes `ms` later (real time). `connection_refused`: Nothing listens: the call never leaves. The doors are shared, so all sandboxes meet it. `timeout_before_effect`: No answer comes, and nothing happened. `timeout_after_effect`: No answer comes, and yet it happened. `answer_lost`: The connection breaks before the answer; it happened. `error_before_effect`: An internal error is answered, and nothing happened. `error_after_effect`: An internal error is answered, and yet it happened. `garbage`: The answer cannot be read; it happened. `late_reversal`: What was approved is taken back `ms` later (the sandbox’s clock; an hour when absent). `duplicate_callback`: The callback comes twice. `callback_before_answer`: The callback overtakes the answer. `contradictory_callback`: A callback says the opposite. It is not true. `late_callback`: The callback comes `ms` later (the sandbox’s clock). `lost_callback`: The callback never comes. `outage`: The acquirer answers everything with 503. `skewed_clock`: The acquirer’s clock is off by `ms`. `wrong_fee`: The settlement report charges 1 % of the amount too much, at least 10 of its smallest unit. Strikes what is captured. `sftp_down`: Nobody answers at the bank’s file server. `drop_after_upload`: The connection breaks when a file was given its name, before that is answered. `ack_lost`: The bank never acknowledges a file. `silent`: The bank puts nothing out until the fault is over; then all of it. `half_written`: A file of the bank is put out in two steps, under its final name from the first. `statement_missing`: The statement of a day never comes, or comes `ms` later. `statement_twice`: The statement of a day comes twice. `statement_wrong_total`: The statement’s totals are wrong; with `ms` a right one comes so much later. `returns_twice`: A file of returns comes again under another name. `returns_out_of_order`: A later file of returns comes before an earlier one. */
  readonly kind: 'latency' | 'connection_refused' | 'timeout_before_effect' | 'timeout_after_effect' | 'answer_lost' | 'error_before_effect' | 'error_after_effect' | 'garbage' | 'late_reversal' | 'duplicate_callback' | 'callback_before_answer' | 'contradictory_callback' | 'late_callback' | 'lost_callback' | 'outage' | 'skewed_clock' | 'wrong_fee' | 'sftp_down' | 'drop_after_upload' | 'ack_lost' | 'silent' | 'half_written' | 'statement_missing' | 'statement_twice' | 'statement_wrong_total' | 'returns_twice' | 'returns_out_of_order'
  /** Every one when absent. */
  readonly acquirer?: 'northgate' | 'tidewater' | 'ironbridge' | 'larkfield' | 'larkfield_vop' | 'larkfield_instant' | undefined
  /** Every operation that moves money when absent. */
  readonly operation?: 'authorize' | 'capture' | 'void' | 'increment' | 'refund' | 'inquire' | 'report' | 'verify_payee' | 'instant_payment' | 'any' | undefined
  /** How often; without end when absent. */
  readonly count?: number | undefined
  /** Of a hundred operations; 100 when absent. */
  readonly percent?: number | undefined
  readonly ms?: number | undefined
  /** By the sandbox’s clock. RFC 3339, or a day: its first moment in UTC. */
  readonly from_at?: string | undefined
  /** By the sandbox’s clock. RFC 3339, or a day: its first moment in UTC. */
  readonly until_at?: string | undefined
}

export type NewTenantTransferInput = {
  readonly id?: string | undefined
  readonly to_tenant: string
  readonly account: string
  readonly to_account: string
  readonly amount: AmountInput
  readonly description?: string | undefined
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
}

export type NewTransferGrantInput = {
  readonly from_tenant: string
  readonly account?: string | undefined
}

export type NewWebhookEndpointInput = {
  readonly url: string
  readonly description?: string | undefined
  /** Types it is told of: names, `payment.*`, or `*`. */
  readonly events: readonly string[]
  /** Version of what it is told; that of today when absent. */
  readonly api_version?: string | undefined
  /** `by_object`: one event of an object at a time; the next when the one before was taken, or is dead. */
  readonly ordering?: 'none' | 'by_object' | undefined
  /** `stripe` adds the header `Stripe-Signature`. */
  readonly signature?: 'standard' | 'stripe' | undefined
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
}

export type OutgoingFile = {
  readonly id: string
  readonly connection: string
  readonly rail: 'ach' | 'sepa' | 'sepa_instant' | 'sepa_core' | 'sepa_b2b' | 'rtp' | 'fednow'
  readonly format: 'nacha' | 'pain_001' | 'pain_007' | 'pain_008' | 'camt_056'
  /** RFC 3339, UTC. */
  readonly cutoff_at: string
  /** Counts the files of the connection. */
  readonly number: number
  readonly name: string
  /** `unknown`: it was sent, and nobody knows whether the bank has it; it is asked about, and not sent again. */
  readonly state: 'gathering' | 'written' | 'sending' | 'sent' | 'unknown' | 'accepted' | 'rejected'
  readonly because: string | null
  readonly orders: number
  readonly debit_total: Amount
  readonly credit_total: Amount
  readonly sha256: string | null
  readonly bytes: number | null
  /** How often it was tried to hand it over. */
  readonly attempts: number
  /** RFC 3339, UTC. */
  readonly created_at: string
  readonly sent_at: string | null
  readonly answered_at: string | null
  /** RFC 3339, UTC. */
  readonly updated_at: string
}

export type OutgoingFileContent = {
  /** Base 64. */
  readonly content: string
}

export type OutgoingFileDecisionInput = {
  /** What the bank told you. `not_sent` has the file sent again. */
  readonly outcome: 'sent' | 'not_sent'
  readonly because: string
}

export type Overview = {
  /** RFC 3339, UTC. */
  readonly from: string
  /** Now, by the tenant’s clock. */
  readonly until: string
  readonly bucket: 'hour' | 'day'
  /** Up to when payments are counted: `until`, but for a while after an upgrade or under heavy load. */
  readonly counted_until: string
  readonly outcomes: {
    /** Made in the span, by the time they were made, once there is anything to tell of them. */
    readonly payments: number
    /** Authorised or taken, by the time of the approval. */
    readonly approved: number
    /** Declined for good or until the payer tries again, by the time of the decline. Attempts that another acquirer followed at once do not count. */
    readonly declined: number
    /** Refused by risk rules or by a reviewer. */
    readonly blocked: number
    readonly success_rate_bps: number | null
    /** Oldest first, without gaps; all currencies. */
    readonly buckets: readonly OverviewOutcomes[]
  }
  /** Each apart, since nothing is added over currencies; most payments first. */
  readonly currencies: readonly OverviewCurrency[]
  /** From the moment an authorisation was sent to its answer, by the tenant’s clock. Read from a scale of eight steps to a doubling: at most 9.1 % above the truth, never below. */
  readonly answer_time: {
    /** Authorisations that their acquirer answered itself, by the time of the answer. */
    readonly answers: number
    readonly p50_ms: number | null
    readonly p99_ms: number | null
  }
  /** Outcomes that nobody knows now. The order of a payout is counted as both; payouts are those of the 1,000 longest unknown orders. */
  readonly unknowns: {
    readonly payments: OverviewWaiting
    readonly payment_orders: OverviewWaiting
    readonly payouts: OverviewWaiting
  }
  readonly reviews: OverviewWaiting
  readonly approvals: OverviewWaiting
  readonly breaks: {
    /** Open ones. */
    readonly count: number
    readonly oldest_at: string | null
    /** One sum per currency. */
    readonly at_risk: readonly Amount[]
  }
  readonly disputes: {
    /** Open ones that wait for an answer of ours. */
    readonly needs_response: number
    /** Of these, whose answer comes too late within three days, or is late already. */
    readonly due_in_3_days: number
    /** The same within seven days. */
    readonly due_in_7_days: number
    readonly next_due_at: string | null
  }
  readonly webhooks: {
    /** All, disabled ones included. */
    readonly endpoints: number
    /** Switched off, by whomever. */
    readonly disabled: number
    /** On, and without a success since their first failure. */
    readonly failing: number
    /** Deliveries on their way, counted up to 20,000. */
    readonly pending: number
    /** Of the latest 1,000 deliveries. */
    readonly succeeded: number
    /** Of the latest 1,000 deliveries. */
    readonly given_up: number
    readonly success_rate_bps: number | null
  }
}

export type OverviewCurrency = {
  readonly currency: string
  /** Made in the span, by the time they were made, once there is anything to tell of them. */
  readonly payments: number
  /** Authorised or taken, by the time of the approval. */
  readonly approved: number
  /** Declined for good or until the payer tries again, by the time of the decline. Attempts that another acquirer followed at once do not count. */
  readonly declined: number
  /** Refused by risk rules or by a reviewer. */
  readonly blocked: number
  readonly success_rate_bps: number | null
  /** Captures, and payments that were taken at once. */
  readonly captures: number
  /** Sum of the captures, by the time of each. What came back later is not taken off. */
  readonly captured: {
    /** Minor units of `currency`. */
    readonly value: string
    readonly currency: string
  }
  /** Refunds that succeeded. */
  readonly refunds: number
  readonly refunded: Amount
  /** Refunds that had succeeded and that the issuer sent back. */
  readonly refunds_returned: {
    /** Minor units of `currency`. */
    readonly value: string
    readonly currency: string
  }
  /** Captures that an acquirer took back. */
  readonly reversed: {
    /** Minor units of `currency`. */
    readonly value: string
    readonly currency: string
  }
  /** Oldest first, without gaps. */
  readonly buckets: readonly OverviewVolume[]
}

export type OverviewOutcomes = {
  /** RFC 3339, UTC. */
  readonly at: string
  /** Made in the span, by the time they were made, once there is anything to tell of them. */
  readonly payments: number
  /** Authorised or taken, by the time of the approval. */
  readonly approved: number
  /** Declined for good or until the payer tries again, by the time of the decline. Attempts that another acquirer followed at once do not count. */
  readonly declined: number
  /** Refused by risk rules or by a reviewer. */
  readonly blocked: number
  readonly success_rate_bps: number | null
}

export type OverviewVolume = {
  /** RFC 3339, UTC. */
  readonly at: string
  /** Made in the span, by the time they were made, once there is anything to tell of them. */
  readonly payments: number
  /** Authorised or taken, by the time of the approval. */
  readonly approved: number
  /** Declined for good or until the payer tries again, by the time of the decline. Attempts that another acquirer followed at once do not count. */
  readonly declined: number
  /** Refused by risk rules or by a reviewer. */
  readonly blocked: number
  readonly success_rate_bps: number | null
  readonly captured: Amount
  readonly refunded: Amount
}

export type OverviewWaiting = {
  /** How many. */
  readonly count: number
  readonly oldest_at: string | null
}

export type OwnTenant = {
  readonly id: string
  readonly organization_id: string
  readonly name: string
  readonly mode: 'live' | 'sandbox'
  readonly created_at: string
  /** The key that asks; null when a member does. */
  readonly key: {
    readonly id: string
    readonly kind: 'secret' | 'publishable' | 'restricted'
    /** Of a restricted key; the other kinds have theirs by kind. */
    readonly scopes: readonly string[]
  } | null
}

export type PayeeConsent = {
  readonly number: number
  readonly decision: 'proceed' | 'stop'
  readonly shown_text: string
  readonly actor: string
  readonly ip: string | null
  /** Of all this and the time as canonical JSON, in hex. */
  readonly sha256: string
  /** RFC 3339, UTC. */
  readonly decided_at: string
}

/** Whom the payer believes the account to belong to. */
export type PayeeHolderInput = {
  readonly name: string
  readonly kind: 'individual' | 'business'
}

export type PayeeProvider = {
  readonly id: string
  readonly connector: string
  readonly name: string
  /** Leads to a public address, by https. A sandbox may also have it on the machine of the server. */
  readonly url: string
  /** By which the provider knows you. */
  readonly client_id: string
  /** Of the accounts that it is asked about. Empty: of every country. */
  readonly countries: readonly string[]
  readonly state: 'enabled' | 'disabled'
  /** RFC 3339, UTC. */
  readonly created_at: string
}

export type PayeeVerification = {
  readonly id: string
  /** `pending`: the question was not sent yet. `unknown`: it was sent, and no answer came. Both are asked again by themselves. */
  readonly status: 'pending' | 'unknown' | 'completed'
  readonly result: 'match' | 'close_match' | 'no_match' | 'not_possible' | null
  readonly code: 'MTCH' | 'CMTC' | 'NMTC' | 'NOAP' | null
  readonly asked_name: string
  readonly matched_name: string | null
  readonly because: string | null
  readonly next: 'proceed' | 'confirm_name' | 'warn' | 'retry_once_then_warn' | null
  readonly needs_consent: boolean | null
  readonly consent: 'proceed' | 'stop' | null
  readonly bank_account: string | null
  readonly account_version: number | null
  readonly country: string
  /** The same for the same account within your tenant. */
  readonly fingerprint: string
  readonly number_last4: string
  readonly payer_name: string | null
  readonly provider: string | null
  /** RFC 3339, UTC. */
  readonly requested_at: string
  readonly completed_at: string | null
  readonly valid_until: string | null
}

export type Payment = {
  readonly id: string
  readonly status: 'created' | 'requires_action' | 'in_review' | 'processing' | 'declined' | 'authorized' | 'partially_captured' | 'succeeded' | 'canceled' | 'expired' | 'blocked' | 'reversed'
  readonly amount: Amount
  readonly amount_authorized: Amount
  readonly amount_captured: Amount
  readonly amount_refunded: Amount
  readonly amount_disputed: Amount
  readonly capture_method: 'automatic' | 'manual'
  readonly capture_before: string | null
  readonly merchant: string
  readonly customer: string | null
  readonly payment_method: string | null
  readonly card: Card | null
  readonly reference: string | null
  readonly description: string | null
  readonly statement_descriptor: string | null
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata: Readonly<Record<string, string>>
  readonly initiated_by: 'customer' | 'merchant'
  readonly mit_reason: 'recurring' | 'installment' | 'unscheduled' | 'incremental' | 'resubmission' | 'delayed_charge' | 'reauthorization' | 'no_show' | null
  /** How many times an authorisation was asked for. */
  readonly attempts: number
  readonly attempt: PaymentAttempt | null
  readonly decline: Decline | null
  readonly risk: {
    readonly decision: 'allow' | 'challenge' | 'review' | 'block'
    readonly reasons: readonly string[]
  } | null
  readonly review: {
    readonly status: 'open' | 'approved' | 'rejected'
    readonly reason: string | null
    readonly decided_by: string | null
    readonly decided_at: string | null
  } | null
  readonly three_ds: {
    readonly status: 'started' | 'challenged' | 'proved' | 'failed' | 'unavailable' | 'expired'
    readonly version: string | null
    readonly eci: string | null
    /** The issuer, not the merchant, answers for fraud with this payment. */
    readonly liability_shift: boolean
  } | null
  readonly next_action: {
    readonly type: 'redirect'
    /** Send the payer’s browser there. */
    readonly url: string
  } | null
  /** Something was sent to the acquirer and its outcome is not known yet. */
  readonly has_open_operation: boolean
  readonly finality: Finality
  readonly version: number
  /** RFC 3339, UTC. */
  readonly created_at: string
  /** RFC 3339, UTC. */
  readonly updated_at: string
}

export type PaymentAddressInput = {
  readonly line1?: string | undefined
  readonly line2?: string | undefined
  readonly city?: string | undefined
  readonly postal_code?: string | undefined
  readonly country?: string | undefined
}

export type PaymentAttempt = {
  readonly id: string
  readonly number: number
  readonly acquirer_account: string
  readonly acquirer_reference: string | null
  readonly result: string | null
  readonly auth_code: string | null
  readonly network_transaction_id: string | null
  readonly transaction_link_id: string | null
  readonly cvc_check: 'match' | 'no_match' | 'not_checked' | null
  readonly address_check: 'match' | 'no_match' | 'not_checked' | null
}

export type PaymentMethod = {
  readonly id: string
  readonly token: string
  readonly customer: string | null
  readonly state: 'active' | 'detached'
  readonly card: {
    readonly scheme: 'visa' | 'mastercard' | 'amex' | 'discover' | 'diners' | 'jcb' | 'unionpay' | 'maestro'
    readonly bin: string
    readonly last4: string
    readonly expiry_month: number
    readonly expiry_year: number
    readonly country: string | null
    readonly funding: 'credit' | 'debit' | 'prepaid' | null
    /** The same for every token of one card number. */
    readonly fingerprint: string
  }
  readonly network_transaction_id: string | null
  readonly transaction_link_id: string | null
  readonly consent: {
    /** RFC 3339, UTC. */
    readonly given_at: string
    readonly reference: string | null
  } | null
  readonly billing: BillingDetails | null
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata: Readonly<Record<string, string>>
  /** RFC 3339, UTC. */
  readonly created_at: string
  /** RFC 3339, UTC. */
  readonly updated_at: string
  readonly detached_at: string | null
}

export type PaymentMethodPatchInput = {
  readonly consent?: NewConsentInput | null | undefined
  readonly billing?: NewBillingDetailsInput | null | undefined
  /** Keys that change; null takes a key away. */
  readonly metadata?: Readonly<Record<string, string | null>> | undefined
}

export type PaymentOrder = {
  readonly id: string
  readonly connection: string
  readonly kind: 'credit_transfer' | 'direct_debit'
  readonly rail: 'ach' | 'sepa' | 'sepa_instant' | 'sepa_core' | 'sepa_b2b' | 'rtp' | 'fednow'
  readonly bank_account: string
  readonly mandate: string | null
  readonly account: string
  readonly amount: Amount
  readonly sec_code: string | null
  readonly description: string
  readonly remittance: string | null
  readonly end_to_end_id: string
  /** `same_day`, `next_day`, or the day on which it should settle. */
  readonly wish: string
  readonly purpose: 'payment' | 'prenote' | 'micro_entry' | 'reversal' | 'return_fee'
  readonly sequence_type: 'FRST' | 'RCUR' | 'FNAL' | 'OOFF' | null
  /** Where collected money is in the ledger. */
  readonly funds: 'nowhere' | 'account' | 'uncleared' | 'shortfall'
  readonly releases_after: boolean
  readonly fallback_rail: 'sepa' | 'ach' | null
  /** 1, or 2 and 3 when it was tried again after a return. */
  readonly attempt: number
  readonly original: string | null
  readonly next: string | null
  readonly state: 'scheduled' | 'submitting' | 'submitted' | 'unknown' | 'settled' | 'returned' | 'rejected' | 'cancelled' | 'reversed'
  readonly finality: BankFinality
  readonly reason_code: string | null
  readonly because: string | null
  readonly next_action: string | null
  readonly needs_review: boolean
  readonly file: string | null
  readonly number: number | null
  readonly reference: string | null
  readonly time_window: string | null
  readonly file_cutoff_at: string | null
  readonly effective_on: string
  readonly settles_on: string
  /** RFC 3339, UTC. */
  readonly settles_at: string
  readonly settled_at: string | null
  readonly return_closes_at: string | null
  readonly dispute_closes_at: string | null
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata: Readonly<Record<string, string>>
  /** RFC 3339, UTC. */
  readonly created_at: string
  /** RFC 3339, UTC. */
  readonly updated_at: string
}

export type PaymentOrderReasonInput = {
  readonly because: string
}

export type PaymentOrderResolutionInput = {
  readonly outcome: 'settled' | 'rejected'
  readonly because: string
}

export type PaymentOrderRetryInput = {
  readonly when?: string | undefined
  /** What you have seen to: the receiver approves the payment again (R08), gave a new authorisation (R07, R10), or you corrected what was wrong. */
  readonly ground?: 'new_approval' | 'new_authorization' | 'corrected' | undefined
}

export type PaymentOrderStep = {
  readonly number: number
  readonly event: 'submit' | 'deliver' | 'lose' | 'settle' | 'return' | 'reject' | 'cancel' | 'reverse' | 'restore' | 'withdraw'
  readonly state: 'scheduled' | 'submitting' | 'submitted' | 'unknown' | 'settled' | 'returned' | 'rejected' | 'cancelled' | 'reversed'
  readonly reason_code: string | null
  readonly because: string | null
  readonly file: string | null
  /** RFC 3339, UTC. */
  readonly at: string
}

export type PaymentOrderTimeline = {
  readonly data: readonly PaymentOrderStep[]
}

export type PaymentOrders = {
  readonly data: readonly PaymentOrder[]
}

export type PaymentRequest = {
  readonly id: string
  readonly connection: string
  readonly rail: 'rtp' | 'fednow'
  readonly bank_account: string
  readonly receiving_account: string
  readonly amount: Amount
  /** The payment brings it back. */
  readonly end_to_end_id: string
  readonly remittance: string | null
  /** RFC 3339, UTC. */
  readonly expires_at: string
  readonly state: 'sending' | 'open' | 'unknown' | 'accepted' | 'paid' | 'declined' | 'expired' | 'cancelling' | 'cancelled' | 'failed'
  readonly reason_code: string | null
  readonly because: string | null
  readonly receipt: string | null
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata: Readonly<Record<string, string>>
  /** RFC 3339, UTC. */
  readonly created_at: string
  /** RFC 3339, UTC. */
  readonly updated_at: string
}

export type PaymentRequestReasonInput = {
  readonly because: string
}

export type Payout = {
  readonly id: string
  readonly bank_account: string
  /** Which details of the bank account are meant: those given then. */
  readonly details_given_at: string
  readonly account: string
  readonly amount: Amount
  readonly speed: 'instant' | 'same_day' | 'standard' | 'cheapest'
  readonly description: string
  readonly remittance: string | null
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata: Readonly<Record<string, string>>
  /** Of what is approved. */
  readonly digest: string
  /** The approval policy that decided; 0: the defaults. */
  readonly policy_version: number
  /** Why somebody else has to agree, or why it waits. */
  readonly requirements: readonly {
    readonly rule: string
    readonly because: string
    readonly until: string | null
  }[]
  readonly held_until: string | null
  readonly approval: string | null
  readonly decision: RailDecision
  readonly connection: string
  readonly rail: string
  /** Orders that were made for it. */
  readonly attempts: number
  readonly order: string | null
  readonly state: 'needs_approval' | 'approved' | 'ordered' | 'settled' | 'failed' | 'denied' | 'cancelled' | 'expired'
  readonly reason_code: string | null
  readonly because: string | null
  readonly finality: BankFinality
  readonly created_by: string
  /** RFC 3339, UTC. */
  readonly created_at: string
  /** RFC 3339, UTC. */
  readonly updated_at: string
}

export type PayoutAttempt = {
  readonly number: number
  readonly order: string
  readonly connection: string
  readonly rail: string
  readonly decision: RailDecision
  /** RFC 3339, UTC. */
  readonly created_at: string
}

export type PayoutAttempts = {
  readonly data: readonly PayoutAttempt[]
}

export type PayoutDestinationInput = {
  readonly destination: string
}

export type PayoutReasonInput = {
  readonly because: string
}

export type PeriodClosing = {
  readonly id: string
  readonly closed_through: string
  readonly closed_before: string | null
  readonly description: string | null
  /** RFC 3339, UTC. */
  readonly closed_at: string
}

export type PostTransferInput = {
  readonly id?: string | undefined
  /** Your own category, such as `capture` or `fee`; `transfer` when absent. */
  readonly code?: string | undefined
  /** All must hold. `param` of a refusal names the first that does not, such as `preconditions.1`; a repeat of the refused `id` under another Idempotency-Key is told `preconditions` only, when there are several. */
  readonly preconditions?: readonly {
    readonly leg: 'debit' | 'credit'
    readonly field: 'version' | 'posted' | 'pending_in' | 'pending_out' | 'available'
    readonly operator: 'eq' | 'lt' | 'lte' | 'gt' | 'gte'
    readonly value: string | number
  }[] | undefined
  readonly description?: string | undefined
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
  /** `max` moves what the limits of both accounts allow: down to the floor, without the overdraft, which only a named amount draws. */
  readonly amount?: {
    /** Minor units of `currency`: cents for USD, yen for JPY. From 1 to 9007199254740991 (2^53 - 1) in one transfer. Or `max`. */
    readonly value: string | number
    readonly currency: string
  } | undefined
  readonly final?: boolean | undefined
  /** The day it counts for; today when absent. */
  readonly effective_on?: string | undefined
}

export type ProposedApprovalPolicy = {
  readonly policy: ApprovalPolicy
  readonly approval: Approval | null
}

export type Rail = {
  readonly id: 'ach' | 'sepa' | 'sepa_instant' | 'sepa_core' | 'sepa_b2b' | 'rtp' | 'fednow'
  readonly name: string
  readonly currency: string
  /** Whether it pays, collects, or both. */
  readonly kinds: readonly ('credit_transfer' | 'direct_debit')[]
  readonly amount_max: Amount | null
  readonly same_day_amount_max: Amount | null
  /** Each payment travels by itself, at any hour of any day. */
  readonly is_always_open: boolean
  readonly answers_within_ms: number | null
  /** Whose banking days count. */
  readonly calendar: 'federal_reserve' | 'target'
  readonly time_zone: string
  readonly today: string
  readonly closed_today_for: string | null
  readonly next_banking_day: string
  /** When the rail’s next files close, the soonest first. */
  readonly cut_offs: readonly {
    readonly time_window: string
    readonly kinds: readonly ('credit_transfer' | 'direct_debit')[]
    /** RFC 3339, UTC. */
    readonly closes_at: string
    readonly settles_on: string
  }[]
  /** Of the year ahead, without weekends. */
  readonly holidays: readonly {
    readonly on: string
    readonly name: string
  }[]
  /** Your enabled connections that carry it. Their own files close so many minutes before the rail’s. */
  readonly connections: readonly {
    readonly id: string
    readonly name: string
    readonly lead_minutes: number
  }[]
}

export type RailDecision = {
  readonly chosen: {
    readonly connection: string
    readonly rail: string
  } | null
  readonly because: string
  readonly candidates: readonly {
    readonly connection: string
    readonly rail: string
    readonly cost: Amount | null
    /** RFC 3339, UTC. */
    readonly arrives_at: string
    readonly excluded_because: string | null
  }[]
}

export type Rails = {
  readonly data: readonly Rail[]
}

export type Recall = {
  readonly id: string
  readonly connection: string
  readonly order: string
  readonly reason: 'DUPL' | 'TECH' | 'FRAD' | 'CUST' | 'AC03' | 'AM09'
  readonly because: string
  /** `accepted`: the other bank promised the money; `returned`: it is here. */
  readonly state: 'pending' | 'accepted' | 'refused' | 'returned'
  readonly file: string | null
  readonly message_id: string | null
  readonly answer_file: string | null
  readonly answer_code: string | null
  readonly answer_due_on: string
  /** RFC 3339, UTC. */
  readonly created_at: string
  readonly answered_at: string | null
  /** RFC 3339, UTC. */
  readonly updated_at: string
}

export type Receipt = {
  readonly payment: string
  readonly status: 'created' | 'requires_action' | 'in_review' | 'processing' | 'declined' | 'authorized' | 'partially_captured' | 'succeeded' | 'canceled' | 'expired' | 'blocked' | 'reversed'
  readonly reference: string | null
  readonly description: string | null
  readonly merchant: {
    readonly id: string
    readonly name: string
    readonly statement_descriptor: string
    readonly city: string
    readonly country: string
  }
  readonly card: {
    readonly scheme: 'visa' | 'mastercard' | 'amex' | 'discover' | 'diners' | 'jcb' | 'unionpay' | 'maestro'
    readonly last4: string
  } | null
  readonly auth_code: string | null
  readonly lines: readonly {
    readonly kind: 'payment' | 'refund'
    readonly operation: string
    readonly amount: Amount
    /** RFC 3339, UTC. */
    readonly at: string
  }[]
  readonly amount_paid: Amount
  readonly amount_refunded: Amount
  /** What was paid less what was given back. */
  readonly amount: {
    /** Minor units of `currency`. */
    readonly value: string
    readonly currency: string
  }
  /** To be printed or mailed as it is. */
  readonly text: string
}

export type ReceivingAccount = {
  readonly id: string
  readonly connection: string
  /** As payers write it. */
  readonly number: string
  readonly account: string
  readonly state: 'open' | 'closed'
  /** RFC 3339, UTC. */
  readonly created_at: string
  /** RFC 3339, UTC. */
  readonly updated_at: string
}

export type ReconciledLine = {
  readonly statement: string
  readonly line: number
  readonly state: string
}

export type ReconciliationAccount = {
  readonly id: string
  readonly name: string | null
  readonly status: 'active' | 'closed'
  /** The account, as its statements carry it. */
  readonly account_key: string
  readonly account_last4: string
  readonly currency: string
  readonly ledger_account: string
  readonly suspense_account: string
  readonly fees_account: string
  readonly tolerance_account: string
  readonly calendar: string
  readonly starts_on: string
  readonly ledger_opening: Amount
  readonly bank_opening: Amount | null
  readonly lines_read: string
  /** RFC 3339, UTC. */
  readonly created_at: string
  readonly closed_at: string | null
}

/** difference = bank_closing - ledger_balance - opening_difference - bank_unmatched + ledger_unmatched - in_transit. */
export type ReconciliationBankProof = {
  readonly reconciliation_account: string
  readonly day: string
  readonly statement: string
  readonly statement_on: string
  readonly bank_closing: Amount
  readonly ledger_balance: Amount
  readonly bank_unmatched: Amount
  readonly ledger_unmatched: Amount
  readonly in_transit: Amount
  readonly in_suspense: Amount
  readonly opening_difference: Amount
  readonly difference: Amount
  readonly is_clean: boolean
  /** Of what moved in the last four days, the share by value that is matched, in millionths. */
  readonly completeness_ppm: number
  /** RFC 3339, UTC. */
  readonly proven_at: string
}

export type ReconciliationBreak = {
  readonly id: string
  readonly type: 'amount_differs' | 'currency_differs' | 'unknown_reference' | 'state_differs' | 'duplicate_line' | 'fee_differs' | 'missing_line' | 'dispute_unknown' | 'adjustment_unexplained' | 'posting_refused' | 'report_total_differs' | 'report_restated' | 'proof_differs' | 'missing_internal' | 'missing_external' | 'amount_diff' | 'fee_diff' | 'duplicate' | 'timing' | 'wrong_account' | 'status_mismatch'
  readonly reason: string
  readonly status: 'open' | 'resolved' | 'written_off'
  readonly acquirer_account: string | null
  readonly reconciliation_account: string | null
  readonly settlement: string | null
  readonly statement: string | null
  readonly line: number | null
  readonly transfer: string | null
  readonly operation_reference: string | null
  readonly payment: string | null
  readonly merchant: string | null
  readonly amount_at_risk: Amount
  readonly amount_in_suspense: Amount
  readonly amount_pending: Amount
  readonly age_days: number
  readonly age_bucket: '0-1' | '2-3' | '4-7' | '8-30' | '30+'
  readonly owner: string | null
  readonly note: string | null
  readonly closed_by: string | null
  readonly ledger_account: string | null
  /** RFC 3339, UTC. */
  readonly opened_at: string
  readonly closed_at: string | null
}

/** Amounts are above zero for what came in. Matches never change: one that is undone has another that supersedes it. */
export type ReconciliationMatch = {
  readonly id: string
  readonly reconciliation_account: string
  readonly status: 'matched' | 'proposed' | 'confirmed' | 'rejected' | 'undone' | 'replaced'
  readonly made_by_pass: 'by_hand' | 'exact_key' | 'key_tolerance' | 'amount_date' | 'group' | 'subset' | 'score' | 'bank_fee' | 'suspense'
  readonly rule_version: number
  readonly score: number | null
  readonly bank_total: Amount
  readonly ledger_total: Amount
  readonly difference: Amount
  readonly lines: readonly {
    readonly statement: string
    readonly line: number
    readonly booked_on: string
    readonly amount: Amount
  }[]
  readonly transfers: readonly {
    readonly transfer: string
    readonly effective_on: string
    readonly amount: Amount
  }[]
  readonly supersedes: string | null
  readonly superseded_by: string | null
  readonly made_by: string
  readonly note: string | null
  /** RFC 3339, UTC. */
  readonly made_at: string
}

export type ReconciliationProof = {
  readonly acquirer_account: string
  readonly day: string
  readonly receivable: Amount
  readonly claims_open: Amount
  readonly reports_unpaid: Amount
  readonly difference: Amount
  readonly is_clean: boolean
  /** Of the receivable, up to which it was proven. */
  readonly version: string
  /** RFC 3339, UTC. */
  readonly proven_at: string
}

export type ReconciliationProofs = {
  readonly data: readonly ReconciliationProof[]
  readonly is_clean: boolean
}

export type Refund = {
  readonly id: string
  readonly payment: string
  readonly status: 'pending' | 'succeeded' | 'failed'
  readonly amount: Amount
  readonly reason: 'requested_by_customer' | 'duplicate' | 'fraudulent' | 'other' | null
  readonly reference: string | null
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata: Readonly<Record<string, string>>
  readonly acquirer_account: string
  readonly acquirer_reference: string | null
  readonly failure: string | null
  readonly finality: Finality
  /** RFC 3339, UTC. */
  readonly created_at: string
  /** RFC 3339, UTC. */
  readonly updated_at: string
}

export type RejectPaymentInput = {
  /** For the record; the payer does not see it. */
  readonly reason: string
}

export type RequestErrorGroup = {
  readonly code: string
  readonly title: string
  /** The page about this error: why it happens and what to do. */
  readonly type: string
  readonly operation_id: string
  readonly method: string
  readonly route: string
  /** Failures of this group that the log holds. */
  readonly count: number
  readonly first_at: string
  readonly last_at: string
  readonly last_request_id: string
}

export type RequestLog = {
  /** As `Request-Id` said it. */
  readonly id: string
  /** When it came. Times of requests are real time, also in a sandbox. */
  readonly created_at: string
  readonly method: string
  /** With the ids that were asked for; other parameters are kept as their names in braces. */
  readonly path: string
  /** The path’s pattern. */
  readonly route: string
  readonly operation_id: string
  /** Names of the query’s fields, without their values. */
  readonly query_fields: readonly string[]
  readonly status: number
  readonly error: RequestLogError | null
  /** What it made or changed; null for reads. */
  readonly object_id: string | null
  readonly actor_type: string
  /** The key or the member that asked. */
  readonly actor_id: string
  /** In which it was served; null when it was refused before that was known. */
  readonly api_version: string | null
  /** Products and versions, as far as the caller named them. */
  readonly user_agent: string | null
  readonly duration_ms: number
  /** Whether the answer was given before, under the same key. */
  readonly is_replay: boolean
}

export type RequestLogError = {
  readonly code: string
  readonly title: string
  /** The page about this error. */
  readonly type: string
  /** Which fields were at fault and how: names of the API, never what stood in them. */
  readonly faults: readonly {
    readonly param: string | null
    readonly code: string
  }[]
}

export type ResolveBreakInput = {
  /** Why: kept with the break and in the audit trail. */
  readonly note: string
}

export type ReturnFeeInput = {
  readonly amount: AmountInput
  /** The debtor was told of the fee before the debit. */
  readonly has_notice: boolean
}

export type ReturnRate = {
  readonly connection: string
  readonly name: 'unauthorized' | 'administrative' | 'overall'
  /** Debits that came back in the period. */
  readonly returned: number
  /** Debits that settled in the period. */
  readonly debits: number
  readonly threshold: ReturnRateRatio
  readonly state: 'ok' | 'near' | 'over'
  /** New debits are stopped while the connection has `gauges_block`. */
  readonly blocks: boolean
  readonly from_on: string
  readonly to_on: string
}

/** Exact: 5 over 1000 is 0.5 %. */
export type ReturnRateRatio = {
  readonly numerator: string
  readonly denominator: string
}

export type ReturnRates = {
  readonly data: readonly ReturnRate[]
}

export type ReversalReasonInput = {
  readonly reason: 'duplicate' | 'wrong_receiver' | 'wrong_amount' | 'debit_earlier_than_intended' | 'credit_later_than_intended'
}

export type ReverseTransferInput = {
  readonly id?: string | undefined
  /** Your own category, such as `capture` or `fee`; `transfer` when absent. */
  readonly code?: string | undefined
  /** All must hold. `param` of a refusal names the first that does not, such as `preconditions.1`; a repeat of the refused `id` under another Idempotency-Key is told `preconditions` only, when there are several. */
  readonly preconditions?: readonly {
    readonly leg: 'debit' | 'credit'
    readonly field: 'version' | 'posted' | 'pending_in' | 'pending_out' | 'available'
    readonly operator: 'eq' | 'lt' | 'lte' | 'gt' | 'gte'
    readonly value: string | number
  }[] | undefined
  readonly description?: string | undefined
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
  readonly amount?: {
    /** Minor units of `currency`: cents for USD, yen for JPY. From 1 to 9007199254740991 (2^53 - 1) in one transfer. */
    readonly value: string | number
    readonly currency: string
  } | undefined
  /** The day it counts for; today when absent. */
  readonly effective_on?: string | undefined
}

export type RiskAssessment = {
  readonly decision: 'block' | 'review' | 'challenge' | 'allow'
  /** What asked for this decision: a rule, a list, or `sca_required`. */
  readonly reasons: readonly {
    readonly rule: string
    readonly text: string
  }[]
  /** The exemption from strong customer authentication that would be claimed. */
  readonly exemption: string | null
  readonly sca: {
    /** `eea` or `uk`; null: out of scope. */
    readonly regime: string | null
    readonly why: string
  }
  readonly rule_set: string | null
  readonly version: number
  /** Counts and sums that the rules looked at, without those of nothing. */
  readonly seen: Readonly<Record<string, number>>
}

export type RiskAssessmentInputInput = {
  readonly amount: AmountInput
  readonly fingerprint: string
  readonly bin: string
  readonly scheme: string
  readonly card_country?: string | undefined
  readonly funding?: 'credit' | 'debit' | 'prepaid' | undefined
  readonly customer?: string | undefined
  readonly merchant: string
  readonly merchant_country: string
  readonly mcc: string
  readonly device?: string | undefined
  readonly ip?: string | undefined
  readonly ip_country?: string | undefined
  readonly billing_country?: string | undefined
  readonly shipping_country?: string | undefined
  readonly address?: string | undefined
  readonly email?: string | undefined
  readonly initiator: 'customer' | 'merchant'
  readonly channel: 'ecommerce' | 'moto' | 'recurring'
}

export type RiskList = {
  readonly id: string
  readonly name: string
  /** What stands on it. */
  readonly kind: 'card' | 'bin' | 'email' | 'email_domain' | 'ip' | 'country' | 'device' | 'customer'
  /** What a payment that stands on it comes to. `block` beats everything; `allow` sets aside what rules and other lists ask for, but not the law on authentication; `none` leaves it to rules. */
  readonly effect: 'block' | 'review' | 'challenge' | 'allow' | 'none'
  /** How many items it has; expired ones count until they are removed. */
  readonly items: number
  /** RFC 3339, UTC. */
  readonly created_at: string
  /** RFC 3339, UTC. */
  readonly updated_at: string
}

export type RiskListItem = {
  /** Null for cards, e-mail and IP addresses and devices: only their hash is stored. */
  readonly value: string | null
  /** Enough to recognise the value by. */
  readonly hint: string
  readonly expires_at: string | null
  /** RFC 3339, UTC. */
  readonly created_at: string
}

export type RiskRule = {
  readonly name: string
  readonly text: string
  /** All must hold. Counts are of what came before the payment; a count covers at least its window and less than twice its window. A text that is not known meets neither `in` nor `not_in`. */
  readonly when: readonly ({
    readonly field: 'card.attempts_10m' | 'card.attempts_1h' | 'card.attempts_24h' | 'card.attempts_7d' | 'card.attempts_30d' | 'card.declines_10m' | 'card.declines_1h' | 'card.declines_24h' | 'card.declines_7d' | 'card.declines_30d' | 'customer.attempts_10m' | 'customer.attempts_1h' | 'customer.attempts_24h' | 'customer.attempts_7d' | 'customer.attempts_30d' | 'customer.declines_10m' | 'customer.declines_1h' | 'customer.declines_24h' | 'customer.declines_7d' | 'customer.declines_30d' | 'device.attempts_10m' | 'device.attempts_1h' | 'device.attempts_24h' | 'device.attempts_7d' | 'device.attempts_30d' | 'device.declines_10m' | 'device.declines_1h' | 'device.declines_24h' | 'device.declines_7d' | 'device.declines_30d' | 'address.attempts_10m' | 'address.attempts_1h' | 'address.attempts_24h' | 'address.attempts_7d' | 'address.attempts_30d' | 'address.declines_10m' | 'address.declines_1h' | 'address.declines_24h' | 'address.declines_7d' | 'address.declines_30d' | 'ip.attempts_10m' | 'ip.attempts_1h' | 'ip.attempts_24h' | 'ip.attempts_7d' | 'ip.attempts_30d' | 'ip.declines_10m' | 'ip.declines_1h' | 'ip.declines_24h' | 'ip.declines_7d' | 'ip.declines_30d' | 'email.attempts_10m' | 'email.attempts_1h' | 'email.attempts_24h' | 'email.attempts_7d' | 'email.attempts_30d' | 'email.declines_10m' | 'email.declines_1h' | 'email.declines_24h' | 'email.declines_7d' | 'email.declines_30d' | 'merchant.attempts_10m' | 'merchant.attempts_1h' | 'merchant.attempts_24h' | 'merchant.attempts_7d' | 'merchant.attempts_30d' | 'merchant.declines_10m' | 'merchant.declines_1h' | 'merchant.declines_24h' | 'merchant.declines_7d' | 'merchant.declines_30d'
    readonly operator: 'gt' | 'gte' | 'lt' | 'lte' | 'eq'
    readonly value: number
  } | {
    readonly field: 'amount' | 'card.amount_10m' | 'card.amount_1h' | 'card.amount_24h' | 'card.amount_7d' | 'card.amount_30d' | 'customer.amount_10m' | 'customer.amount_1h' | 'customer.amount_24h' | 'customer.amount_7d' | 'customer.amount_30d' | 'merchant.amount_10m' | 'merchant.amount_1h' | 'merchant.amount_24h' | 'merchant.amount_7d' | 'merchant.amount_30d'
    readonly operator: 'gt' | 'gte' | 'lt' | 'lte' | 'eq'
    readonly amount: Amount
  } | {
    readonly field: 'card_country' | 'ip_country' | 'billing_country' | 'shipping_country' | 'merchant_country' | 'initiator' | 'channel' | 'funding' | 'scheme' | 'mcc' | 'bin' | 'currency' | 'exemption'
    readonly operator: 'in' | 'not_in'
    readonly values: readonly string[]
  } | {
    readonly field: 'card_country' | 'ip_country' | 'billing_country' | 'shipping_country' | 'merchant_country' | 'initiator' | 'channel' | 'funding' | 'scheme' | 'mcc' | 'bin' | 'currency' | 'exemption'
    readonly operator: 'is_known' | 'is_unknown'
  } | {
    readonly field: 'card_country' | 'ip_country' | 'billing_country' | 'shipping_country' | 'merchant_country'
    readonly operator: 'differs_from'
    readonly other: 'card_country' | 'ip_country' | 'billing_country' | 'shipping_country' | 'merchant_country'
  } | {
    readonly field: 'list'
    readonly operator: 'contains'
    readonly list: string
  })[]
  readonly decision: 'block' | 'review' | 'challenge' | 'allow'
}

export type RiskRuleInput = {
  readonly name: string
  readonly text: string
  /** All must hold. Counts are of what came before the payment; a count covers at least its window and less than twice its window. A text that is not known meets neither `in` nor `not_in`. */
  readonly when: readonly ({
    readonly field: 'card.attempts_10m' | 'card.attempts_1h' | 'card.attempts_24h' | 'card.attempts_7d' | 'card.attempts_30d' | 'card.declines_10m' | 'card.declines_1h' | 'card.declines_24h' | 'card.declines_7d' | 'card.declines_30d' | 'customer.attempts_10m' | 'customer.attempts_1h' | 'customer.attempts_24h' | 'customer.attempts_7d' | 'customer.attempts_30d' | 'customer.declines_10m' | 'customer.declines_1h' | 'customer.declines_24h' | 'customer.declines_7d' | 'customer.declines_30d' | 'device.attempts_10m' | 'device.attempts_1h' | 'device.attempts_24h' | 'device.attempts_7d' | 'device.attempts_30d' | 'device.declines_10m' | 'device.declines_1h' | 'device.declines_24h' | 'device.declines_7d' | 'device.declines_30d' | 'address.attempts_10m' | 'address.attempts_1h' | 'address.attempts_24h' | 'address.attempts_7d' | 'address.attempts_30d' | 'address.declines_10m' | 'address.declines_1h' | 'address.declines_24h' | 'address.declines_7d' | 'address.declines_30d' | 'ip.attempts_10m' | 'ip.attempts_1h' | 'ip.attempts_24h' | 'ip.attempts_7d' | 'ip.attempts_30d' | 'ip.declines_10m' | 'ip.declines_1h' | 'ip.declines_24h' | 'ip.declines_7d' | 'ip.declines_30d' | 'email.attempts_10m' | 'email.attempts_1h' | 'email.attempts_24h' | 'email.attempts_7d' | 'email.attempts_30d' | 'email.declines_10m' | 'email.declines_1h' | 'email.declines_24h' | 'email.declines_7d' | 'email.declines_30d' | 'merchant.attempts_10m' | 'merchant.attempts_1h' | 'merchant.attempts_24h' | 'merchant.attempts_7d' | 'merchant.attempts_30d' | 'merchant.declines_10m' | 'merchant.declines_1h' | 'merchant.declines_24h' | 'merchant.declines_7d' | 'merchant.declines_30d'
    readonly operator: 'gt' | 'gte' | 'lt' | 'lte' | 'eq'
    readonly value: number
  } | {
    readonly field: 'amount' | 'card.amount_10m' | 'card.amount_1h' | 'card.amount_24h' | 'card.amount_7d' | 'card.amount_30d' | 'customer.amount_10m' | 'customer.amount_1h' | 'customer.amount_24h' | 'customer.amount_7d' | 'customer.amount_30d' | 'merchant.amount_10m' | 'merchant.amount_1h' | 'merchant.amount_24h' | 'merchant.amount_7d' | 'merchant.amount_30d'
    readonly operator: 'gt' | 'gte' | 'lt' | 'lte' | 'eq'
    readonly amount: AmountInput
  } | {
    readonly field: 'card_country' | 'ip_country' | 'billing_country' | 'shipping_country' | 'merchant_country' | 'initiator' | 'channel' | 'funding' | 'scheme' | 'mcc' | 'bin' | 'currency' | 'exemption'
    readonly operator: 'in' | 'not_in'
    readonly values: readonly string[]
  } | {
    readonly field: 'card_country' | 'ip_country' | 'billing_country' | 'shipping_country' | 'merchant_country' | 'initiator' | 'channel' | 'funding' | 'scheme' | 'mcc' | 'bin' | 'currency' | 'exemption'
    readonly operator: 'is_known' | 'is_unknown'
  } | {
    readonly field: 'card_country' | 'ip_country' | 'billing_country' | 'shipping_country' | 'merchant_country'
    readonly operator: 'differs_from'
    readonly other: 'card_country' | 'ip_country' | 'billing_country' | 'shipping_country' | 'merchant_country'
  } | {
    readonly field: 'list'
    readonly operator: 'contains'
    readonly list: string
  })[]
  readonly decision: 'block' | 'review' | 'challenge' | 'allow'
}

export type RiskRuleSet = {
  /** Null for the built-in rules. */
  readonly id: string | null
  /** Counts up from 1; 0 for the built-in rules. */
  readonly version: number
  readonly description: string | null
  readonly is_active: boolean
  readonly rules: readonly RiskRule[]
  readonly sca: RiskSca
  /** What becomes of a payment that the rules challenge when 3-D Secure is not to be had: it goes on without (the default), or is declined. Payments whose merchant or issuer asks for 3-D Secure are always declined. */
  readonly three_ds_unavailable: 'go_on' | 'decline'
  readonly created_by: string | null
  readonly created_at: string | null
}

export type RiskSca = {
  /** When European law wants the cardholder authenticated and no exemption fits: ask for 3-D Secure at once, or let the issuer do so. */
  readonly when_required: 'challenge' | 'leave_to_issuer'
  /** Which to claim: the first that fits. */
  readonly exemptions: readonly ('low_value' | 'transaction_risk_analysis')[]
  /** The acquirer’s fraud rate in millionths of the value of all payments: 1300 is 0.13 %. Null: no risk analysis is claimed. */
  readonly fraud_rate_ppm: number | null
}

export type RiskScaInput = {
  /** When European law wants the cardholder authenticated and no exemption fits: ask for 3-D Secure at once, or let the issuer do so. */
  readonly when_required: 'challenge' | 'leave_to_issuer'
  /** Which to claim: the first that fits. */
  readonly exemptions: readonly ('low_value' | 'transaction_risk_analysis')[]
  /** The acquirer’s fraud rate in millionths of the value of all payments: 1300 is 0.13 %. Null: no risk analysis is claimed. */
  readonly fraud_rate_ppm: number | null
}

export type RoutedPaymentInput = {
  readonly payment?: string | undefined
  readonly merchant: string
  readonly amount: AmountInput
  readonly scheme: 'visa' | 'mastercard' | 'amex' | 'discover' | 'diners' | 'jcb' | 'unionpay' | 'maestro'
  readonly bin: string
  readonly funding?: 'credit' | 'debit' | 'prepaid' | undefined
  readonly card_country?: string | undefined
  readonly mcc: string
  readonly initiator?: 'customer' | 'merchant' | undefined
  readonly channel?: 'ecommerce' | 'moto' | 'recurring' | undefined
  readonly three_ds?: 'none' | 'attempted' | 'authenticated' | undefined
  readonly needs?: readonly ('increments' | 'multicapture' | 'partial_approval' | 'partial_void')[] | undefined
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
}

export type RoutingBreaker = {
  readonly account: string
  readonly operation: 'authorize' | 'capture' | 'void' | 'increment' | 'refund' | 'inquire'
  readonly state: 'closed' | 'open' | 'half_open'
  /** Real time, also in a sandbox. */
  readonly since: string
  /** When an open one takes probes. */
  readonly rests_until: string | null
  /** In the last 30 seconds. */
  readonly calls: number
  readonly failures: number
  readonly mean_ms: number | null
}

/** In this order. */
export type RoutingByPriority = {
  readonly kind: 'priority'
  readonly accounts: readonly string[]
}

/** In this order. */
export type RoutingByPriorityInput = {
  readonly kind: 'priority'
  readonly accounts: readonly string[]
}

/** By the hash of the payment’s id, in these proportions. */
export type RoutingBySplit = {
  readonly kind: 'split'
  readonly shares: readonly {
    readonly account: string
    readonly weight: number
  }[]
}

/** By the hash of the payment’s id, in these proportions. */
export type RoutingBySplitInput = {
  readonly kind: 'split'
  readonly shares: readonly {
    readonly account: string
    readonly weight: number
  }[]
}

export type RoutingCheck = {
  /** Whether every payment meets a rule; null when that was not decided. */
  readonly is_exhaustive: boolean | null
  readonly findings: readonly RoutingFinding[]
}

export type RoutingDecision = {
  readonly rule_set: string | null
  readonly version: number
  /** Number of the rule that held, from 0. */
  readonly rule: number | 'otherwise' | 'own_priority'
  /** No account of the rule can take the payment. */
  readonly is_fallback: boolean
  /** Best first. */
  readonly candidates: readonly {
    readonly account: string
    readonly why: 'rule' | 'split' | 'own_priority' | 'probe' | 'half_open' | 'all_degraded'
    readonly share?: number
  }[]
  readonly excluded: readonly {
    readonly account: string
    readonly why: 'unknown_account' | 'disabled' | 'currency' | 'scheme' | 'three_ds' | 'capability' | 'breaker_open'
  }[]
  readonly inputs: {
    readonly scheme: string
    readonly funding: string | null
    readonly bin: string
    readonly card_country: string | null
    readonly amount: string
    readonly currency: string
    readonly merchant: string
    readonly mcc: string
    readonly initiator: string
    readonly channel: string
    readonly three_ds: string
    readonly needs?: readonly string[]
    readonly metadata?: Readonly<Record<string, string>>
  }
}

export type RoutingFinding = {
  readonly severity: 'error' | 'warning' | 'note'
  readonly code: 'unknown_account' | 'account_disabled' | 'account_serves_none' | 'account_serves_part' | 'never_holds' | 'unreachable' | 'otherwise_unreachable' | 'not_exhaustive' | 'undecided'
  /** Path into the rules. */
  readonly param: string
  readonly text: string
  /** Of an unreachable rule: numbers of the earlier ones that take all its payments. */
  readonly shadowed_by: readonly number[]
  /** A payment that shows it. */
  readonly example: Readonly<Record<string, string>> | null
}

export type RoutingGroup1 = {
  /** `none` with one member is NOT. */
  readonly op: 'all' | 'any' | 'none'
  readonly of: readonly (RoutingTestOfScheme | RoutingTestOfFunding | RoutingTestOfCardCountry | RoutingTestOfCurrency | RoutingTestOfMerchant | RoutingTestOfMcc | RoutingTestOfInitiator | RoutingTestOfChannel | RoutingTestOfThreeDs | RoutingTestOfNeeds | RoutingTestOfBin | RoutingTestOfAmount | RoutingTestOfMetadata | RoutingGroup2)[]
}

export type RoutingGroup1Input = {
  /** `none` with one member is NOT. */
  readonly op: 'all' | 'any' | 'none'
  readonly of: readonly (RoutingTestOfSchemeInput | RoutingTestOfFundingInput | RoutingTestOfCardCountryInput | RoutingTestOfCurrencyInput | RoutingTestOfMerchantInput | RoutingTestOfMccInput | RoutingTestOfInitiatorInput | RoutingTestOfChannelInput | RoutingTestOfThreeDsInput | RoutingTestOfNeedsInput | RoutingTestOfBinInput | RoutingTestOfAmountInput | RoutingTestOfMetadataInput | RoutingGroup2Input)[]
}

export type RoutingGroup2 = {
  /** `none` with one member is NOT. */
  readonly op: 'all' | 'any' | 'none'
  readonly of: readonly (RoutingTestOfScheme | RoutingTestOfFunding | RoutingTestOfCardCountry | RoutingTestOfCurrency | RoutingTestOfMerchant | RoutingTestOfMcc | RoutingTestOfInitiator | RoutingTestOfChannel | RoutingTestOfThreeDs | RoutingTestOfNeeds | RoutingTestOfBin | RoutingTestOfAmount | RoutingTestOfMetadata | RoutingGroup3)[]
}

export type RoutingGroup2Input = {
  /** `none` with one member is NOT. */
  readonly op: 'all' | 'any' | 'none'
  readonly of: readonly (RoutingTestOfSchemeInput | RoutingTestOfFundingInput | RoutingTestOfCardCountryInput | RoutingTestOfCurrencyInput | RoutingTestOfMerchantInput | RoutingTestOfMccInput | RoutingTestOfInitiatorInput | RoutingTestOfChannelInput | RoutingTestOfThreeDsInput | RoutingTestOfNeedsInput | RoutingTestOfBinInput | RoutingTestOfAmountInput | RoutingTestOfMetadataInput | RoutingGroup3Input)[]
}

export type RoutingGroup3 = {
  /** `none` with one member is NOT. */
  readonly op: 'all' | 'any' | 'none'
  readonly of: readonly (RoutingTestOfScheme | RoutingTestOfFunding | RoutingTestOfCardCountry | RoutingTestOfCurrency | RoutingTestOfMerchant | RoutingTestOfMcc | RoutingTestOfInitiator | RoutingTestOfChannel | RoutingTestOfThreeDs | RoutingTestOfNeeds | RoutingTestOfBin | RoutingTestOfAmount | RoutingTestOfMetadata | RoutingGroup4)[]
}

export type RoutingGroup3Input = {
  /** `none` with one member is NOT. */
  readonly op: 'all' | 'any' | 'none'
  readonly of: readonly (RoutingTestOfSchemeInput | RoutingTestOfFundingInput | RoutingTestOfCardCountryInput | RoutingTestOfCurrencyInput | RoutingTestOfMerchantInput | RoutingTestOfMccInput | RoutingTestOfInitiatorInput | RoutingTestOfChannelInput | RoutingTestOfThreeDsInput | RoutingTestOfNeedsInput | RoutingTestOfBinInput | RoutingTestOfAmountInput | RoutingTestOfMetadataInput | RoutingGroup4Input)[]
}

export type RoutingGroup4 = {
  /** `none` with one member is NOT. */
  readonly op: 'all' | 'any' | 'none'
  readonly of: readonly (RoutingTestOfScheme | RoutingTestOfFunding | RoutingTestOfCardCountry | RoutingTestOfCurrency | RoutingTestOfMerchant | RoutingTestOfMcc | RoutingTestOfInitiator | RoutingTestOfChannel | RoutingTestOfThreeDs | RoutingTestOfNeeds | RoutingTestOfBin | RoutingTestOfAmount | RoutingTestOfMetadata | RoutingGroup5)[]
}

export type RoutingGroup4Input = {
  /** `none` with one member is NOT. */
  readonly op: 'all' | 'any' | 'none'
  readonly of: readonly (RoutingTestOfSchemeInput | RoutingTestOfFundingInput | RoutingTestOfCardCountryInput | RoutingTestOfCurrencyInput | RoutingTestOfMerchantInput | RoutingTestOfMccInput | RoutingTestOfInitiatorInput | RoutingTestOfChannelInput | RoutingTestOfThreeDsInput | RoutingTestOfNeedsInput | RoutingTestOfBinInput | RoutingTestOfAmountInput | RoutingTestOfMetadataInput | RoutingGroup5Input)[]
}

export type RoutingGroup5 = {
  /** `none` with one member is NOT. */
  readonly op: 'all' | 'any' | 'none'
  readonly of: readonly (RoutingTestOfScheme | RoutingTestOfFunding | RoutingTestOfCardCountry | RoutingTestOfCurrency | RoutingTestOfMerchant | RoutingTestOfMcc | RoutingTestOfInitiator | RoutingTestOfChannel | RoutingTestOfThreeDs | RoutingTestOfNeeds | RoutingTestOfBin | RoutingTestOfAmount | RoutingTestOfMetadata)[]
}

export type RoutingGroup5Input = {
  /** `none` with one member is NOT. */
  readonly op: 'all' | 'any' | 'none'
  readonly of: readonly (RoutingTestOfSchemeInput | RoutingTestOfFundingInput | RoutingTestOfCardCountryInput | RoutingTestOfCurrencyInput | RoutingTestOfMerchantInput | RoutingTestOfMccInput | RoutingTestOfInitiatorInput | RoutingTestOfChannelInput | RoutingTestOfThreeDsInput | RoutingTestOfNeedsInput | RoutingTestOfBinInput | RoutingTestOfAmountInput | RoutingTestOfMetadataInput)[]
}

export type RoutingHealth = {
  readonly data: readonly RoutingBreaker[]
}

export type RoutingRule = {
  readonly name: string
  readonly when: RoutingTestOfScheme | RoutingTestOfFunding | RoutingTestOfCardCountry | RoutingTestOfCurrency | RoutingTestOfMerchant | RoutingTestOfMcc | RoutingTestOfInitiator | RoutingTestOfChannel | RoutingTestOfThreeDs | RoutingTestOfNeeds | RoutingTestOfBin | RoutingTestOfAmount | RoutingTestOfMetadata | RoutingGroup1
  readonly use: RoutingByPriority | RoutingBySplit
}

export type RoutingRuleInput = {
  readonly name: string
  readonly when: RoutingTestOfSchemeInput | RoutingTestOfFundingInput | RoutingTestOfCardCountryInput | RoutingTestOfCurrencyInput | RoutingTestOfMerchantInput | RoutingTestOfMccInput | RoutingTestOfInitiatorInput | RoutingTestOfChannelInput | RoutingTestOfThreeDsInput | RoutingTestOfNeedsInput | RoutingTestOfBinInput | RoutingTestOfAmountInput | RoutingTestOfMetadataInput | RoutingGroup1Input
  readonly use: RoutingByPriorityInput | RoutingBySplitInput
}

export type RoutingRuleSet = {
  readonly id: string
  readonly version: number
  readonly name: string
  readonly rule_count: number
  readonly max_attempts: number
  readonly is_active: boolean
  readonly created_by: string
  /** RFC 3339, UTC. */
  readonly created_at: string
  /** Of the active version. */
  readonly activated_at: string | null
  /** The first that holds decides. */
  readonly rules: readonly RoutingRule[]
  readonly otherwise?: RoutingByPriority | RoutingBySplit
}

export type RoutingRuleSetSummary = {
  readonly id: string
  readonly version: number
  readonly name: string
  readonly rule_count: number
  readonly max_attempts: number
  readonly is_active: boolean
  readonly created_by: string
  /** RFC 3339, UTC. */
  readonly created_at: string
  /** Of the active version. */
  readonly activated_at: string | null
}

export type RoutingRuleSetWithCheck = {
  readonly id: string
  readonly version: number
  readonly name: string
  readonly rule_count: number
  readonly max_attempts: number
  readonly is_active: boolean
  readonly created_by: string
  /** RFC 3339, UTC. */
  readonly created_at: string
  /** Of the active version. */
  readonly activated_at: string | null
  /** The first that holds decides. */
  readonly rules: readonly RoutingRule[]
  readonly otherwise?: RoutingByPriority | RoutingBySplit
  /** Whether every payment meets a rule; null when that was not decided. */
  readonly is_exhaustive: boolean | null
  readonly findings: readonly RoutingFinding[]
}

export type RoutingRulesInput = {
  /** The first that holds decides. */
  readonly rules: readonly RoutingRuleInput[]
  readonly otherwise?: RoutingByPriorityInput | RoutingBySplitInput | undefined
  /** Attempts that one payment may make, the first included; 3 when absent. */
  readonly max_attempts?: number | undefined
}

export type RoutingSimulation = {
  readonly decisions: readonly RoutingDecision[]
}

/** Holds for payments in this currency only. At least one of `at_least` and `below` is given. */
export type RoutingTestOfAmount = {
  readonly field: 'amount'
  readonly currency: string
  readonly at_least?: string
  readonly below?: string
}

/** Holds for payments in this currency only. At least one of `at_least` and `below` is given. */
export type RoutingTestOfAmountInput = {
  readonly field: 'amount'
  readonly currency: string
  readonly at_least?: string | undefined
  readonly below?: string | undefined
}

/** The first digits of the card’s number. */
export type RoutingTestOfBin = {
  readonly field: 'bin'
  readonly starts_with: readonly string[]
}

/** The first digits of the card’s number. */
export type RoutingTestOfBinInput = {
  readonly field: 'bin'
  readonly starts_with: readonly string[]
}

/** Country of the card’s issuer. */
export type RoutingTestOfCardCountry = {
  readonly field: 'card_country'
  readonly is: readonly string[]
}

/** Country of the card’s issuer. */
export type RoutingTestOfCardCountryInput = {
  readonly field: 'card_country'
  readonly is: readonly string[]
}

/** Where the card details came from. */
export type RoutingTestOfChannel = {
  readonly field: 'channel'
  readonly is: readonly ('ecommerce' | 'moto' | 'recurring')[]
}

/** Where the card details came from. */
export type RoutingTestOfChannelInput = {
  readonly field: 'channel'
  readonly is: readonly ('ecommerce' | 'moto' | 'recurring')[]
}

/** Currency of the payment. */
export type RoutingTestOfCurrency = {
  readonly field: 'currency'
  readonly is: readonly string[]
}

/** Currency of the payment. */
export type RoutingTestOfCurrencyInput = {
  readonly field: 'currency'
  readonly is: readonly string[]
}

/** `unknown` when the card’s range does not tell. */
export type RoutingTestOfFunding = {
  readonly field: 'funding'
  readonly is: readonly ('credit' | 'debit' | 'prepaid' | 'unknown')[]
}

/** `unknown` when the card’s range does not tell. */
export type RoutingTestOfFundingInput = {
  readonly field: 'funding'
  readonly is: readonly ('credit' | 'debit' | 'prepaid' | 'unknown')[]
}

/** Who initiated the payment. */
export type RoutingTestOfInitiator = {
  readonly field: 'initiator'
  readonly is: readonly ('customer' | 'merchant')[]
}

/** Who initiated the payment. */
export type RoutingTestOfInitiatorInput = {
  readonly field: 'initiator'
  readonly is: readonly ('customer' | 'merchant')[]
}

/** The merchant’s category. */
export type RoutingTestOfMcc = {
  readonly field: 'mcc'
  readonly is: readonly string[]
}

/** The merchant’s category. */
export type RoutingTestOfMccInput = {
  readonly field: 'mcc'
  readonly is: readonly string[]
}

/** The merchant. */
export type RoutingTestOfMerchant = {
  readonly field: 'merchant'
  readonly is: readonly string[]
}

/** The merchant. */
export type RoutingTestOfMerchantInput = {
  readonly field: 'merchant'
  readonly is: readonly string[]
}

/** A note of the payment. */
export type RoutingTestOfMetadata = {
  readonly field: 'metadata'
  readonly key: string
  readonly is: readonly string[]
}

/** A note of the payment. */
export type RoutingTestOfMetadataInput = {
  readonly field: 'metadata'
  readonly key: string
  readonly is: readonly string[]
}

/** The payment needs one of these of its acquirer. */
export type RoutingTestOfNeeds = {
  readonly field: 'needs'
  readonly is: readonly ('increments' | 'multicapture' | 'partial_approval' | 'partial_void')[]
}

/** The payment needs one of these of its acquirer. */
export type RoutingTestOfNeedsInput = {
  readonly field: 'needs'
  readonly is: readonly ('increments' | 'multicapture' | 'partial_approval' | 'partial_void')[]
}

/** The card’s network. */
export type RoutingTestOfScheme = {
  readonly field: 'scheme'
  readonly is: readonly ('visa' | 'mastercard' | 'amex' | 'discover' | 'diners' | 'jcb' | 'unionpay' | 'maestro')[]
}

/** The card’s network. */
export type RoutingTestOfSchemeInput = {
  readonly field: 'scheme'
  readonly is: readonly ('visa' | 'mastercard' | 'amex' | 'discover' | 'diners' | 'jcb' | 'unionpay' | 'maestro')[]
}

/** What a 3-D Secure authentication proved. */
export type RoutingTestOfThreeDs = {
  readonly field: 'three_ds'
  readonly is: readonly ('none' | 'attempted' | 'authenticated')[]
}

/** What a 3-D Secure authentication proved. */
export type RoutingTestOfThreeDsInput = {
  readonly field: 'three_ds'
  readonly is: readonly ('none' | 'attempted' | 'authenticated')[]
}

export type SandboxClock = {
  /** What the sandbox takes for the present. */
  readonly now: string
  readonly is_frozen: boolean
  /** Ahead of real time; negative when it stands and was overtaken. */
  readonly ahead_ms: number
  /** `advancing`: it is on its way to `target`, and everything due on the way happens in order. */
  readonly status: 'ready' | 'advancing'
  readonly target: string | null
  /** Moments at which something was due so far; 0 when it is not advancing. */
  readonly steps: number
  /** Why the last try stopped. It is tried again. */
  readonly fault: string | null
}

export type SandboxFault = {
  /** `latency`: The answer comes `ms` later (real time). `connection_refused`: Nothing listens: the call never leaves. The doors are shared, so all sandboxes meet it. `timeout_before_effect`: No answer comes, and nothing happened. `timeout_after_effect`: No answer comes, and yet it happened. `answer_lost`: The connection breaks before the answer; it happened. `error_before_effect`: An internal error is answered, and nothing happened. `error_after_effect`: An internal error is answered, and yet it happened. `garbage`: The answer cannot be read; it happened. `late_reversal`: What was approved is taken back `ms` later (the sandbox’s clock; an hour when absent). `duplicate_callback`: The callback comes twice. `callback_before_answer`: The callback overtakes the answer. `contradictory_callback`: A callback says the opposite. It is not true. `late_callback`: The callback comes `ms` later (the sandbox’s clock). `lost_callback`: The callback never comes. `outage`: The acquirer answers everything with 503. `skewed_clock`: The acquirer’s clock is off by `ms`. `wrong_fee`: The settlement report charges 1 % of the amount too much, at least 10 of its smallest unit. Strikes what is captured. `sftp_down`: Nobody answers at the bank’s file server. `drop_after_upload`: The connection breaks when a file was given its name, before that is answered. `ack_lost`: The bank never acknowledges a file. `silent`: The bank puts nothing out until the fault is over; then all of it. `half_written`: A file of the bank is put out in two steps, under its final name from the first. `statement_missing`: The statement of a day never comes, or comes `ms` later. `statement_twice`: The statement of a day comes twice. `statement_wrong_total`: The statement’s totals are wrong; with `ms` a right one comes so much later. `returns_twice`: A file of returns comes again under another name. `returns_out_of_order`: A later file of returns comes before an earlier one. */
  readonly kind: 'latency' | 'connection_refused' | 'timeout_before_effect' | 'timeout_after_effect' | 'answer_lost' | 'error_before_effect' | 'error_after_effect' | 'garbage' | 'late_reversal' | 'duplicate_callback' | 'callback_before_answer' | 'contradictory_callback' | 'late_callback' | 'lost_callback' | 'outage' | 'skewed_clock' | 'wrong_fee' | 'sftp_down' | 'drop_after_upload' | 'ack_lost' | 'silent' | 'half_written' | 'statement_missing' | 'statement_twice' | 'statement_wrong_total' | 'returns_twice' | 'returns_out_of_order'
  readonly acquirer: string | null
  readonly operation: string | null
  readonly count: number | null
  readonly percent: number
  readonly ms: number | null
  readonly from_at: string | null
  readonly until_at: string | null
  readonly left: number | null
  /** How often it has struck. */
  readonly uses: number
}

export type SandboxFaults = {
  readonly data: readonly SandboxFault[]
}

/** Amounts are signed from our point of view; fees are costs. */
export type Settlement = {
  readonly id: string
  readonly acquirer_account: string
  /** What the acquirer calls its report. */
  readonly reference: string
  /** Of the report as it was read. */
  readonly sha256: string
  readonly settled_on: string
  /** A quarantined report does not add up, and nothing of it is booked. */
  readonly status: 'received' | 'reconciled' | 'quarantined'
  readonly currency: string
  readonly net: Amount
  readonly fees: Amount
  readonly suspended: Amount
  readonly lines: number
  readonly lines_booked: number
  readonly lines_matched: number
  /** RFC 3339, UTC. */
  readonly received_at: string
  readonly reconciled_at: string | null
}

export type SettlementLine = {
  readonly number: number
  readonly kind: 'sale' | 'refund' | 'chargeback' | 'chargeback_reversal' | 'dispute_fee' | 'adjustment'
  /** `late` explains an earlier break; what is neither matched nor late has a break of its own. */
  readonly status: 'matched' | 'late' | 'amount_differs' | 'currency_differs' | 'unknown_reference' | 'state_differs' | 'duplicate_line' | 'fee_differs' | 'missing_line' | 'dispute_unknown' | 'adjustment_unexplained' | 'posting_refused' | 'report_total_differs' | 'report_restated' | 'proof_differs'
  readonly operation_reference: string | null
  readonly acquirer_reference: string | null
  readonly case_reference: string | null
  readonly payment: string | null
  readonly merchant: string | null
  readonly dispute: string | null
  readonly gross: Amount
  readonly interchange: Amount
  readonly scheme_fee: Amount
  readonly acquirer_fee: Amount
  readonly net: Amount
  readonly expected_fees: {
    readonly interchange: Amount
    readonly scheme_fee: Amount
    readonly acquirer_fee: Amount
  } | null
  readonly available: Amount
  readonly suspended: Amount
}

export type SignedAmountInput = {
  readonly value: string | number
  readonly currency: string
}

/** Why an attempt went where it went, as it was stored with it. It has the attempt’s id. */
export type StoredRoutingDecision = {
  readonly id: string
  readonly payment: string
  /** Number of the attempt, from 1. */
  readonly attempt: number
  readonly acquirer_account: string
  readonly result: 'approved' | 'declined' | 'rejected' | 'pending' | 'unknown' | 'not_sent' | 'not_found' | 'reversed' | null
  readonly route: RoutingDecision
  readonly risk: {
    readonly decision: 'allow' | 'challenge' | 'review' | 'block'
    readonly reasons: readonly {
      readonly rule: string
      readonly text: string
    }[]
    readonly exemption: string | null
    readonly rule_set: string | null
    readonly version: number
    /** Counts and sums that the rules looked at, without those of nothing. */
    readonly seen: Readonly<Record<string, number>>
  }
  /** RFC 3339, UTC. */
  readonly decided_at: string
}

export type Tenant = {
  readonly id: string
  readonly organization_id: string
  readonly name: string
  readonly mode: 'live' | 'sandbox'
  readonly created_at: string
}

export type TenantTransfer = {
  readonly id: string
  /** Out of this tenant, or into it. */
  readonly direction: 'out' | 'in'
  /** The other side. */
  readonly tenant: string
  readonly account: string
  readonly other_account: string
  readonly amount: Amount
  readonly description: string | null
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata: Readonly<Record<string, string>>
  readonly state: 'pending' | 'completed' | 'returned'
  readonly because: string | null
  readonly finality: BankFinality
  readonly created_by: string
  /** RFC 3339, UTC. */
  readonly created_at: string
  /** RFC 3339, UTC. */
  readonly updated_at: string
}

export type TenantTransferProof = {
  readonly from_tenant: string
  readonly to_tenant: string
  readonly currency: string
  /** What the sender’s books say it owes, in minor units. */
  readonly due_to: string
  /** What the receiver’s books say it is owed. */
  readonly due_from: string
  /** Of transfers that are not over. */
  readonly in_flight: string
  readonly is_balanced: boolean
}

export type TenantTransferProofs = {
  readonly data: readonly TenantTransferProof[]
}

export type TenantWithKeys = {
  readonly id: string
  readonly organization_id: string
  readonly name: string
  readonly mode: 'live' | 'sandbox'
  readonly created_at: string
  /** Shown this once; null in a replay. */
  readonly secret_key: string | null
  /** Shown this once; null in a replay. */
  readonly publishable_key: string | null
}

export type TimelineEntry = {
  /** RFC 3339, UTC. */
  readonly at: string
  readonly type: 'payment_created' | 'operation_sent' | 'outcome_learned' | 'cardholder_authentication' | 'step_taken' | 'ledger_transfer' | 'event_told'
  /** What happened, in plain words. */
  readonly text: string
  readonly operation: string | null
  readonly refund: string | null
  readonly acquirer_account: string | null
  readonly amount: Amount | null
  readonly result: 'approved' | 'declined' | 'rejected' | 'pending' | 'unknown' | 'not_sent' | 'not_found' | 'reversed' | null
  readonly via: 'answer' | 'callback' | 'inquiry' | 'report' | 'start' | null
  readonly code: string | null
  readonly detail: string | null
  readonly message_id: string | null
  readonly is_applied: boolean | null
  readonly transfer: {
    readonly id: string
    readonly kind: string
    readonly code: string
    readonly debit_account: string
    readonly credit_account: string
  } | null
  readonly event: {
    readonly id: string
    readonly type: string
    readonly status: string | null
  } | null
  readonly actor: string | null
  readonly request_id: string | null
}

export type TransferBatchInput = {
  readonly transfers: readonly (TransferMoveInput | TransferPostInput | TransferVoidInput)[]
  readonly atomic?: 'none' | 'chain' | 'all' | undefined
}

export type TransferGrant = {
  readonly id: string
  /** Who may send. */
  readonly from_tenant: string
  readonly account: string | null
  readonly state: 'active' | 'revoked'
  readonly created_by: string
  /** RFC 3339, UTC. */
  readonly created_at: string
  /** RFC 3339, UTC. */
  readonly updated_at: string
}

export type TransferMoveInput = {
  readonly id?: string | undefined
  /** Your own category, such as `capture` or `fee`; `transfer` when absent. */
  readonly code?: string | undefined
  /** All must hold. `param` of a refusal names the first that does not, such as `preconditions.1`; a repeat of the refused `id` under another Idempotency-Key is told `preconditions` only, when there are several. */
  readonly preconditions?: readonly {
    readonly leg: 'debit' | 'credit'
    readonly field: 'version' | 'posted' | 'pending_in' | 'pending_out' | 'available'
    readonly operator: 'eq' | 'lt' | 'lte' | 'gt' | 'gte'
    readonly value: string | number
  }[] | undefined
  readonly description?: string | undefined
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
  /** With `atomic: chain`: succeeds or fails together with the next item. */
  readonly linked?: boolean | undefined
  readonly kind?: 'single' | 'pending' | undefined
  readonly debit_account: string
  readonly credit_account: string
  /** `max` moves what the limits of both accounts allow: down to the floor, without the overdraft, which only a named amount draws. */
  readonly amount: {
    /** Minor units of `currency`: cents for USD, yen for JPY. From 1 to 9007199254740991 (2^53 - 1) in one transfer. Or `max`. */
    readonly value: string | number
    readonly currency: string
  }
  readonly at_most?: {
    /** Minor units of `currency`: cents for USD, yen for JPY. From 1 to 9007199254740991 (2^53 - 1) in one transfer. */
    readonly value: string | number
    readonly currency: string
  } | undefined
  /** The day it counts for; today when absent. */
  readonly effective_on?: string | undefined
  /** RFC 3339, or a day: its first moment in UTC. */
  readonly expires_at?: string | undefined
  readonly reversal_of?: string | undefined
}

export type TransferOutcome = {
  readonly id: string
  /**
   * What came of the transfer. When several hold, the first of this list is the answer:
   * 1. `posted`: The transfer was recorded.
   * 2. `exists`: This id was recorded before with the same content; nothing moved again.
   * 3. `id_reused`: This id was used before with other content; use a new id.
   * 4. `chain_failed`: Another transfer of the same chain was refused, so this one was too.
   * 5. `chain_open`: The last transfer of a call cannot be linked to a next one.
   * 6. `debit_account_not_found`: No such account to debit.
   * 7. `credit_account_not_found`: No such account to credit.
   * 8. `pending_not_found`: No pending transfer has this id.
   * 9. `pending_already_posted`: The pending transfer was posted in full.
   * 10. `pending_already_voided`: The pending transfer was voided.
   * 11. `pending_expired`: The pending transfer expired.
   * 12. `pending_not_due`: The pending transfer does not expire yet.
   * 13. `same_account`: Debit and credit account are the same.
   * 14. `debit_currency_mismatch`: The account to debit holds another currency.
   * 15. `credit_currency_mismatch`: The account to credit holds another currency.
   * 16. `debit_account_closed`: The account to debit is closed.
   * 17. `credit_account_closed`: The account to credit is closed.
   * 18. `debit_account_frozen`: The account to debit is frozen.
   * 19. `credit_account_frozen`: The account to credit is frozen.
   * 20. `period_closed`: The period of this effective date is closed.
   * 21. `already_expired`: The hold would expire before it begins.
   * 22. `reversed_not_found`: `reversal_of` names nothing that this transfer can move back: only a posted transfer (`single` or `post`) between the same two accounts, the other way round.
   * 23. `reversal_exceeds`: More would be reversed than the transfer moved.
   * 24. `exceeds_pending`: More than what remains of the pending transfer.
   * 25. `max_unbounded`: Neither account has a limit that says how much max is.
   * 26. `nothing_to_move`: The limits of the accounts leave nothing to move.
   * 27. `overflow`: A counter of an account would exceed what it can hold.
   * 28. `debit_insufficient_funds`: The debit would take the account below its floor.
   * 29. `debit_exceeds_ceiling`: The debit would take the account above its ceiling.
   * 30. `credit_insufficient_funds`: The credit would take the account below its floor.
   * 31. `credit_exceeds_ceiling`: The credit would take the account above its ceiling.
   * 32. `precondition_failed`: A precondition of the transfer does not hold.
   */
  readonly result: 'posted' | 'exists' | 'id_reused' | 'chain_failed' | 'chain_open' | 'debit_account_not_found' | 'credit_account_not_found' | 'pending_not_found' | 'pending_already_posted' | 'pending_already_voided' | 'pending_expired' | 'pending_not_due' | 'same_account' | 'debit_currency_mismatch' | 'credit_currency_mismatch' | 'debit_account_closed' | 'credit_account_closed' | 'debit_account_frozen' | 'credit_account_frozen' | 'period_closed' | 'already_expired' | 'reversed_not_found' | 'reversal_exceeds' | 'exceeds_pending' | 'max_unbounded' | 'nothing_to_move' | 'overflow' | 'debit_insufficient_funds' | 'debit_exceeds_ceiling' | 'credit_insufficient_funds' | 'credit_exceeds_ceiling' | 'precondition_failed'
  readonly transfer?: LedgerTransfer
  readonly error?: {
    /** The same as `result`. */
    readonly code: 'id_reused' | 'chain_failed' | 'chain_open' | 'debit_account_not_found' | 'credit_account_not_found' | 'pending_not_found' | 'pending_already_posted' | 'pending_already_voided' | 'pending_expired' | 'pending_not_due' | 'same_account' | 'debit_currency_mismatch' | 'credit_currency_mismatch' | 'debit_account_closed' | 'credit_account_closed' | 'debit_account_frozen' | 'credit_account_frozen' | 'period_closed' | 'already_expired' | 'reversed_not_found' | 'reversal_exceeds' | 'exceeds_pending' | 'max_unbounded' | 'nothing_to_move' | 'overflow' | 'debit_insufficient_funds' | 'debit_exceeds_ceiling' | 'credit_insufficient_funds' | 'credit_exceeds_ceiling' | 'precondition_failed'
    readonly param: string
    readonly detail: string
    readonly retry: 'new_key'
  }
}

export type TransferOutcomes = {
  readonly data: readonly TransferOutcome[]
}

export type TransferPostInput = {
  readonly id?: string | undefined
  /** Your own category, such as `capture` or `fee`; `transfer` when absent. */
  readonly code?: string | undefined
  /** All must hold. `param` of a refusal names the first that does not, such as `preconditions.1`; a repeat of the refused `id` under another Idempotency-Key is told `preconditions` only, when there are several. */
  readonly preconditions?: readonly {
    readonly leg: 'debit' | 'credit'
    readonly field: 'version' | 'posted' | 'pending_in' | 'pending_out' | 'available'
    readonly operator: 'eq' | 'lt' | 'lte' | 'gt' | 'gte'
    readonly value: string | number
  }[] | undefined
  readonly description?: string | undefined
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
  /** With `atomic: chain`: succeeds or fails together with the next item. */
  readonly linked?: boolean | undefined
  readonly kind: 'post'
  readonly pending_id: string
  /** `max` moves what the limits of both accounts allow: down to the floor, without the overdraft, which only a named amount draws. */
  readonly amount?: {
    /** Minor units of `currency`: cents for USD, yen for JPY. From 1 to 9007199254740991 (2^53 - 1) in one transfer. Or `max`. */
    readonly value: string | number
    readonly currency: string
  } | undefined
  readonly final?: boolean | undefined
  /** The day it counts for; today when absent. */
  readonly effective_on?: string | undefined
}

export type TransferVoidInput = {
  readonly id?: string | undefined
  /** Your own category, such as `capture` or `fee`; `transfer` when absent. */
  readonly code?: string | undefined
  /** All must hold. `param` of a refusal names the first that does not, such as `preconditions.1`; a repeat of the refused `id` under another Idempotency-Key is told `preconditions` only, when there are several. */
  readonly preconditions?: readonly {
    readonly leg: 'debit' | 'credit'
    readonly field: 'version' | 'posted' | 'pending_in' | 'pending_out' | 'available'
    readonly operator: 'eq' | 'lt' | 'lte' | 'gt' | 'gte'
    readonly value: string | number
  }[] | undefined
  readonly description?: string | undefined
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
  /** With `atomic: chain`: succeeds or fails together with the next item. */
  readonly linked?: boolean | undefined
  readonly kind: 'void'
  readonly pending_id: string
}

export type TriggeredEvent = {
  readonly type: string
  /** What it happened to. */
  readonly object: string
  /** The calls of this API that led to it: make them yourself for the same effect. */
  readonly calls: readonly {
    readonly method: string
    readonly path: string
    readonly status: number
  }[]
}

export type UndoMatchInput = {
  /** Why: kept with the match. */
  readonly note?: string | undefined
}

export type VerificationAmountsInput = {
  /** Cents, in any order. */
  readonly amounts: readonly number[]
}

export type VoidTransferInput = {
  readonly id?: string | undefined
  /** Your own category, such as `capture` or `fee`; `transfer` when absent. */
  readonly code?: string | undefined
  /** All must hold. `param` of a refusal names the first that does not, such as `preconditions.1`; a repeat of the refused `id` under another Idempotency-Key is told `preconditions` only, when there are several. */
  readonly preconditions?: readonly {
    readonly leg: 'debit' | 'credit'
    readonly field: 'version' | 'posted' | 'pending_in' | 'pending_out' | 'available'
    readonly operator: 'eq' | 'lt' | 'lte' | 'gt' | 'gte'
    readonly value: string | number
  }[] | undefined
  readonly description?: string | undefined
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
}

export type WebhookDelivery = {
  readonly id: string
  readonly endpoint_id: string
  readonly event_id: string
  readonly event_type: string
  readonly state: 'queued' | 'waiting' | 'sending' | 'succeeded' | 'dead' | 'held' | 'canceled'
  readonly attempts: number
  readonly due_at: string | null
  readonly last_status: number | null
  /** RFC 3339, UTC. */
  readonly created_at: string
  readonly finished_at: string | null
}

export type WebhookDeliveryWithAttempts = {
  readonly id: string
  readonly endpoint_id: string
  readonly event_id: string
  readonly event_type: string
  readonly state: 'queued' | 'waiting' | 'sending' | 'succeeded' | 'dead' | 'held' | 'canceled'
  readonly attempts: number
  readonly due_at: string | null
  readonly last_status: number | null
  /** RFC 3339, UTC. */
  readonly created_at: string
  readonly finished_at: string | null
  /** The same in every attempt. */
  readonly request_body: string
  readonly tried: readonly {
    readonly number: number
    /** RFC 3339, UTC. */
    readonly signed_at: string
    readonly url: string
    readonly request_headers: Readonly<Record<string, string | readonly string[]>>
    readonly took_ms: number
    readonly status: number | null
    readonly fault: string | null
    readonly response_headers: string | null
    /** The beginning of it. */
    readonly response_body: string | null
  }[]
}

export type WebhookEndpoint = {
  readonly id: string
  readonly url: string
  readonly description: string | null
  readonly events: readonly string[]
  readonly api_version: string
  readonly ordering: 'none' | 'by_object'
  readonly signature: 'standard' | 'stripe'
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata: Readonly<Record<string, string>>
  readonly state: 'enabled' | 'disabled'
  readonly disabled_because: 'asked' | 'failing' | 'gone' | null
  readonly failing_since: string | null
  /** RFC 3339, UTC. */
  readonly created_at: string
  /** RFC 3339, UTC. */
  readonly updated_at: string
}

export type WebhookEndpointChangeInput = {
  readonly url?: string | undefined
  readonly description?: string | undefined
  /** Types it is told of: names, `payment.*`, or `*`. */
  readonly events?: readonly string[] | undefined
  /** Version of what it is told; that of today when absent. */
  readonly api_version?: string | undefined
  /** `by_object`: one event of an object at a time; the next when the one before was taken, or is dead. */
  readonly ordering?: 'none' | 'by_object' | undefined
  /** `stripe` adds the header `Stripe-Signature`. */
  readonly signature?: 'standard' | 'stripe' | undefined
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
}

export type WebhookEndpointWithSecret = {
  readonly id: string
  readonly url: string
  readonly description: string | null
  readonly events: readonly string[]
  readonly api_version: string
  readonly ordering: 'none' | 'by_object'
  readonly signature: 'standard' | 'stripe'
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata: Readonly<Record<string, string>>
  readonly state: 'enabled' | 'disabled'
  readonly disabled_because: 'asked' | 'failing' | 'gone' | null
  readonly failing_since: string | null
  /** RFC 3339, UTC. */
  readonly created_at: string
  /** RFC 3339, UTC. */
  readonly updated_at: string
  /** Shown this once: `whsec_` and base 64. A replay has null here: rotate it then. */
  readonly secret: string | null
}

export type WebhookRecovery = {
  readonly dry_run: boolean
  /** Deliveries that were taken before. */
  readonly again: number
  /** Deliveries that had used up their schedule. */
  readonly dead: number
  /** Events it was never told of. */
  readonly never: number
}

export type WebhookTest = {
  readonly event_id: string
  readonly status: number | null
  readonly fault: string | null
  readonly took_ms: number
  readonly response_body: string | null
}

export type WriteOffBreakInput = {
  /** Why: kept with the break and in the audit trail. */
  readonly note: string
  readonly ledger_account: string
}

export type ListAcquirerAccountsQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
}

export type ListApiKeysQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
}

export type ListApprovalPolicyVersionsQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
}

export type ListApprovalsQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
  /** `open`: what waits. */
  readonly state?: 'open' | 'approved' | 'denied' | 'expired' | 'withdrawn' | undefined
  readonly subject_type?: 'payout' | 'destination' | 'approval_policy' | undefined
  readonly subject_id?: string | undefined
}

export type ListAuditEventsQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
  readonly action?: string | undefined
  readonly actor_id?: string | undefined
  readonly resource_type?: string | undefined
  readonly resource_id?: string | undefined
  /** RFC 3339, or a day: its first moment in UTC. */
  readonly from?: string | undefined
  /** RFC 3339, or a day: its first moment in UTC. */
  readonly to?: string | undefined
}

export type ProveAuditTrailQuery = {
  readonly cursor?: string | undefined
}

export type ListBankAccountsQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
  readonly reference?: string | undefined
  readonly fingerprint?: string | undefined
}

export type ListBankConnectionsQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
}

export type ListBankFilesQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
  readonly state?: 'received' | 'loaded' | 'quarantined' | 'refused' | undefined
}

export type ListBankNoticesQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
  readonly state?: 'open' | 'closed' | undefined
}

export type ListBankStatementLinesQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
}

export type ListBankStatementsQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
  readonly file?: string | undefined
  readonly account_key?: string | undefined
  readonly state?: 'loaded' | 'quarantined' | undefined
}

export type ListCustomersQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
  readonly email?: string | undefined
  /** Your own name for it, unique among its kind. It cannot be changed, so that a replay finds it. */
  readonly reference?: string | undefined
}

export type ListDisputesQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
  readonly status?: 'needs_response' | 'under_review' | 'accepted' | 'expired' | 'won' | 'lost' | 'warning_closed' | undefined
  readonly payment?: string | undefined
  /** RFC 3339, or a day: its first moment in UTC. */
  readonly due_before?: string | undefined
}

export type GetDisputeMonitoringQuery = {
  /** This month when absent. */
  readonly month?: string | undefined
}

export type ListEventsQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
  readonly after?: string | undefined
  readonly type?: string | undefined
  readonly order?: 'oldest_first' | 'newest_first' | undefined
  /** Public id of what they are about. */
  readonly object_id?: string | undefined
}

export type StreamEventsQuery = {
  readonly after?: string | undefined
  readonly types?: readonly string[] | undefined
  /** Public id of what they are about. */
  readonly object_id?: string | undefined
}

export type ListInstantReceiptsQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
}

export type ListIsoMessagesQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
  readonly state?: 'received' | 'accepted' | 'partial' | 'rejected' | undefined
}

export type GetIsoMessageReportQuery = {
  /** `as_read` (when absent) is always the same; `now` tells what became of the payments since. */
  readonly statuses?: 'as_read' | 'now' | undefined
}

export type GetLedgerBalanceQuery = {
  /** As the entry with this version left it. */
  readonly as_of_version?: number | undefined
  /** As recorded at this time. RFC 3339, or a day: its first moment in UTC. */
  readonly as_of?: string | undefined
  /** As of the end of this day, by effective dates. */
  readonly effective_on?: string | undefined
}

export type ListLedgerEntriesQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
  /** RFC 3339, or a day: its first moment in UTC. */
  readonly from?: string | undefined
  /** RFC 3339, or a day: its first moment in UTC. */
  readonly to?: string | undefined
  readonly effective_from?: string | undefined
  readonly effective_to?: string | undefined
  readonly order?: 'newest_first' | 'oldest_first' | undefined
  /** Your own category, such as `capture` or `fee`; `transfer` when absent. */
  readonly code?: string | undefined
  readonly kind?: 'single' | 'pending' | 'post' | 'void' | 'expire' | undefined
}

export type ListLedgerAccountsQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
  /** Exactly this path, or with `:*` behind it everything below: `assets:bank:*`. */
  readonly path?: string | undefined
  readonly currency?: string | undefined
  readonly state?: 'open' | 'frozen_debits' | 'frozen' | 'closed' | undefined
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
}

export type GetLedgerStatementQuery = {
  readonly format?: 'json' | 'csv' | undefined
  readonly axis?: 'recorded' | 'effective' | undefined
  /** A time or a day. */
  readonly from?: string | undefined
  /** A time or a day. */
  readonly to?: string | undefined
}

export type SumLedgerBalancesQuery = {
  /** Exactly this path, with `:*` everything below it, `*` all: `assets:bank:*`. */
  readonly path: string
}

export type ListBalanceMonitorsQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
  readonly account_id?: string | undefined
}

export type ListPeriodsQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
}

export type ListLedgerTransfersQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
  readonly account?: string | undefined
  /** Your own category, such as `capture` or `fee`; `transfer` when absent. */
  readonly code?: string | undefined
  readonly pending_id?: string | undefined
  /** Your own notes: up to 50 keys of 40 characters, values of 500. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
}

export type ListMandatesQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
  readonly bank_account?: string | undefined
  readonly reference?: string | undefined
}

export type ListMerchantsQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
  /** Your own name for it, unique among its kind. It cannot be changed, so that a replay finds it. */
  readonly reference?: string | undefined
}

export type ListNotificationsOfChangeQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
  readonly state?: 'applied' | 'review' | 'refused' | 'dismissed' | undefined
  readonly bank_account?: string | undefined
}

export type ListOutgoingFilesQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
  readonly connection?: string | undefined
  readonly state?: 'gathering' | 'written' | 'sending' | 'sent' | 'unknown' | 'accepted' | 'rejected' | undefined
}

export type GetOverviewQuery = {
  /** Days to look back, today included; 7 when absent. */
  readonly days?: number | undefined
  /** Hours for one day and days for more, when absent. */
  readonly bucket?: 'hour' | 'day' | undefined
}

export type ListPayeeVerificationsQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
  readonly bank_account?: string | undefined
}

export type ListPaymentMethodsQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
  readonly customer?: string | undefined
}

export type ListPaymentOrdersQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
  readonly state?: 'scheduled' | 'submitting' | 'submitted' | 'unknown' | 'settled' | 'returned' | 'rejected' | 'cancelled' | 'reversed' | undefined
  readonly connection?: string | undefined
  readonly bank_account?: string | undefined
  readonly file?: string | undefined
  readonly end_to_end_id?: string | undefined
  readonly needs_review?: 'true' | undefined
}

export type ListPaymentRequestsQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
  readonly state?: 'sending' | 'open' | 'unknown' | 'accepted' | 'paid' | 'declined' | 'expired' | 'cancelling' | 'cancelled' | 'failed' | undefined
}

export type ListPaymentsQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
  readonly merchant?: string | undefined
  readonly customer?: string | undefined
  readonly reference?: string | undefined
  readonly attempt?: string | undefined
  /** Those that wait: for an outcome that nobody knows, or for a person. */
  readonly status?: 'processing' | 'in_review' | undefined
}

export type GetPaymentTimelineQuery = {
  /** Rows of a page; 100 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
}

export type ListPayoutsQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
  readonly state?: 'needs_approval' | 'approved' | 'ordered' | 'settled' | 'failed' | 'denied' | 'cancelled' | 'expired' | undefined
  readonly destination?: string | undefined
  readonly account?: string | undefined
}

export type ListRecallsQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
  readonly state?: 'pending' | 'accepted' | 'refused' | 'returned' | undefined
  readonly order?: string | undefined
}

export type ListReceivingAccountsQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
}

export type ListReconciliationAccountsQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
  readonly status?: 'active' | 'closed' | undefined
  readonly ledger_account?: string | undefined
}

export type ListReconciliationBreaksQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
  readonly status?: 'open' | 'resolved' | 'written_off' | undefined
  readonly type?: 'amount_differs' | 'currency_differs' | 'unknown_reference' | 'state_differs' | 'duplicate_line' | 'fee_differs' | 'missing_line' | 'dispute_unknown' | 'adjustment_unexplained' | 'posting_refused' | 'report_total_differs' | 'report_restated' | 'proof_differs' | 'missing_internal' | 'missing_external' | 'amount_diff' | 'fee_diff' | 'duplicate' | 'timing' | 'wrong_account' | 'status_mismatch' | undefined
  readonly acquirer_account?: string | undefined
  readonly settlement?: string | undefined
  readonly merchant?: string | undefined
  readonly reconciliation_account?: string | undefined
  /** Who looks after it, as you call them. */
  readonly owner?: string | undefined
  /** Opened at least so many days ago. */
  readonly age_days_min?: number | undefined
}

export type ListReconciliationMatchesQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
  readonly reconciliation_account?: string | undefined
  readonly kind?: 'match' | 'proposal' | undefined
  readonly made_by_pass?: 'by_hand' | 'exact_key' | 'key_tolerance' | 'amount_date' | 'group' | 'subset' | 'score' | 'bank_fee' | 'suspense' | undefined
  /** Only those that hold, or wait for an answer; false: only the others. */
  readonly is_current?: boolean | undefined
}

export type GetReconciliationProofQuery = {
  readonly day?: string | undefined
  readonly acquirer_account?: string | undefined
}

export type ListReconciliationProofsQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
  readonly reconciliation_account?: string | undefined
  readonly is_clean?: boolean | undefined
}

export type ListRefundsQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
  readonly payment?: string | undefined
}

export type GroupRequestErrorsQuery = {
  /** How far back, in hours of the clock with the present one; 24 when absent. */
  readonly hours?: number | undefined
}

export type ListRequestLogsQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | undefined
  readonly operation_id?: string | undefined
  readonly status_class?: '2xx' | '4xx' | '5xx' | undefined
  readonly error_code?: string | undefined
  readonly actor_id?: string | undefined
  readonly object_id?: string | undefined
  readonly api_version?: string | undefined
  /** RFC 3339, or a day: its first moment in UTC. */
  readonly from?: string | undefined
  /** RFC 3339, or a day: its first moment in UTC. */
  readonly to?: string | undefined
}

export type ListVersionsInUseQuery = {
  /** How far back, in hours of the clock with the present one; 24 when absent. */
  readonly hours?: number | undefined
}

export type ListRiskListItemsQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
}

export type ListRiskListsQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
}

export type ListRiskRuleSetsQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
}

export type ListRoutingDecisionsQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
  readonly payment?: string | undefined
}

export type ListRoutingRulesQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
}

export type ListSandboxesQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
}

export type ListSettlementLinesQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
  readonly status?: 'matched' | 'late' | 'amount_differs' | 'currency_differs' | 'unknown_reference' | 'state_differs' | 'duplicate_line' | 'fee_differs' | 'missing_line' | 'dispute_unknown' | 'adjustment_unexplained' | 'posting_refused' | 'report_total_differs' | 'report_restated' | 'proof_differs' | 'missing_internal' | 'missing_external' | 'amount_diff' | 'fee_diff' | 'duplicate' | 'timing' | 'wrong_account' | 'status_mismatch' | undefined
}

export type ListSettlementsQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
  readonly acquirer_account?: string | undefined
  readonly currency?: string | undefined
  readonly status?: 'received' | 'reconciled' | 'quarantined' | undefined
  readonly settled_on?: string | undefined
}

export type ListTransferGrantsQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
}

export type ListTenantTransfersQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
  readonly direction?: 'out' | 'in' | undefined
  readonly state?: 'pending' | 'completed' | 'returned' | undefined
}

export type ListWebhookDeliveriesQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
  readonly endpoint_id?: string | undefined
  readonly event_id?: string | undefined
  readonly state?: 'queued' | 'waiting' | 'sending' | 'succeeded' | 'dead' | 'held' | 'canceled' | undefined
}

export type ListWebhookEndpointsQuery = {
  /** Rows of a page; 20 when absent. */
  readonly limit?: number | undefined
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined
}

type EventOf<T extends string, D> = {
  readonly id: string
  readonly type: T
  /** What it is about; null where that is no single object. */
  readonly object_id: string | null
  readonly api_version: string
  /** RFC 3339, UTC. */
  readonly created_at: string
  readonly tenant_id: string
  /** Counts the events of the object from 1 without gaps. */
  readonly sequence: number
  /** The event of the object before it. */
  readonly previous_id: string | null
  /** The request that led to it. */
  readonly correlation_id: string | null
  readonly data: D
}

export type LedgerAccountCreatedBody = {
  readonly object: {
    readonly id: string
    readonly currency: string
    readonly normal_side: 'debit' | 'credit'
    readonly path: string
    readonly name: string | null
    readonly floor: string | null
    readonly ceiling: string | null
    readonly overdraft: string
    readonly state: 'open' | 'frozen_debits' | 'frozen' | 'closed'
    readonly metadata: Readonly<Record<string, string>>
    readonly version: string
  }
}

export type LedgerAccountChangedBody = {
  readonly object: {
    readonly id: string
    readonly currency: string
    readonly normal_side: 'debit' | 'credit'
    readonly path: string
    readonly name: string | null
    readonly floor: string | null
    readonly ceiling: string | null
    readonly overdraft: string
    readonly state: 'open' | 'frozen_debits' | 'frozen' | 'closed'
    readonly metadata: Readonly<Record<string, string>>
    readonly version: string
  }
  readonly previous: {
    readonly id: string
    readonly currency: string
    readonly normal_side: 'debit' | 'credit'
    readonly path: string
    readonly name: string | null
    readonly floor: string | null
    readonly ceiling: string | null
    readonly overdraft: string
    readonly state: 'open' | 'frozen_debits' | 'frozen' | 'closed'
    readonly metadata: Readonly<Record<string, string>>
    readonly version: string
  }
}

export type LedgerPeriodClosedBody = {
  readonly object: {
    readonly period_id: string
    readonly closed_through: string
    readonly closed_before: string | null
    readonly description: string | null
  }
}

export type LedgerMonitorCreatedBody = {
  readonly object: {
    readonly id: string
    readonly account_id: string
    readonly field: 'posted' | 'pending_in' | 'pending_out' | 'available'
    readonly operator: 'lt' | 'lte' | 'gt' | 'gte'
    readonly threshold: string
    readonly hysteresis: string
    readonly is_triggered: boolean
    readonly metadata: Readonly<Record<string, string>>
  }
}

export type LedgerMonitorTriggeredBody = {
  readonly object: {
    readonly monitor_id: string
    readonly account_id: string
    readonly field: 'posted' | 'pending_in' | 'pending_out' | 'available'
    readonly operator: 'lt' | 'lte' | 'gt' | 'gte'
    readonly threshold: string
    readonly value: string
    readonly version: string
    readonly is_triggered: boolean
  }
}

export type MemberInvitedBody = {
  readonly object: {
    readonly id: string
    readonly role: string
    readonly state: string
    readonly created_at: string
  }
}

export type MemberChangedBody = {
  readonly object: {
    readonly id: string
    readonly role: string
    readonly state: string
    readonly created_at: string
  }
  readonly previous: {
    readonly role?: string
    readonly state?: string
  }
}

export type BankAccountCreatedBody = {
  readonly object: BankAccount
}

export type InstantPaymentReceivedBody = {
  readonly object: InstantReceipt
}

export type PaymentRequestCreatedBody = {
  readonly object: PaymentRequest
}

export type MandateCreatedBody = {
  readonly object: Mandate
}

export type BankFileReceivedBody = {
  readonly object: BankFile
}

export type BankConnectionCreatedBody = {
  readonly object: BankConnection
}

export type OutgoingFileSentBody = {
  readonly object: OutgoingFile
}

export type PayeeVerificationCompletedBody = {
  readonly object: PayeeVerification
}

export type PaymentOrderScheduledBody = {
  readonly object: PaymentOrder
}

export type RecallRequestedBody = {
  readonly object: Recall
}

export type CollectionAnnouncedBody = {
  readonly object: CollectionAnnouncement
}

export type IsoMessageReadBody = {
  readonly object: IsoMessage
}

export type BankNoticeOpenedBody = {
  readonly object: BankNotice
}

export type NotificationOfChangeReceivedBody = {
  readonly object: ChangeNotice
}

export type ReturnRateNearBody = {
  readonly object: ReturnRate
}

export type RiskRuleSetActivatedBody = {
  readonly object: {
    readonly id: string | null
    readonly version: number
    readonly description: string | null
    readonly is_active: boolean
  }
  readonly previous: {
    readonly id: string | null
  }
}

export type RiskListCreatedBody = {
  readonly object: {
    readonly id: string
    readonly name: string
    readonly kind: 'card' | 'bin' | 'email' | 'email_domain' | 'ip' | 'country' | 'device' | 'customer'
    readonly effect: 'block' | 'review' | 'challenge' | 'allow' | 'none'
    readonly items: number
    readonly created_at: string
    readonly updated_at: string
  }
}

export type RiskListUpdatedBody = {
  readonly object: {
    readonly id: string
    readonly name: string
    readonly kind: 'card' | 'bin' | 'email' | 'email_domain' | 'ip' | 'country' | 'device' | 'customer'
    readonly effect: 'block' | 'review' | 'challenge' | 'allow' | 'none'
    readonly items: number
    readonly created_at: string
    readonly updated_at: string
  }
  readonly previous: {
    readonly items: number
  }
}

export type RoutingRulesActivatedBody = {
  readonly object: {
    readonly id: string
    readonly version: number
    readonly name: string
    readonly rule_count: number
    readonly max_attempts: number
    readonly is_active: boolean
    readonly created_by: string
    readonly created_at: string
    readonly activated_at: string | null
  }
  readonly previous: {
    readonly id: string
    readonly version: number
  } | null
}

export type MerchantCreatedBody = {
  readonly object: Merchant
}

export type MerchantUpdatedBody = {
  readonly object: Merchant
  readonly previous: Readonly<Record<string, unknown>>
}

export type CustomerCreatedBody = {
  readonly object: Customer
}

export type CustomerUpdatedBody = {
  readonly object: Customer
  readonly previous: Readonly<Record<string, unknown>>
}

export type PaymentMethodAttachedBody = {
  readonly object: PaymentMethod
}

export type PaymentMethodDetachedBody = {
  readonly object: PaymentMethod
  readonly previous: Readonly<Record<string, unknown>>
}

export type PaymentCreatedBody = {
  readonly request_id: string
  readonly object: Payment
}

export type RefundPendingBody = {
  readonly request_id: string
  readonly object: Refund
}

export type PayoutNeedsApprovalBody = {
  readonly object: Payout
}

export type ApprovalRequestedBody = {
  readonly object: Approval
}

export type ApprovalPolicyChangedBody = {
  readonly object: ApprovalPolicy
}

export type TransferPendingBody = {
  readonly object: TenantTransfer
}

export type TransferGrantCreatedBody = {
  readonly object: TransferGrant
}

export type DisputeCreatedBody = {
  readonly request_id: string
  readonly object: Dispute
}

export type SettlementReceivedBody = {
  readonly object: Settlement
}

export type ReconciliationBreakOpenedBody = {
  readonly object: ReconciliationBreak
}

export type MerchantBalanceAvailableBody = {
  readonly object: {
    readonly merchant: string
    readonly settlement: string
    readonly amount: Amount
  }
}

export type BankStatementLoadedBody = {
  readonly object: BankStatement
}

export type ReconciliationAccountCreatedBody = {
  readonly object: ReconciliationAccount
}

export type ReconciliationMatchConfirmedBody = {
  readonly object: ReconciliationMatch
}

export type ReconciliationProofFailedBody = {
  readonly object: ReconciliationBankProof
}

export type WebhookEndpointDisabledBody = {
  readonly object: {
    readonly id: string
    readonly url: string
    readonly state: 'disabled'
    readonly disabled_because: 'failing' | 'gone'
  }
}

export type SandboxClockAdvancedBody = {
  readonly object: {
    readonly id: string
    readonly from: string
    readonly to: string
    readonly steps: number
  }
}

/** An account was opened. */
export type LedgerAccountCreatedEvent = EventOf<'ledger_account.created', LedgerAccountCreatedBody>

/** Name, limits, metadata or state of an account changed; `before` is how it was. */
export type LedgerAccountChangedEvent = EventOf<'ledger_account.changed', LedgerAccountChangedBody>

/** Effective dates up to this day take no more entries. */
export type LedgerPeriodClosedEvent = EventOf<'ledger_period.closed', LedgerPeriodClosedBody>

/** A balance is watched. */
export type LedgerMonitorCreatedEvent = EventOf<'ledger_monitor.created', LedgerMonitorCreatedBody>

/** A balance is not watched any more. */
export type LedgerMonitorDeletedEvent = EventOf<'ledger_monitor.deleted', LedgerMonitorCreatedBody>

/** A balance began to meet a monitor’s condition. */
export type LedgerMonitorTriggeredEvent = EventOf<'ledger_monitor.triggered', LedgerMonitorTriggeredBody>

/** A balance stopped meeting a monitor’s condition. */
export type LedgerMonitorClearedEvent = EventOf<'ledger_monitor.cleared', LedgerMonitorTriggeredBody>

/** Somebody was invited into the organization. Told in its oldest tenant. */
export type MemberInvitedEvent = EventOf<'member.invited', MemberInvitedBody>

/** A member was set up, got another role, was disabled, enabled or reset. Told in the organization’s oldest tenant. */
export type MemberChangedEvent = EventOf<'member.changed', MemberChangedBody>

/** A bank account of somebody else’s was added. */
export type BankAccountCreatedEvent = EventOf<'bank_account.created', BankAccountCreatedBody>

/** A bank account has other details, waits for some, was frozen, enabled or disabled. */
export type BankAccountChangedEvent = EventOf<'bank_account.changed', BankAccountCreatedBody>

/** Money came in over an instant rail and was credited. */
export type InstantPaymentReceivedEvent = EventOf<'instant_payment.received', InstantPaymentReceivedBody>

/** Somebody is asked to pay you at once. */
export type PaymentRequestCreatedEvent = EventOf<'payment_request.created', PaymentRequestCreatedBody>

/** A request for payment reached the debtor’s bank, was accepted, paid, declined or taken back, or it expired. */
export type PaymentRequestChangedEvent = EventOf<'payment_request.changed', PaymentRequestCreatedBody>

/** A debtor agreed to be collected from: a SEPA mandate, or an ACH authorisation. */
export type MandateCreatedEvent = EventOf<'mandate.created', MandateCreatedBody>

/** A mandate was activated, amended, suspended, resumed, revoked, or it lapsed. */
export type MandateChangedEvent = EventOf<'mandate.changed', MandateCreatedBody>

/** A file of a bank arrived and is kept; it is read next. */
export type BankFileReceivedEvent = EventOf<'bank_file.received', BankFileReceivedBody>

/** A file of a bank was read: loaded, quarantined in part, or refused; again when more of it is loaded later. */
export type BankFileReadEvent = EventOf<'bank_file.read', BankFileReceivedBody>

/** A way to a bank was added: who you are there, and how files go to it and come from it. */
export type BankConnectionCreatedEvent = EventOf<'bank_connection.created', BankConnectionCreatedBody>

/** A bank connection was enabled, disabled or changed, or got new secrets. */
export type BankConnectionChangedEvent = EventOf<'bank_connection.changed', BankConnectionCreatedBody>

/** A file was handed over to the bank. */
export type OutgoingFileSentEvent = EventOf<'outgoing_file.sent', OutgoingFileSentBody>

/** A file was sent and nobody knows whether the bank has it. It is asked about; a person may have to decide. */
export type OutgoingFileUnknownEvent = EventOf<'outgoing_file.unknown', OutgoingFileSentBody>

/** The bank took a file. What becomes of each order is told later. */
export type OutgoingFileAcceptedEvent = EventOf<'outgoing_file.accepted', OutgoingFileSentBody>

/** The bank refused a whole file: none of its orders is carried out. */
export type OutgoingFileRejectedEvent = EventOf<'outgoing_file.rejected', OutgoingFileSentBody>

/** A file could not be handed over after many attempts. It waits until the connection is changed or enabled. */
export type OutgoingFileStuckEvent = EventOf<'outgoing_file.stuck', OutgoingFileSentBody>

/** A bank said whether an account belongs to a name, or it was not possible to find out. */
export type PayeeVerificationCompletedEvent = EventOf<'payee_verification.completed', PayeeVerificationCompletedBody>

/** A payer was warned about a payee, and decided to pay all the same or not to. */
export type PayeeVerificationConsentedEvent = EventOf<'payee_verification.consented', PayeeVerificationCompletedBody>

/** A payment order was made, or was put back because the bank surely has not got it. */
export type PaymentOrderScheduledEvent = EventOf<'payment_order.scheduled', PaymentOrderScheduledBody>

/** The bank has the payment order. */
export type PaymentOrderSubmittedEvent = EventOf<'payment_order.submitted', PaymentOrderScheduledBody>

/** Nobody knows whether the bank has the payment order; it is being asked. */
export type PaymentOrderUnknownEvent = EventOf<'payment_order.unknown', PaymentOrderScheduledBody>

/** The money of a payment order moved; `finality` says until when it may come back. */
export type PaymentOrderSettledEvent = EventOf<'payment_order.settled', PaymentOrderScheduledBody>

/** A payment order that had settled came back; `reason_code` and `next_action` say why and what follows. */
export type PaymentOrderReturnedEvent = EventOf<'payment_order.returned', PaymentOrderScheduledBody>

/** A payment order was refused before any money moved. */
export type PaymentOrderRejectedEvent = EventOf<'payment_order.rejected', PaymentOrderScheduledBody>

/** A payment order was taken back before it was sent. */
export type PaymentOrderCancelledEvent = EventOf<'payment_order.cancelled', PaymentOrderScheduledBody>

/** A payment order that had settled was reversed by us. */
export type PaymentOrderReversedEvent = EventOf<'payment_order.reversed', PaymentOrderScheduledBody>

/** Collected money is free now: the window in which it comes back for ordinary reasons has closed. */
export type PaymentOrderReleasedEvent = EventOf<'payment_order.released', PaymentOrderScheduledBody>

/** A payment is asked back; the other bank has to answer. */
export type RecallRequestedEvent = EventOf<'recall.requested', RecallRequestedBody>

/** The other bank promised to give a payment back. */
export type RecallAcceptedEvent = EventOf<'recall.accepted', RecallRequestedBody>

/** The other bank does not give a payment back; `answer_code` says why. */
export type RecallRefusedEvent = EventOf<'recall.refused', RecallRequestedBody>

/** A payment that was asked back is back. */
export type RecallReturnedEvent = EventOf<'recall.returned', RecallRequestedBody>

/** A collection is near: tell the debtor amount, day, creditor and mandate, as the schemes ask. */
export type CollectionAnnouncedEvent = EventOf<'collection.announced', CollectionAnnouncedBody>

/** A pain.001 or pain.008 message was read: its payments are ordered, or refused in the pain.002. */
export type IsoMessageReadEvent = EventOf<'iso_message.read', IsoMessageReadBody>

/** A bank said something that nothing of yours answers to, or that somebody has to act on. */
export type BankNoticeOpenedEvent = EventOf<'bank_notice.opened', BankNoticeOpenedBody>

/** Somebody has dealt with what a bank said. */
export type BankNoticeClosedEvent = EventOf<'bank_notice.closed', BankNoticeOpenedBody>

/** A bank asked that the details of a bank account be corrected; `state` says what became of it. */
export type NotificationOfChangeReceivedEvent = EventOf<'notification_of_change.received', NotificationOfChangeReceivedBody>

/** So many debits came back that a threshold of Nacha is near. */
export type ReturnRateNearEvent = EventOf<'return_rate.near', ReturnRateNearBody>

/** More debits came back than Nacha tolerates. */
export type ReturnRateOverEvent = EventOf<'return_rate.over', ReturnRateNearBody>

/** Another version of the risk rules decides from now on. */
export type RiskRuleSetActivatedEvent = EventOf<'risk.rule_set.activated', RiskRuleSetActivatedBody>

/** A risk list was made. */
export type RiskListCreatedEvent = EventOf<'risk.list.created', RiskListCreatedBody>

/** Items were put on a risk list or taken from it; `previous` has how many there were. */
export type RiskListUpdatedEvent = EventOf<'risk.list.updated', RiskListUpdatedBody>

/** A risk list was deleted with its items. */
export type RiskListDeletedEvent = EventOf<'risk.list.deleted', RiskListCreatedBody>

/** From now on payments are routed by this version of the rules; `previous` is the one before. */
export type RoutingRulesActivatedEvent = EventOf<'routing_rules.activated', RoutingRulesActivatedBody>

/** A merchant was created. */
export type MerchantCreatedEvent = EventOf<'merchant.created', MerchantCreatedBody>

/** A merchant was changed, or may take payments again after it was suspended. */
export type MerchantUpdatedEvent = EventOf<'merchant.updated', MerchantUpdatedBody>

/** A merchant was suspended: it takes no new payments. */
export type MerchantSuspendedEvent = EventOf<'merchant.suspended', MerchantUpdatedBody>

/** A customer was created. */
export type CustomerCreatedEvent = EventOf<'customer.created', CustomerCreatedBody>

/** A customer was changed. */
export type CustomerUpdatedEvent = EventOf<'customer.updated', CustomerUpdatedBody>

/** A customer was deleted: everything of the person is erased, the id stays. */
export type CustomerDeletedEvent = EventOf<'customer.deleted', CustomerCreatedBody>

/** A payment method belongs to a customer from now on. */
export type PaymentMethodAttachedEvent = EventOf<'payment_method.attached', PaymentMethodAttachedBody>

/** A payment method was taken from its customer and is never used again. */
export type PaymentMethodDetachedEvent = EventOf<'payment_method.detached', PaymentMethodDetachedBody>

/** A payment method’s billing details, consent or metadata were changed. */
export type PaymentMethodUpdatedEvent = EventOf<'payment_method.updated', PaymentMethodDetachedBody>

/** A payment was made and waits to be confirmed. */
export type PaymentCreatedEvent = EventOf<'payment.created', PaymentCreatedBody>

/** The payer has to do something: 3-D Secure. */
export type PaymentRequiresActionEvent = EventOf<'payment.requires_action', PaymentCreatedBody>

/** A person has to look at the payment. */
export type PaymentInReviewEvent = EventOf<'payment.in_review', PaymentCreatedBody>

/** A person let a payment go on that had been put to review; what comes of it is told next. */
export type PaymentApprovedEvent = EventOf<'payment.approved', PaymentCreatedBody>

/** It was sent, and its outcome is not known yet. */
export type PaymentProcessingEvent = EventOf<'payment.processing', PaymentCreatedBody>

/** The issuer holds the amount; capture it before `capture_before`. */
export type PaymentAuthorizedEvent = EventOf<'payment.authorized', PaymentCreatedBody>

/** An amount of the payment changed: what is held, or what is disputed. */
export type PaymentUpdatedEvent = EventOf<'payment.updated', PaymentCreatedBody>

/** A part was captured, and more can be. */
export type PaymentPartiallyCapturedEvent = EventOf<'payment.partially_captured', PaymentCreatedBody>

/** The payment was captured. */
export type PaymentSucceededEvent = EventOf<'payment.succeeded', PaymentCreatedBody>

/** The payment was declined. */
export type PaymentDeclinedEvent = EventOf<'payment.declined', PaymentCreatedBody>

/** The payment was given up, and nothing is held. */
export type PaymentCanceledEvent = EventOf<'payment.canceled', PaymentCreatedBody>

/** What was held has lapsed. */
export type PaymentExpiredEvent = EventOf<'payment.expired', PaymentCreatedBody>

/** Risk rules refused the payment. */
export type PaymentBlockedEvent = EventOf<'payment.blocked', PaymentCreatedBody>

/** A capture, void or increment did not come about; the payment stands as before. */
export type PaymentOperationFailedEvent = EventOf<'payment.operation_failed', PaymentCreatedBody>

/** The acquirer took back what it had approved before. */
export type PaymentReversedEvent = EventOf<'payment.reversed', PaymentCreatedBody>

/** A refund is on its way. */
export type RefundPendingEvent = EventOf<'refund.pending', RefundPendingBody>

/** The money went back to the card. */
export type RefundSucceededEvent = EventOf<'refund.succeeded', RefundPendingBody>

/** A refund did not come about, or the issuer sent it back. */
export type RefundFailedEvent = EventOf<'refund.failed', RefundPendingBody>

/** A payout was made, and somebody else has to agree; its money is set aside. */
export type PayoutNeedsApprovalEvent = EventOf<'payout.needs_approval', PayoutNeedsApprovalBody>

/** A payout may go: everybody who has to has agreed, or nobody has to, or the next rail is tried. */
export type PayoutApprovedEvent = EventOf<'payout.approved', PayoutNeedsApprovalBody>

/** A payment order was made for a payout. */
export type PayoutOrderedEvent = EventOf<'payout.ordered', PayoutNeedsApprovalBody>

/** A payout arrived; `finality` says until when it may come back. */
export type PayoutSettledEvent = EventOf<'payout.settled', PayoutNeedsApprovalBody>

/** A payout was refused or came back; its money is on the ledger account again. */
export type PayoutFailedEvent = EventOf<'payout.failed', PayoutNeedsApprovalBody>

/** Somebody who had to agree to a payout refused. */
export type PayoutDeniedEvent = EventOf<'payout.denied', PayoutNeedsApprovalBody>

/** A payout was taken back before it left. */
export type PayoutCancelledEvent = EventOf<'payout.cancelled', PayoutNeedsApprovalBody>

/** Nobody agreed to a payout in time. */
export type PayoutExpiredEvent = EventOf<'payout.expired', PayoutNeedsApprovalBody>

/** Somebody else has to decide about something; `subject` and `summary` say about what. */
export type ApprovalRequestedEvent = EventOf<'approval.requested', ApprovalRequestedBody>

/** An approval was given, denied or withdrawn, or nobody gave it in time; `state` says which. */
export type ApprovalClosedEvent = EventOf<'approval.closed', ApprovalRequestedBody>

/** Other rules say who has to agree to payouts. */
export type ApprovalPolicyChangedEvent = EventOf<'approval_policy.changed', ApprovalPolicyChangedBody>

/** Money left an account for another tenant of the organization. */
export type TransferPendingEvent = EventOf<'transfer.pending', TransferPendingBody>

/** The other tenant has the money of a transfer. */
export type TransferCompletedEvent = EventOf<'transfer.completed', TransferPendingBody>

/** The other tenant could not take a transfer; its money is back. */
export type TransferReturnedEvent = EventOf<'transfer.returned', TransferPendingBody>

/** Money of another tenant of the organization arrived. */
export type TransferReceivedEvent = EventOf<'transfer.received', TransferPendingBody>

/** Money of another tenant could not be taken and goes back. */
export type TransferRefusedEvent = EventOf<'transfer.refused', TransferPendingBody>

/** Another tenant of the organization may send money here. */
export type TransferGrantCreatedEvent = EventOf<'transfer_grant.created', TransferGrantCreatedBody>

/** Another tenant may not send money here any more. */
export type TransferGrantRevokedEvent = EventOf<'transfer_grant.revoked', TransferGrantCreatedBody>

/** A cardholder’s bank disputes a payment. */
export type DisputeCreatedEvent = EventOf<'dispute.created', DisputeCreatedBody>

/** Evidence was given, a stage began or ran out, or an inquiry was closed. */
export type DisputeUpdatedEvent = EventOf<'dispute.updated', DisputeCreatedBody>

/** An answer is due soon. */
export type DisputeResponseDueEvent = EventOf<'dispute.response_due', DisputeCreatedBody>

/** Evidence reached the acquirer. */
export type DisputeSubmittedEvent = EventOf<'dispute.submitted', DisputeCreatedBody>

/** The merchant gave in. */
export type DisputeAcceptedEvent = EventOf<'dispute.accepted', DisputeCreatedBody>

/** The dispute, or its present stage, was won. */
export type DisputeWonEvent = EventOf<'dispute.won', DisputeCreatedBody>

/** The dispute was lost. */
export type DisputeLostEvent = EventOf<'dispute.lost', DisputeCreatedBody>

/** The disputed amount, and perhaps a fee, was taken from the merchant. */
export type DisputeFundsWithdrawnEvent = EventOf<'dispute.funds_withdrawn', DisputeCreatedBody>

/** The disputed amount was given back to the merchant. */
export type DisputeFundsReinstatedEvent = EventOf<'dispute.funds_reinstated', DisputeCreatedBody>

/** An acquirer’s settlement report was read. */
export type SettlementReceivedEvent = EventOf<'settlement.received', SettlementReceivedBody>

/** Every line of a settlement report is matched and booked. */
export type SettlementReconciledEvent = EventOf<'settlement.reconciled', SettlementReceivedBody>

/** Something does not match what an acquirer says. */
export type ReconciliationBreakOpenedEvent = EventOf<'reconciliation_break.opened', ReconciliationBreakOpenedBody>

/** A break was explained, by a later line or by somebody, or written off. */
export type ReconciliationBreakResolvedEvent = EventOf<'reconciliation_break.resolved', ReconciliationBreakOpenedBody>

/** What an acquirer paid became available to a merchant; below zero it was taken. */
export type MerchantBalanceAvailableEvent = EventOf<'merchant_balance.available', MerchantBalanceAvailableBody>

/** A bank statement was read, adds up and follows the one before. */
export type BankStatementLoadedEvent = EventOf<'bank_statement.loaded', BankStatementLoadedBody>

/** A bank statement does not add up, or does not follow the one before: it is kept out. */
export type BankStatementQuarantinedEvent = EventOf<'bank_statement.quarantined', BankStatementLoadedBody>

/** A bank account is reconciled with a ledger account from now on. */
export type ReconciliationAccountCreatedEvent = EventOf<'reconciliation_account.created', ReconciliationAccountCreatedBody>

/** A bank account is not reconciled any more. */
export type ReconciliationAccountClosedEvent = EventOf<'reconciliation_account.closed', ReconciliationAccountCreatedBody>

/** A person said which lines and transfers are the same money. */
export type ReconciliationMatchConfirmedEvent = EventOf<'reconciliation_match.confirmed', ReconciliationMatchConfirmedBody>

/** A person undid a match, or said no to a proposal. */
export type ReconciliationMatchUndoneEvent = EventOf<'reconciliation_match.undone', ReconciliationMatchConfirmedBody>

/** A bank account and the ledger differ by more than what is known to be unmatched. */
export type ReconciliationProofFailedEvent = EventOf<'reconciliation_proof.failed', ReconciliationProofFailedBody>

/** A webhook endpoint was disabled because its receiver is gone, or failed for five days. Its events are held. */
export type WebhookEndpointDisabledEvent = EventOf<'webhook_endpoint.disabled', WebhookEndpointDisabledBody>

/** The sandbox’s clock has arrived where it was sent, and everything due until then has happened. */
export type SandboxClockAdvancedEvent = EventOf<'sandbox.clock_advanced', SandboxClockAdvancedBody>

/** Every event; `type` says which. A later release may tell more of them: leave a default branch. */
export type WebhookEvent =
  | LedgerAccountCreatedEvent
  | LedgerAccountChangedEvent
  | LedgerPeriodClosedEvent
  | LedgerMonitorCreatedEvent
  | LedgerMonitorDeletedEvent
  | LedgerMonitorTriggeredEvent
  | LedgerMonitorClearedEvent
  | MemberInvitedEvent
  | MemberChangedEvent
  | BankAccountCreatedEvent
  | BankAccountChangedEvent
  | InstantPaymentReceivedEvent
  | PaymentRequestCreatedEvent
  | PaymentRequestChangedEvent
  | MandateCreatedEvent
  | MandateChangedEvent
  | BankFileReceivedEvent
  | BankFileReadEvent
  | BankConnectionCreatedEvent
  | BankConnectionChangedEvent
  | OutgoingFileSentEvent
  | OutgoingFileUnknownEvent
  | OutgoingFileAcceptedEvent
  | OutgoingFileRejectedEvent
  | OutgoingFileStuckEvent
  | PayeeVerificationCompletedEvent
  | PayeeVerificationConsentedEvent
  | PaymentOrderScheduledEvent
  | PaymentOrderSubmittedEvent
  | PaymentOrderUnknownEvent
  | PaymentOrderSettledEvent
  | PaymentOrderReturnedEvent
  | PaymentOrderRejectedEvent
  | PaymentOrderCancelledEvent
  | PaymentOrderReversedEvent
  | PaymentOrderReleasedEvent
  | RecallRequestedEvent
  | RecallAcceptedEvent
  | RecallRefusedEvent
  | RecallReturnedEvent
  | CollectionAnnouncedEvent
  | IsoMessageReadEvent
  | BankNoticeOpenedEvent
  | BankNoticeClosedEvent
  | NotificationOfChangeReceivedEvent
  | ReturnRateNearEvent
  | ReturnRateOverEvent
  | RiskRuleSetActivatedEvent
  | RiskListCreatedEvent
  | RiskListUpdatedEvent
  | RiskListDeletedEvent
  | RoutingRulesActivatedEvent
  | MerchantCreatedEvent
  | MerchantUpdatedEvent
  | MerchantSuspendedEvent
  | CustomerCreatedEvent
  | CustomerUpdatedEvent
  | CustomerDeletedEvent
  | PaymentMethodAttachedEvent
  | PaymentMethodDetachedEvent
  | PaymentMethodUpdatedEvent
  | PaymentCreatedEvent
  | PaymentRequiresActionEvent
  | PaymentInReviewEvent
  | PaymentApprovedEvent
  | PaymentProcessingEvent
  | PaymentAuthorizedEvent
  | PaymentUpdatedEvent
  | PaymentPartiallyCapturedEvent
  | PaymentSucceededEvent
  | PaymentDeclinedEvent
  | PaymentCanceledEvent
  | PaymentExpiredEvent
  | PaymentBlockedEvent
  | PaymentOperationFailedEvent
  | PaymentReversedEvent
  | RefundPendingEvent
  | RefundSucceededEvent
  | RefundFailedEvent
  | PayoutNeedsApprovalEvent
  | PayoutApprovedEvent
  | PayoutOrderedEvent
  | PayoutSettledEvent
  | PayoutFailedEvent
  | PayoutDeniedEvent
  | PayoutCancelledEvent
  | PayoutExpiredEvent
  | ApprovalRequestedEvent
  | ApprovalClosedEvent
  | ApprovalPolicyChangedEvent
  | TransferPendingEvent
  | TransferCompletedEvent
  | TransferReturnedEvent
  | TransferReceivedEvent
  | TransferRefusedEvent
  | TransferGrantCreatedEvent
  | TransferGrantRevokedEvent
  | DisputeCreatedEvent
  | DisputeUpdatedEvent
  | DisputeResponseDueEvent
  | DisputeSubmittedEvent
  | DisputeAcceptedEvent
  | DisputeWonEvent
  | DisputeLostEvent
  | DisputeFundsWithdrawnEvent
  | DisputeFundsReinstatedEvent
  | SettlementReceivedEvent
  | SettlementReconciledEvent
  | ReconciliationBreakOpenedEvent
  | ReconciliationBreakResolvedEvent
  | MerchantBalanceAvailableEvent
  | BankStatementLoadedEvent
  | BankStatementQuarantinedEvent
  | ReconciliationAccountCreatedEvent
  | ReconciliationAccountClosedEvent
  | ReconciliationMatchConfirmedEvent
  | ReconciliationMatchUndoneEvent
  | ReconciliationProofFailedEvent
  | WebhookEndpointDisabledEvent
  | SandboxClockAdvancedEvent
export type WebhookEventType = WebhookEvent['type']

/** What `error.code` may be. A later release may know more. Each has a page at `/docs/errors/<code>`. */
export type ErrorCode =
  | 'account_closed'
  | 'account_differs'
  | 'account_not_empty'
  | 'account_not_found'
  | 'acquirer_account_exists'
  | 'acquirer_account_limit_reached'
  | 'acquirer_account_not_found'
  | 'acquirer_address_refused'
  | 'acquirer_rejected'
  | 'acquirer_unavailable'
  | 'already_expired'
  | 'amount_too_large'
  | 'approval_key_too_new'
  | 'approval_not_found'
  | 'approval_not_needed'
  | 'approval_outdated'
  | 'approval_own'
  | 'approval_policy_not_valid'
  | 'approval_state'
  | 'approval_twice'
  | 'audit_event_not_found'
  | 'auth_unavailable'
  | 'balance_above_ceiling'
  | 'balance_below_floor'
  | 'bank_account_differs'
  | 'bank_account_not_found'
  | 'bank_account_not_valid'
  | 'bank_account_reference_taken'
  | 'bank_account_state'
  | 'bank_connection_differs'
  | 'bank_connection_limit_reached'
  | 'bank_connection_not_found'
  | 'bank_connection_not_valid'
  | 'bank_connection_state'
  | 'bank_file_empty'
  | 'bank_file_not_found'
  | 'bank_file_read_already'
  | 'bank_file_too_large'
  | 'bank_notice_not_found'
  | 'bank_statement_not_found'
  | 'bank_statement_not_releasable'
  | 'body_not_allowed'
  | 'body_too_large'
  | 'break_closed'
  | 'break_holds_money'
  | 'break_not_found'
  | 'busy'
  | 'callback_address_unknown'
  | 'callback_refused'
  | 'card_declined'
  | 'card_invalid'
  | 'card_token_unknown'
  | 'chain_failed'
  | 'chain_open'
  | 'checkpoint_not_found'
  | 'clock_advancing'
  | 'clock_backwards'
  | 'clock_too_far'
  | 'code_required'
  | 'connector_unknown'
  | 'consent_without_customer'
  | 'content_encoding_not_allowed'
  | 'credit_account_closed'
  | 'credit_account_frozen'
  | 'credit_account_not_found'
  | 'credit_currency_mismatch'
  | 'credit_exceeds_ceiling'
  | 'credit_insufficient_funds'
  | 'cross_site'
  | 'csrf_refused'
  | 'cursor_invalid'
  | 'customer_deleted'
  | 'customer_differs'
  | 'customer_not_found'
  | 'debit_account_closed'
  | 'debit_account_frozen'
  | 'debit_account_not_found'
  | 'debit_currency_mismatch'
  | 'debit_exceeds_ceiling'
  | 'debit_insufficient_funds'
  | 'decision_not_found'
  | 'dispute_not_found'
  | 'dispute_not_open'
  | 'email_invalid'
  | 'end_to_end_id_taken'
  | 'event_not_found'
  | 'event_not_triggerable'
  | 'event_type_unknown'
  | 'evidence_empty'
  | 'evidence_too_large'
  | 'exceeds_pending'
  | 'expand_too_costly'
  | 'floor_above_ceiling'
  | 'id_reused'
  | 'idempotency_in_progress'
  | 'idempotency_key_invalid'
  | 'idempotency_key_not_found'
  | 'idempotency_key_required'
  | 'idempotency_mismatch'
  | 'instant_gateway_not_found'
  | 'instant_receipt_not_found'
  | 'internal_error'
  | 'invalid_header'
  | 'invalid_json'
  | 'invalid_request'
  | 'invalid_url'
  | 'ip_not_allowed'
  | 'iso_message_not_found'
  | 'iso_message_not_read'
  | 'iso_message_not_valid'
  | 'key_expired'
  | 'key_invalid'
  | 'key_limit_reached'
  | 'key_not_active'
  | 'key_not_found'
  | 'key_revoked'
  | 'last_owner'
  | 'last_second_factor'
  | 'limit_currency_mismatch'
  | 'list_differs'
  | 'list_full'
  | 'list_in_use'
  | 'list_not_found'
  | 'mandate_differs'
  | 'mandate_new_debtor'
  | 'mandate_not_found'
  | 'mandate_not_valid'
  | 'mandate_reference_taken'
  | 'mandate_state'
  | 'match_does_not_balance'
  | 'match_not_found'
  | 'match_not_proposed'
  | 'match_posting_refused'
  | 'match_superseded'
  | 'matching_rules_changed'
  | 'max_unbounded'
  | 'member_exists'
  | 'member_limit_reached'
  | 'member_not_found'
  | 'member_state_wrong'
  | 'members_only'
  | 'merchant_differs'
  | 'merchant_not_active'
  | 'merchant_not_found'
  | 'metadata_too_large'
  | 'monitor_currency_mismatch'
  | 'monitor_differs'
  | 'monitor_not_found'
  | 'no_acquirer'
  | 'none_posted'
  | 'not_allowed'
  | 'not_supported'
  | 'not_supported_by_connector'
  | 'nothing_to_move'
  | 'nothing_to_write_off'
  | 'operation_open'
  | 'order_not_retriable'
  | 'order_not_reversible'
  | 'organization_not_found'
  | 'out_of_resources'
  | 'outgoing_file_differs'
  | 'outgoing_file_not_found'
  | 'outgoing_file_not_written'
  | 'outgoing_file_state'
  | 'outgoing_file_twice'
  | 'overdraft_without_floor'
  | 'overflow'
  | 'overloaded'
  | 'party_metadata_too_large'
  | 'passkey_limit_reached'
  | 'passkey_not_found'
  | 'passkey_refused'
  | 'password_refused'
  | 'payee_connector_unknown'
  | 'payee_provider_address_refused'
  | 'payee_provider_exists'
  | 'payee_provider_limit_reached'
  | 'payee_provider_not_found'
  | 'payee_verification_differs'
  | 'payee_verification_not_found'
  | 'payee_verification_state'
  | 'payment_blocked'
  | 'payment_changed'
  | 'payment_exists'
  | 'payment_method_attached'
  | 'payment_method_detached'
  | 'payment_method_differs'
  | 'payment_method_limit_reached'
  | 'payment_method_not_found'
  | 'payment_method_not_own'
  | 'payment_needs_approval'
  | 'payment_not_found'
  | 'payment_order_differs'
  | 'payment_order_not_covered'
  | 'payment_order_not_found'
  | 'payment_order_not_open'
  | 'payment_order_not_valid'
  | 'payment_order_state'
  | 'payment_request_differs'
  | 'payment_request_not_found'
  | 'payment_request_not_valid'
  | 'payment_request_state'
  | 'payout_differs'
  | 'payout_no_rail'
  | 'payout_not_covered'
  | 'payout_not_found'
  | 'payout_not_valid'
  | 'payout_payee_stopped'
  | 'payout_state'
  | 'pending_already_posted'
  | 'pending_already_voided'
  | 'pending_expired'
  | 'pending_not_due'
  | 'pending_not_found'
  | 'period_already_closed'
  | 'period_closed'
  | 'period_differs'
  | 'period_not_over'
  | 'precondition_failed'
  | 'proof_too_old'
  | 'purpose_fixed'
  | 'purpose_not_found'
  | 'rail_not_found'
  | 'rate_limited'
  | 'recall_not_allowed'
  | 'recall_not_found'
  | 'receiving_account_not_found'
  | 'receiving_account_not_valid'
  | 'reconciliation_account_closed'
  | 'reconciliation_account_not_found'
  | 'reconciliation_account_taken'
  | 'reconciliation_account_unusable'
  | 'reconciliation_item_matched'
  | 'reconciliation_item_not_found'
  | 'reference_taken'
  | 'refund_not_found'
  | 'request_log_not_found'
  | 'response_not_sent'
  | 'response_refused'
  | 'response_too_late'
  | 'response_under_way'
  | 'retry_not_allowed'
  | 'return_fee_not_allowed'
  | 'reversal_exceeds'
  | 'reversed_not_found'
  | 'risk_rule_set_differs'
  | 'risk_rule_set_not_found'
  | 'risk_rules_invalid'
  | 'rule_set_limit_reached'
  | 'rule_set_not_found'
  | 'rules_invalid'
  | 'same_account'
  | 'sandbox_limit_reached'
  | 'sandbox_only'
  | 'scopes_exceed_own'
  | 'second_factor_required'
  | 'session_ended'
  | 'session_not_found'
  | 'settlement_not_found'
  | 'setup_link_invalid'
  | 'shutting_down'
  | 'sign_in_busy'
  | 'sign_in_refused'
  | 'simulator_unavailable'
  | 'streams_exhausted'
  | 'tenant_not_yours'
  | 'tenant_required'
  | 'tenant_transfer_differs'
  | 'tenant_transfer_not_allowed'
  | 'tenant_transfer_not_covered'
  | 'tenant_transfer_not_found'
  | 'tenant_transfer_not_valid'
  | 'token_not_found'
  | 'too_late'
  | 'too_many_attempts'
  | 'too_many_captures'
  | 'too_many_lists'
  | 'too_many_monitors'
  | 'too_many_risk_rule_sets'
  | 'totp_code_wrong'
  | 'totp_not_begun'
  | 'transaction_link_required'
  | 'transfer_grant_not_found'
  | 'transfer_grant_not_valid'
  | 'transfer_not_found'
  | 'trigger_failed'
  | 'trigger_object_wrong'
  | 'unauthenticated'
  | 'unavailable'
  | 'unknown_payment_method'
  | 'unknown_version'
  | 'unsupported_media_type'
  | 'vault_unavailable'
  | 'verification_not_found'
  | 'verification_wrong_amounts'
  | 'version_not_reached'
  | 'webhook_delivery_not_found'
  | 'webhook_delivery_under_way'
  | 'webhook_endpoint_invalid'
  | 'webhook_endpoint_limit_reached'
  | 'webhook_endpoint_not_found'
  | 'webhook_secret_rotated'
  | 'write_off_refused'
  | 'wrong_state'
  | (string & {})
