import { assert } from '../../../kernel/assert.ts'
import { type Id, parseId, uuidOf } from '../../../kernel/id.ts'
import { type Day, dayOf } from '../../../kernel/world.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import { bankFeeCodes } from '../facts/matching_rules.ts'
import type { BankLine } from '../statements/bank_statement.ts'
import { listLines } from '../statements/store.ts'
import type { Binding } from './binding.ts'
import type { MatchingDeps } from './deps.ts'
import type { Mark, NewItem } from './item.ts'
import { keysOfLine, keysOfTransfer } from './keys.ts'
import { ITEMS_PER_READ_MAX } from './limits.ts'
import { adjustmentCodes, MATCH_KEY } from './adjustments.ts'
import { lockBinding, markRead, moveBinding, nextUnread, type UnreadStatement } from './store_bindings.ts'
import { insertItems } from './store_items.ts'
import { type OwnSource, ownSources } from './store_matches.ts'

type Deps = Pick<MatchingDeps, 'db' | 'ledger'>
type Entry = Extract<
  Awaited<ReturnType<MatchingDeps['ledger']['entries']>>,
  { ok: true }
>['value']['entries'][number]

/**
 * Reads what is new on both sides of a bound account: entries of the ledger account by version, and lines of loaded final
 * statements, in their order. Each page is one transaction under the binding's lock, so nothing is read twice or passed over,
 * whatever happens in between. A repeat finds nothing new. Returns how many items it read.
 */
export async function readItems(deps: Deps, scope: OpenScope, id: Id<'rca'>): Promise<number> {
  let count = 0
  for (let isMore = true; isMore; ) {
    isMore = await deps.db.withTenant(scope.tenant_id, async (db) => {
      const joined = { ...scope, db }
      const binding = await lockBinding(db, scope.tenant_id, id)
      if (binding?.state !== 'active') return false
      const entries = await readEntries(deps, joined, binding)
      const lines = await readLines(joined, entries.binding)
      await moveBinding(db, scope.tenant_id, lines.binding)
      count += entries.count + lines.count
      return entries.is_more || lines.is_more
    })
  }
  return count
}

/** All of the ledger account's new entries, in the caller's transaction, which holds the binding. */
export async function readAllEntries(
  deps: Pick<Deps, 'ledger'>,
  scope: Scope,
  binding: Binding,
): Promise<Binding> {
  let read = await readEntries(deps, scope, binding)
  while (read.is_more) read = await readEntries(deps, scope, read.binding)
  await moveBinding(scope.db, scope.tenant_id, read.binding)
  return read.binding
}

type Read = { readonly binding: Binding; readonly count: number; readonly is_more: boolean }

/** One page of the ledger account's entries. The caller holds the binding and writes down how far it was read. */
async function readEntries({ ledger }: Pick<Deps, 'ledger'>, scope: Scope, binding: Binding): Promise<Read> {
  const { db, tenant_id } = scope
  const after = binding.ledger_version
  const page = { order: 'oldest_first', after, limit: ITEMS_PER_READ_MAX } as const
  const read = await ledger.entries(scope, binding.ledger_account, {}, page)
  if (!read.ok) return { binding, count: 0, is_more: false }
  const { entries, next } = read.value
  const named = entries.flatMap(ownSourceOf)
  const own = await ownSources(db, tenant_id, named)
  const items = entries.flatMap((entry) => itemOfEntry(binding, entry, own))
  await insertItems(db, { tenant_id, binding: binding.id }, 'ledger', items)
  const version = entries.at(-1)?.version ?? after
  return { binding: { ...binding, ledger_version: version }, count: items.length, is_more: next !== null }
}

/** What the bank is expected to keep of a payment: digits in the metadata of its transfer. */
const feeOf = (metadata: Entry['metadata']): bigint => {
  const text = metadata['bank_fee'] ?? ''
  return /^[0-9]{1,15}$/.test(text) ? BigInt(text) : 0n
}

/** The match that an entry says it was posted for. */
function ownSourceOf({ code, metadata, transfer_id }: Entry): OwnSource[] {
  const match = adjustmentCodes.has(code) ? parseId('mtc', metadata[MATCH_KEY] ?? '') : undefined
  return match === undefined ? [] : [{ match_id: uuidOf(match), source_id: uuidOf(transfer_id) }]
}

