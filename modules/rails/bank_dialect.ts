import type { Day } from '../../kernel/world.ts'
import type { CompleteRule } from '../../platform/files/stable.ts'
import type { FileFault } from './files/fault.ts'
import { detectFormat } from './inspect/format.ts'

/** What a file of a bank is for; each kind has its own reader. */
export type BankFileKind = 'acknowledgement' | 'ach' | 'iso20022' | 'statement' | 'unknown'

/** What a bank says of a file of ours as a whole. What became of each order in it comes later, in other files. */
export type Acknowledgement = {
  /** The name that we gave to our file. */
  readonly name: string
  /** Hex, of the bytes that the bank got; undefined when it does not say. */
  readonly sha256: string | undefined
  /** `duplicate`: refused, because the bank took the same content before: that is the one that counts. */
  readonly verdict: 'accepted' | 'duplicate' | 'rejected'
  /** Why, in the bank's own words. */
  readonly because: string
}
export type AcknowledgementRead =
  | { readonly ok: true; readonly value: Acknowledgement }
  | { readonly ok: false; readonly faults: readonly FileFault[] }

/** The bank ends a name differently while it writes; everything else that is not empty is complete. */
export type NamedRule = { readonly kind: 'named'; isComplete(name: string): boolean }

/** What one bank does in its own way with files. Pure: a dialect moves nothing and keeps nothing. */
export type BankDialect = {
  /** As `bank` of a connection says it. */
  readonly name: string
  readonly title: string
  /** How we see that a file of theirs is complete. */
  readonly complete: NamedRule | CompleteRule
  /** Tells what a file is by its name and its first 4,096 bytes. Never throws. */
  classify(name: string, head: Uint8Array): BankFileKind
  /** Reads an acknowledgement, given its own name too. Never throws: a strange one has faults. */
  readAcknowledgement(name: string, content: Uint8Array): AcknowledgementRead
  /** What our file is called there, at most 120 characters; `number` is never the same for a connection. */
  outgoingName(file: { readonly format: string; readonly number: number; readonly on: Day }): string
}

/** An answer of ISO 20022 that tells of an account, and not of orders. */
const STATEMENT_MESSAGES = /iso:std:iso:20022:tech:xsd:camt\.05[23]\.|<(?:\w+:)?BkToCstmr(?:Stmt|AcctRpt)\b/

/** What most files are, whichever bank they come from: for a dialect to fall back on. Never throws. */
export function classifyByContent(head: Uint8Array): BankFileKind {
  const { format } = detectFormat(head)
  switch (format) {
    case 'nacha':
      return 'ach'
    case 'bai2':
    case 'swift_mt':
    case 'ofx':
      return 'statement'
    case 'iso20022':
      return STATEMENT_MESSAGES.test(Buffer.from(head).toString('latin1')) ? 'statement' : 'iso20022'
    default:
      return 'unknown'
  }
}
