import { createHash } from 'node:crypto'
import { type Id, idFromBytes } from '../../../kernel/id.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import type { BankAccount } from '../bank_accounts/bank_account.ts'
import { sealDetails, type SealedFields } from '../bank_accounts/create_bank_account.ts'
import { createBankAccounts } from '../bank_accounts/create_many.ts'
import { findByFingerprints } from '../bank_accounts/store.ts'
import type { OrderDeps } from '../payment_orders/deps.ts'
import type { Draft, DraftOrder, Refusal } from './draft.ts'

export type SealedDraft = {
  readonly draft: Draft & { readonly order: DraftOrder }
  readonly sealed: SealedFields
}
export type Refused = { readonly draft: Draft; readonly refusal: Refusal }
export type Placed = SealedDraft & { readonly bank_account: Id<'bac'> }

const refused = (draft: Draft, code: string, because: string): Refused => ({
  draft,
  refusal: { code, because },
})

/** Reads and seals the accounts of drafts, outside of transactions. One that is no account is refused. */
export async function sealDrafts(
  deps: OrderDeps,
  scope: OpenScope,
  drafts: readonly Draft[],
): Promise<{ readonly sealed: readonly SealedDraft[]; readonly refused: readonly Refused[] }> {
  const sealed: SealedDraft[] = []
  const lost: Refused[] = []
  for (const draft of drafts) {
    const { order, refusal } = draft
    if (order === undefined) {
      lost.push({ draft, refusal })
      continue
    }
    const { iban, holder_name: name, holder_kind: kind } = order
    const details = { country: iban.slice(0, 2), currency: 'EUR', holder: { name, kind }, account: { iban } }
    const made = await sealDetails(deps, scope, { details, rails: [] })
    if (made.ok) sealed.push({ draft: { ...draft, order }, sealed: made.value })
    else lost.push(refused(draft, 'AC01', made.error.errors?.[0]?.detail ?? 'The IBAN is not valid.'))
  }
  return { sealed, refused: lost }
}

const keyOf = ({ fingerprint, holder_name }: Pick<SealedFields, 'fingerprint' | 'holder_name'>): string =>
  `${fingerprint} ${holder_name}`

/**
 * The bank accounts of transfers: those that there are, by fingerprint and name, and new ones. An account that is not enabled
 * under any name takes nothing: what was frozen is not paid by another name. A repeat finds what it made.
 */
export async function placeDrafts(
  deps: OrderDeps,
  scope: OpenScope,
  drafts: readonly SealedDraft[],
): Promise<{ readonly placed: readonly Placed[]; readonly refused: readonly Refused[] }> {
  if (drafts.length === 0) return { placed: [], refused: [] }
  const { tenant_id } = scope
  return deps.db.withTenant(tenant_id, async (db) => {
    const fingerprints = [...new Set(drafts.map(({ sealed }) => sealed.fingerprint))]
    const there = await findByFingerprints(db, tenant_id, fingerprints)
    const known = knownOf(there)
    const missing = new Map<string, SealedDraft>()
    for (const one of drafts)
      if (!known.blocked.has(one.sealed.fingerprint) && !known.usable.has(keyOf(one.sealed)))
        missing.set(keyOf(one.sealed), one)
    const asked = [...missing].map(([key, { sealed }]) => ({ id: idOfKey(key), sealed, metadata: {} }))
    const made = await createBankAccounts(deps, { ...scope, db }, asked, [])
    const idFor = (key: string): Id<'bac'> | undefined =>
      known.usable.get(key) ?? (made.has(idOfKey(key)) ? idOfKey(key) : undefined)
    const placed: Placed[] = []
    const lost: Refused[] = []
    for (const one of drafts) {
      const blocked = known.blocked.get(one.sealed.fingerprint)
      const bank_account = blocked === undefined ? idFor(keyOf(one.sealed)) : undefined
      if (bank_account !== undefined) placed.push({ ...one, bank_account })
      else if (blocked === undefined)
        lost.push(refused(one.draft, 'AGNT', 'No rail of SEPA reaches the bank.'))
      else lost.push(refused(one.draft, 'AC06', `The bank account ${blocked.id} is ${blocked.state}.`))
    }
    return { placed, refused: lost }
  })
}

/** The same account and name always get the same id, so two messages at once cannot make two. */
const idOfKey = (key: string): Id<'bac'> =>
  idFromBytes('bac', createHash('sha256').update(`iso message account\n${key}`).digest())

function knownOf(accounts: readonly BankAccount[]) {
  const usable = new Map<string, Id<'bac'>>()
  const blocked = new Map<string, BankAccount>()
  for (const account of accounts)
    if (account.state !== 'enabled') blocked.set(account.fingerprint, account)
    else if (!usable.has(keyOf(account))) usable.set(keyOf(account), account.id)
  return { usable, blocked }
}
