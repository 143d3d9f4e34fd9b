import type { Day } from '../../../kernel/world.ts'
import type { OrderRail } from '../bank_connections/bank_connection.ts'
import type { Mandate } from '../mandates/mandate.ts'
import { nextSequenceType, type SequenceType, type SequenceVerdict } from '../rules/sepa/mandate.ts'

/** The kinds of collections that were made or are on their way under a mandate. */
export type SequenceUse = { readonly settled: readonly SequenceType[] }

/** What a collection has to say of its place in the mandate's row; undefined on rails without such a word. */
export const sequenceFor = (
  rail: OrderRail,
  terms: { readonly mandate: Mandate | undefined; readonly used: SequenceUse | undefined },
  asked: { readonly is_last: boolean; readonly on: Day },
): SequenceVerdict | undefined =>
  (rail === 'sepa_core' || rail === 'sepa_b2b') && terms.mandate !== undefined
    ? nextSequenceType({ mandate: terms.mandate.kind, settled: terms.used?.settled ?? [], ...asked })
    : undefined
