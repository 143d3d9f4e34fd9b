import { present } from '../../../kernel/assert.ts'
import type { Id } from '../../../kernel/id.ts'
import { secret } from '../../../kernel/secret.ts'
import type { Day } from '../../../kernel/world.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import type { SealedBankAccount, SealedDetails } from '../bank_accounts/bank_account.ts'
import { type BankAccountCorrection, correctBankAccounts } from '../bank_accounts/change_many.ts'
import { sealDetails } from '../bank_accounts/create_bank_account.ts'
import { DETAILS_PURPOSE } from '../bank_accounts/deps.ts'
import { withReach } from '../bank_accounts/reach_bank.ts'
import type { AchNotification } from '../nacha/public.ts'
import type { OrderDeps } from '../payment_orders/deps.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import { nocDue } from '../rules/ach/changes.ts'
import type { Reading } from './apply_returns.ts'
import { idOfLine } from './bank_notice.ts'
import { CHANGE_PURPOSE, changeNoticeJson, type SealedChangeNotice } from './change_notice.ts'
import { achFacts } from './facts.ts'
import { type ChangeVerdict, corrected, detailsOf, judgeChange } from './judge_change.ts'
import { readEntries } from './known_entries.ts'
import { findEntry } from './match_return.ts'
import { type Noticed, openNotices } from './notices.ts'
import { insertChanges, knownChanges, nextEntries, refuseChanges } from './store_changes.ts'

export type ChangeItem = { readonly line: number; readonly note: AchNotification }
type Judged = {
  readonly item: ChangeItem
  readonly id: Id<'chn'>
  readonly order: PaymentOrder
  readonly account: SealedBankAccount
  readonly verdict: ChangeVerdict
}
type Outcome = Pick<ChangeVerdict, 'state' | 'because'>

/**
 * Does what up to 1,000 notifications of change ask for: what may be corrected by itself is, sealed anew outside of the
 * transaction that stores it; the rest waits for a person until its day. Each is kept. A repeat passes over those that are
 * kept already, so that it never undoes what a person changed since.
 */
export async function applyChanges(
  deps: OrderDeps,
  scope: OpenScope,
  reading: Reading,
  items: readonly ChangeItem[],
): Promise<void> {
  if (items.length === 0) return
  const { judged, noticed } = await judgeAll(deps, scope, reading, items)
  const { corrections, failed } = await sealCorrections(deps, scope, judged)
  const sealed = await Promise.all(
    judged.map(({ item }) =>
      deps.sealer.seal(scope, CHANGE_PURPOSE, secret(JSON.stringify(item.note.corrections))),
    ),
  )
  await deps.db.withTenant(scope.tenant_id, async (db) => {
    const within: Scope = { ...scope, db }
    const accounts = [...new Set(judged.map(({ account }) => account.id))]
    const next = await nextEntries(db, scope.tenant_id, accounts)
    const changed = await correct(deps, within, corrections, failed)
    const notices = judged.map((one, index) =>
      noticeOf(within, reading, one, {
        outcome: outcomeOf(one, changed, failed),
        sealed_change: present(sealed[index], 'the sealed change'),
        next_entry_on: next.get(one.account.id) ?? null,
      }),
    )
    const told = await openNotices(within, { connection: reading.connection, file: reading.file }, noticed)
    await refuse(within, judged)
    const fresh = await insertChanges(db, scope.tenant_id, notices)
    const facts = notices
      .filter(({ id }) => fresh.has(id))
      .map(({ sealed_change: _sealed, ...one }) =>
        achFacts.fact('rails.change_notice_received', one.id, { object: changeNoticeJson(one) }),
      )
    await appendFacts(db, within, [...told, ...facts])
  })
}

/** Finds what each is about, and what becomes of it. */
async function judgeAll(
  deps: OrderDeps,
  scope: OpenScope,
  reading: Reading,
  items: readonly ChangeItem[],
): Promise<{ readonly judged: readonly Judged[]; readonly noticed: readonly Noticed[] }> {
  const traces = items.map(({ note }) => note.original_trace_number)
  const known = await readEntries(deps, scope, reading, traces)
  const ids = items.map(({ line }) => idOfLine('chn', reading.file, line))
  const { tenant_id } = scope
  const kept = await deps.db.withTenant(tenant_id, (tx) => knownChanges(tx, tenant_id, ids))
  const judged: Judged[] = []
  const noticed: Noticed[] = []
  for (const item of items) {
    const { line, note } = item
    const id = idOfLine('chn', reading.file, line)
    if (kept.has(id)) continue
    const found = findEntry(known, { ...note, amount: null })
    const { order } = found
    if (found.notice !== undefined || order === undefined) {
      const text = {
        kind: 'unknown_change',
        because: found.notice?.because ?? 'It is about no order.',
      } as const
      const { original_trace_number: reference, change_code: reason_code } = note
      noticed.push({ line, reference, reason_code, amount: 0n, order, text })
      continue
    }
    const account = present(known.accounts.get(order.bank_account), 'the bank account of an order')
    judged.push({ item, id, order, account, verdict: judgeChange(note, account) })
  }
  return { judged, noticed }
}