/** Nothing of a hold, which moves nothing yet, and of what was there before the binding. */
function itemOfEntry(
  { starts_on, starts_version }: Binding,
  entry: Entry,
  own: ReadonlySet<string>,
): (NewItem & { match_id: string | null })[] {
  const moves = entry.kind === 'single' || entry.kind === 'post'
  if (!moves || entry.amount === 0n) return []
  if (entry.version <= starts_version && entry.effective_on < starts_on) return []
  const { metadata, transfer_id } = entry
  const source_id = uuidOf(transfer_id)
  // Anybody may post with such a code: only what really is in that match is ours.
  const match_id = own.has(source_id) ? (ownSourceOf(entry)[0]?.match_id ?? null) : null
  const item = {
    number: entry.version,
    source_id,
    source_number: 0,
    amount: entry.direction === 'debit' ? entry.amount : -entry.amount,
    fee: feeOf(metadata),
    on: entry.effective_on,
    keys: keysOfTransfer(transfer_id, metadata, entry.effective_on),
    code: entry.code,
    counterparty: metadata['counterparty'] ?? null,
    counter_account: uuidOf(entry.counter_account),
    is_own: match_id !== null,
    mark: 'none' as const,
    match_id,
  }
  return [item]
}

/** One page of the lines of the oldest statement that is not all read. */
async function readLines({ db, tenant_id }: Scope, binding: Binding): Promise<Read> {
  const statement = await nextUnread(db, tenant_id, binding)
  if (statement === undefined) return { binding, count: 0, is_more: false }
  const page = { after: statement.lines_read, limit: ITEMS_PER_READ_MAX }
  const lines = await listLines(db, tenant_id, statement.id, page)
  const counted = lines.filter(
    (line) =>
      !line.is_item && line.status === 'booked' && line.amount > 0n && line.currency === binding.currency,
  )
  const dated = counted.map((line) => ({ line, on: dayOfLine(line, statement) }))
  const used = dated.filter(({ on }) => on >= binding.starts_on)
  const early = dated.filter(({ on }) => on < binding.starts_on)
  const items = used.map(({ line, on }, at) => ({
    ...itemOfLine(statement, line, on),
    number: binding.bank_items + BigInt(at + 1),
  }))
  await insertItems(db, { tenant_id, binding: binding.id }, 'bank', items)
  const lines_read = lines.at(-1)?.number ?? statement.lines_read
  const is_read = lines.length < ITEMS_PER_READ_MAX
  await markRead(db, tenant_id, binding.id, { statement: statement.id, lines_read, is_read })
  const before = early.reduce((sum, { line }) => sum + signed(line), 0n)
  const opening = binding.bank_opening ?? statement.opening
  const bank_opening = opening === null ? null : opening + before
  const bank_items = binding.bank_items + BigInt(items.length)
  return { binding: { ...binding, bank_items, bank_opening }, count: items.length, is_more: true }
}

const signed = ({ direction, amount }: Pick<BankLine, 'direction' | 'amount'>): bigint =>
  direction === 'credit' ? amount : -amount

/** A bank may date a line behind its statement; it counts in the statement's balance all the same. */
function dayOfLine({ booking_on, value_on }: BankLine, { to_on, loaded_at }: UnreadStatement): Day {
  const day = booking_on ?? value_on ?? to_on ?? dayOf(loaded_at)
  return to_on !== null && day > to_on ? to_on : day
}

const feeCodes: ReadonlySet<string> = new Set(bankFeeCodes.flatMap(({ value }) => value))

function markOf({ code, is_reversal, return_reason }: BankLine): Mark {
  if (is_reversal || return_reason !== null) return 'reversal'
  const last = code.split('/').at(-1) ?? ''
  return feeCodes.has(code) || feeCodes.has(last) ? 'fee' : 'none'
}

function itemOfLine(
  statement: UnreadStatement,
  line: BankLine,
  on: Day,
): Omit<NewItem, 'number'> & { match_id: null } {
  assert(line.amount > 0n, 'a line moves something')
  return {
    source_id: uuidOf(statement.id),
    source_number: line.number,
    amount: signed(line),
    fee: 0n,
    on,
    keys: keysOfLine(line, on),
    code: line.code,
    counterparty: line.counterparty,
    counter_account: null,
    is_own: false,
    mark: markOf(line),
    match_id: null,
  }
}
