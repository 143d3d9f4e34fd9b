import type { Prefix } from '../../kernel/id.ts'

/** What the objects are that a key made, for routes whose answers are rendered from their rows. */
export const keySubjects: Readonly<Record<string, Prefix>> = {
  'POST /v1/ledger/transfers': 'trf',
  'POST /v1/ledger/transfers/{id}/post': 'trf',
  'POST /v1/ledger/transfers/{id}/void': 'trf',
  'POST /v1/ledger/transfers/{id}/reverse': 'trf',
}
