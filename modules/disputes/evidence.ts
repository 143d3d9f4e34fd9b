/** What a merchant says against a dispute. Every part is optional; which ones matter depends on the reason. */
export type Evidence = {
  readonly receipt?: string
  readonly product_description?: string
  readonly refund_policy?: string
  readonly customer_communication?: string
  readonly delivery?: {
    readonly carrier?: string
    readonly tracking_number?: string
    readonly delivered_at?: string
    readonly address?: string
  }
  readonly service_dates?: { readonly from: string; readonly until: string }
  readonly explanation?: string
  /** Files that the merchant keeps, named by their content. */
  readonly files?: readonly { readonly name: string; readonly sha256: string; readonly about?: string }[]
}
export type EvidencePart = keyof Evidence

/** What is given in a change; null takes a part away. */
export type EvidenceChange = { readonly [K in EvidencePart]?: Evidence[K] | null }

/** Pure. Parts that are not named stay. */
export function changeEvidence(evidence: Evidence, change: EvidenceChange): Evidence {
  const parts = Object.entries({ ...evidence, ...change }).filter(
    ([, part]) => part !== null && part !== undefined,
  )
  return Object.fromEntries(parts)
}
