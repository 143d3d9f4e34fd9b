import type { Id } from '../../../kernel/id.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import { findBankAccounts } from '../bank_accounts/store.ts'
import { findByReferences } from '../mandates/store.ts'
import type { OrderDeps } from '../payment_orders/deps.ts'
import type { Refusal } from './draft.ts'
import type { Placed, Refused, SealedDraft } from './draft_accounts.ts'

export type Mandated = Placed & { readonly mandate: Id<'man'> }

/** The mandates and accounts of collections. One whose mandate is not here, or names another account, is refused. */
export async function mandateDrafts(
  { db }: OrderDeps,
  { tenant_id }: OpenScope,
  drafts: readonly SealedDraft[],
): Promise<{ readonly placed: readonly Mandated[]; readonly refused: readonly Refused[] }> {
  if (drafts.length === 0) return { placed: [], refused: [] }
  const asked = drafts.flatMap(({ draft }) => draft.order.mandate ?? [])
  const [mandates, accounts] = await db.withTenant(tenant_id, async (tx) => {
    const found = await findByReferences(tx, tenant_id, asked)
    const ids = [...new Set(found.map(({ bank_account }) => bank_account))]
    return [found, await findBankAccounts(tx, tenant_id, ids)] as const
  })
  const byName = new Map(mandates.map((one) => [`${one.creditor_id ?? ''} ${one.reference}`, one]))
  const placed: Mandated[] = []
  const refused: Refused[] = []
  for (const one of drafts) {
    const { draft, sealed } = one
    const said = draft.order.mandate
    const mandate = byName.get(`${said?.creditor_id ?? ''} ${said?.reference ?? ''}`)
    const account = mandate === undefined ? undefined : accounts.get(mandate.bank_account)
    const refusal = refusalOf(mandate?.state, account?.fingerprint === sealed.fingerprint)
    if (refusal !== undefined || mandate === undefined) refused.push({ draft, refusal: refusal ?? noMandate })
    else placed.push({ ...one, bank_account: mandate.bank_account, mandate: mandate.id })
  }
  return { placed, refused }
}

const noMandate: Refusal = {
  code: 'MD01',
  because: 'There is no mandate with this reference of this creditor.',
}

function refusalOf(state: string | undefined, is_its_account: boolean): Refusal | undefined {
  if (state === undefined) return noMandate
  if (state !== 'active') return { code: 'MD01', because: `The mandate is ${state}.` }
  return is_its_account
    ? undefined
    : { code: 'MD02', because: 'The mandate names another account of the debtor.' }
}
