import type { RouteInput } from './input.ts'

/** What a decision keeps of the payment. Names are those of the condition language. */
export type SeenInput = {
  readonly scheme: string
  readonly funding: string | null
  readonly bin: string
  readonly card_country: string | null
  /** Minor units as digits, and the currency. */
  readonly amount: string
  readonly currency: string
  readonly merchant: string
  readonly mcc: string
  readonly initiator: string
  readonly channel: string
  readonly three_ds: string
  readonly needs?: readonly string[]
  /** Keys that some rule looks at. */
  readonly metadata?: Readonly<Record<string, string>>
}

export function compactInput(input: RouteInput, metadata_keys: readonly string[]): SeenInput {
  const seen: SeenInput = {
    scheme: input.scheme,
    funding: input.funding,
    bin: input.bin,
    card_country: input.card_country,
    amount: String(input.amount.minor),
    currency: input.amount.currency,
    merchant: input.merchant,
    mcc: input.mcc,
    initiator: input.initiator,
    channel: input.channel,
    three_ds: input.three_ds,
  }
  const needs = input.needs.length === 0 ? {} : { needs: input.needs }
  const kept = metadata_keys.filter((key) => Object.hasOwn(input.metadata, key))
  if (kept.length === 0) return { ...seen, ...needs }
  const metadata = Object.fromEntries(kept.map((key) => [key, input.metadata[key] ?? '']))
  return { ...seen, ...needs, metadata }
}
