import { type Answer, DeclinedError, type ProblemError } from '../../../sdk/typescript/index.ts'
import { ownOf } from '../../../sdk/typescript/own.ts'

/** How a payment of the file ended, as far as is known. */
export type Bucket = 'approved' | 'declined' | 'challenged' | 'blocked' | 'in_review' | 'ended'
export type Known = { readonly kind: 'known'; readonly bucket: Bucket; readonly code: string }
export type Outcome =
  | (Known & { readonly took_ms: number; readonly is_replayed: boolean })
  /** 202: the acquirer did not say. */
  | {
      readonly kind: 'unknown'
      readonly payment: string
      readonly took_ms: number
      readonly is_replayed: boolean
    }
  /** The API refused, so there is no payment. */
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'skipped' | 'unreadable'; readonly why: string }

export type PaymentJson = {
  readonly id: string
  readonly status: string
  readonly decline?: { readonly decline_code: string } | null
}

const buckets: Readonly<Record<string, Bucket>> = {
  succeeded: 'approved',
  authorized: 'approved',
  partially_captured: 'approved',
  declined: 'declined',
  requires_action: 'challenged',
  blocked: 'blocked',
  in_review: 'in_review',
}

/** Undefined while nobody knows. A state that is not known here counts as ended, under its own name. */
export function knownOf({ status, decline }: PaymentJson): Known | undefined {
  if (status === 'processing' || status === 'created') return undefined
  const bucket = ownOf(buckets, status) ?? 'ended'
  return {
    kind: 'known',
    bucket,
    code: bucket === 'declined' ? (decline?.decline_code ?? 'unknown') : status,
  }
}

export function answered({ body, is_replayed }: Answer<PaymentJson>, took_ms: number): Outcome {
  const known = knownOf(body)
  return known === undefined
    ? { kind: 'unknown', payment: body.id, took_ms, is_replayed }
    : { ...known, took_ms, is_replayed }
}

/** A decline and a block are outcomes; any other refusal means that there is no payment. */
export function refusedWith(error: ProblemError, took_ms: number): Outcome {
  const is_replayed = false
  if (error.code === 'payment_blocked')
    return { kind: 'known', bucket: 'blocked', code: error.code, took_ms, is_replayed }
  if (error instanceof DeclinedError)
    return { kind: 'known', bucket: 'declined', code: error.decline_code ?? error.code, took_ms, is_replayed }
  // The payment exists, and nobody could be asked.
  if (error.code === 'acquirer_unavailable' || error.code === 'acquirer_rejected')
    return { kind: 'known', bucket: 'declined', code: error.code, took_ms, is_replayed }
  return { kind: 'refused', code: error.code }
}
