import { type Id, newId, uuidOf } from '../../../kernel/id.ts'
import type { Scope } from '../../../platform/scope.ts'
import type { TransferOrder } from '../../ledger/index.ts'
import type { BankPart, Break } from '../break.ts'
import { derivedId } from '../ids.ts'
import { orderOf } from '../movements.ts'
import { type Adjustment, adjustmentDay, itemOfAdjustment, ordersOf } from './adjustments.ts'
import type { Binding } from './binding.ts'
import type { MatchingDeps } from './deps.ts'
import type { Item } from './item.ts'
import { lockBinding } from './store_bindings.ts'
import { changeStates, dropLedgerKeys, findItems } from './store_items.ts'
import { insertMatches } from './store_matches.ts'
import { matchOf } from './match_row.ts'
import { booksOf } from './write_matches.ts'

type Asked = { readonly found: Break; readonly bank: BankPart; readonly bearer: Id<'acc'> }

/**
 * What has to be posted so that an account bears what is left of a break of a bank account, in the caller's transaction: what
 * lies in the suspense account goes there, and its line is explained; an entry that the bank never showed is taken back
 * from the bank's account, and both are a match. None when no money hangs on the break.
 */
export async function writeOffBankBreak(
  deps: Pick<MatchingDeps, 'ledger'>,
  scope: Scope,
  { found, bank, bearer }: Asked,
): Promise<TransferOrder[]> {
  const { db, tenant_id } = scope
  const binding = await lockBinding(db, tenant_id, bank.binding)
  if (binding === undefined) return []
  const whose = { tenant_id, binding: binding.id }
  if (found.suspended !== 0n) return writeOffSuspended(scope, binding, { found, bank, bearer })
  if (found.type !== 'missing_external' || bank.ledger_item === null) return []
  const [entry] = await findItems(db, whose, 'ledger', [bank.ledger_item])
  if (entry?.state !== 'open') return []
  return takeBack(deps, scope, binding, { entry, found, bearer })
}

async function writeOffSuspended(
  { db, tenant_id }: Scope,
  binding: Binding,
  { found, bank, bearer }: Asked,
): Promise<TransferOrder[]> {
  const whose = { tenant_id, binding: binding.id }
  const [line] = bank.bank_item === null ? [] : await findItems(db, whose, 'bank', [bank.bank_item])
  // Of a batch that is matched only what differs lies in suspense.
  const isOfBatch = found.type === 'amount_diff' && line?.state === 'matched'
  if (line === undefined || (line.state !== 'suspended' && !isOfBatch)) return []
  const { number, match_id } = line
  if (!isOfBatch) await changeStates(db, whose, [{ side: 'bank', number, match_id, to: 'matched' }])
  const id = derivedId('trf', tenant_id, 'write_off', found.id, 'suspense', bearer)
  return orderOf(id, binding.currency, {
    code: 'settlement_write_off',
    debit: binding.suspense_account,
    credit: bearer,
    amount: found.suspended,
  })
}

async function takeBack(
  deps: Pick<MatchingDeps, 'ledger'>,
  scope: Scope,
  binding: Binding,
  { entry, found, bearer }: { readonly entry: Item; readonly found: Break; readonly bearer: Id<'acc'> },
): Promise<TransferOrder[]> {
  const { db, tenant_id, world, actor } = scope
  const whose = { tenant_id, binding: binding.id }
  const match = newId('mtc', world)
  const books = await booksOf(deps, scope)
  const back: Adjustment = {
    id: derivedId('trf', tenant_id, 'write_off', found.id, 'entry', bearer),
    match,
    code: 'bank_match',
    amount: -entry.amount,
    counter_account: bearer,
    on: adjustmentDay(books.today, books),
  }
  const { side, number, source_id, source_number, amount, on } = entry
  const making = { pass: 'by_hand', rule_version: 0, made_by: actor.id, note: 'Written off.' } as const
  const items = [{ side, source_id, source_number, amount, on }, itemOfAdjustment(back)]
  const made = { kind: 'match', making, members: null, difference: 0n, score: null } as const
  await insertMatches(db, tenant_id, [matchOf(scope, binding.id, match, items, made)])
  await changeStates(db, whose, [{ side, number, match_id: uuidOf(match), to: 'matched' }])
  await dropLedgerKeys(db, whose, [entry])
  return [ordersOf(binding, back)]
}