type Sealed = {
  readonly corrections: readonly BankAccountCorrection[]
  /** Why an account was not corrected. */
  readonly failed: Map<Id<'bac'>, string>
}

/** New details for each account that something is to be corrected of, one set however many notifications ask. */
async function sealCorrections(
  deps: OrderDeps,
  scope: OpenScope,
  judged: readonly Judged[],
): Promise<Sealed> {
  const asked = Map.groupBy(
    judged.filter(({ verdict }) => verdict.state === 'applied'),
    ({ account }) => account.id,
  )
  const failed = new Map<Id<'bac'>, string>()
  const made = await Promise.all(
    [...asked.values()].map(async (notes): Promise<BankAccountCorrection[]> => {
      const { account } = present(notes[0], 'a notification')
      const opened = await deps.sealer.unseal(scope, DETAILS_PURPOSE, account.sealed_details)
      const before = detailsOf(account, JSON.parse(opened.reveal()) as SealedDetails)
      const details = notes.reduce((one, { item }) => corrected(one, item.note.corrections), before)
      const sealed = await sealDetails(deps, scope, { details, rails: ['ach'] })
      if (!sealed.ok) {
        failed.set(account.id, (sealed.error.errors ?? []).map(({ detail }) => detail).join('; '))
        return []
      }
      const isSame =
        sealed.value.fingerprint === account.fingerprint && sealed.value.account_type === account.account_type
      const rails = account.rails.length > 0 ? sealed.value.rails : account.rails
      return isSame ? [] : [{ id: account.id, version: account.version, sealed: { ...sealed.value, rails } }]
    }),
  )
  return { corrections: made.flat(), failed }
}

/** Looks each bank up once, and stores what can be reached; answers the accounts that were changed. */
async function correct(
  deps: OrderDeps,
  scope: Scope,
  corrections: readonly BankAccountCorrection[],
  failed: Map<Id<'bac'>, string>,
): Promise<ReadonlySet<Id<'bac'>>> {
  const byBank = Map.groupBy(corrections, ({ sealed }) => sealed.bank['routing_number'] ?? '')
  const good: BankAccountCorrection[] = []
  for (const some of byBank.values()) {
    const { sealed } = present(some[0], 'a correction')
    const reached = await withReach(scope.db, sealed, ['ach'])
    if (!reached.ok) for (const { id } of some) failed.set(id, 'No directory knows that bank for ACH.')
    else {
      const { bank, rails } = reached.value
      good.push(...some.map((one) => ({ ...one, sealed: { ...one.sealed, bank, rails } })))
    }
  }
  const changed = await correctBankAccounts(deps, scope, good)
  for (const { id } of good)
    if (!changed.has(id)) failed.set(id, 'The bank account was changed while the file was read.')
  return changed
}

function outcomeOf(
  { account, verdict }: Judged,
  changed: ReadonlySet<Id<'bac'>>,
  failed: ReadonlyMap<Id<'bac'>, string>,
): Outcome {
  if (verdict.state !== 'applied') return verdict
  const why = failed.get(account.id)
  if (why !== undefined) return { state: 'review', because: `${verdict.because} It was not applied: ${why}` }
  return changed.has(account.id)
    ? verdict
    : { state: 'dismissed', because: `${verdict.because} The bank account said so already.` }
}

const BECAUSE_CHARS_MAX = 500

function noticeOf(
  { world }: Scope,
  { connection, file, on }: Reading,
  { id, order, account, verdict }: Judged,
  {
    outcome,
    sealed_change,
    next_entry_on,
  }: { readonly outcome: Outcome; readonly sealed_change: string; readonly next_entry_on: Day | null },
): SealedChangeNotice {
  const at = world.now()
  return {
    id,
    connection,
    order: order.id,
    bank_account: account.id,
    file,
    code: verdict.code,
    sealed_change,
    due_on: nocDue({ received_on: on, next_entry_on }).due_on,
    state: outcome.state,
    because: outcome.because.slice(0, BECAUSE_CHARS_MAX),
    created_at: at,
    updated_at: at,
  }
}

/** What our bank gave back no longer waits for anybody. */
async function refuse({ db, tenant_id, world }: Scope, judged: readonly Judged[]): Promise<void> {
  const refused = judged.filter(({ verdict }) => verdict.state === 'refused')
  const because = 'Your bank gave the notification back to the other one.'
  await refuseChanges(
    db,
    tenant_id,
    refused.map(({ order }) => order.id),
    { because, at: world.now() },
  )
}
