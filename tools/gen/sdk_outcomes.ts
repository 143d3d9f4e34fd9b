import { ownOf } from '../../kernel/own.ts'
import type { SdkSchema } from './sdk_schema_type.ts'

/**
 * Which states are outcomes, and in which a thing is still on its way. `manual_only`: an outcome only of a payment that is
 * captured by hand. The document lists states and not which of them decide. Source: the `*.machine.ts` files of the
 * modules, read on 2026-11-30; a state that is missing here, or that no longer exists, ends `npm run gen`.
 */
type Rule = {
  readonly open: string
  readonly decided: string
  readonly manual_only?: string
}

const rules: Readonly<Record<string, Rule>> = {
  Approval: { open: 'open', decided: 'approved denied expired withdrawn' },
  BankFile: { open: 'received', decided: 'loaded quarantined refused' },
  BankStatement: { open: 'loading', decided: 'loaded quarantined' },
  Dispute: { open: 'needs_response under_review', decided: 'accepted expired won lost warning_closed' },
  IsoMessage: { open: 'received', decided: 'accepted partial rejected' },
  LedgerTransfer: { open: 'pending', decided: 'posted voided expired' },
  OutgoingFile: { open: 'gathering written sending sent unknown', decided: 'accepted rejected' },
  PayeeVerification: { open: 'pending unknown', decided: 'completed' },
  Payment: {
    open: 'created requires_action in_review processing',
    decided: 'declined partially_captured succeeded canceled expired blocked reversed',
    manual_only: 'authorized',
  },
  PaymentOrder: {
    open: 'scheduled submitting submitted unknown',
    decided: 'settled returned rejected cancelled reversed',
  },
  // `accepted` is the debtor's word, not yet the money.
  PaymentRequest: {
    open: 'sending open unknown accepted cancelling',
    decided: 'paid declined expired cancelled failed',
  },
  Payout: { open: 'needs_approval approved ordered', decided: 'settled failed denied cancelled expired' },
  // `accepted` is the other bank's promise, not yet the money.
  Recall: { open: 'pending accepted', decided: 'refused returned' },
  Refund: { open: 'pending', decided: 'succeeded failed' },
  SandboxClock: { open: 'advancing', decided: 'ready' },
  Settlement: { open: 'received', decided: 'reconciled quarantined' },
  TenantTransfer: { open: 'pending', decided: 'completed returned' },
  WebhookDeliveryWithAttempts: { open: 'queued waiting sending held', decided: 'succeeded dead canceled' },
}

export type SdkOutcome = {
  readonly field: 'status' | 'state'
  readonly decided: readonly string[]
  readonly manual_only: readonly string[]
  /** It says itself whether it can still be taken back. */
  readonly has_finality: boolean
}

/** How to know the outcome of a schema; undefined when it has none. Throws when the document has other states. */
export function outcomeOf(
  name: string,
  schemas: Readonly<Record<string, SdkSchema>>,
): SdkOutcome | undefined {
  const rule = ownOf(rules, name)
  if (rule === undefined) return undefined
  const { properties = {} } = schemas[name] ?? {}
  const field = properties['status'] === undefined ? 'state' : 'status'
  const [open, decided, manual_only] = [rule.open, rule.decided, rule.manual_only ?? ''].map((text) =>
    text.split(' ').filter((word) => word !== ''),
  ) as [string[], string[], string[]]
  const known = [...open, ...decided, ...manual_only].sort().join(' ')
  const listed = [...(properties[field]?.enum ?? [])].sort().join(' ')
  if (known !== listed) throw new Error(`${name} has the states “${listed}”, its outcomes are of “${known}”`)
  return { field, decided, manual_only, has_finality: properties['finality'] !== undefined }
}

/** Every schema with an outcome, so that none is forgotten when it goes. */
export const schemasWithOutcome: readonly string[] = Object.keys(rules)
