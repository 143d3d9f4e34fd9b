import { assert, Bug, present } from '../../../kernel/assert.ts'
import { type Id, parseId } from '../../../kernel/id.ts'
import type { Database } from '../../../platform/db/database.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import type { SealedDetails } from '../bank_accounts/bank_account.ts'
import { DETAILS_PURPOSE } from '../bank_accounts/deps.ts'
import { findBankAccounts } from '../bank_accounts/store.ts'
import type { BankConnection } from '../bank_connections/bank_connection.ts'
import type { Sealer } from '../index.ts'
import { type PartsWanted, type Refusal, writeMessagePartsAsync } from '../iso20022/messages/public.ts'
import type { OutgoingFile } from '../outgoing_files/outgoing_file.ts'
import { findOrders } from '../payment_orders/store.ts'
import { type FiledOrder, ordersOfFile } from '../payment_orders/store_filed.ts'
import { collectionHead, collectionOf } from './collection_of_order.ts'
import { messageVersions } from './facts/message_versions.ts'
import { type SepaIdentity, sepaIdentityOf } from './parties.ts'
import { reversalMessage } from './reversal_message.ts'
import { type OriginalTerms, untoldAmendments } from './store_amendments.ts'
import { groupsOfFile, type PaymentGroup } from './store_groups.ts'
import { transferHead, transferOf } from './transfer_of_order.ts'

const PAGE_ORDERS = 1_000

export type SepaWriteDeps = { readonly db: Database; readonly sealer: Sealer }
type Writing = {
  readonly deps: SepaWriteDeps
  readonly scope: OpenScope
  readonly identity: SepaIdentity
  readonly file: OutgoingFile
  readonly groups: readonly PaymentGroup[]
}

/**
 * Writes the pain.001, pain.008 or pain.007 of gathered orders, a group for each day and sequence type, a page of orders in memory at a
 * time. Account numbers are opened outside of transactions and stand nowhere but in what is yielded. The same rows give the
 * same bytes, so a writing that broke off is simply begun again.
 *
 * What an order says was held against the format when it was made (`sepaOrderFaults`): a refusal here is our bug, and is thrown.
 */
export async function* writeSepaFile(
  deps: SepaWriteDeps,
  scope: OpenScope,
  connection: BankConnection,
  file: OutgoingFile,
): AsyncGenerator<Uint8Array, void> {
  const { tenant_id } = scope
  if (file.format === 'pain_007') {
    yield Buffer.from(await writeReversals(deps, scope, connection, file), 'utf8')
    return
  }
  const groups = await deps.db.withTenant(tenant_id, (tx) => groupsOfFile(tx, tenant_id, file.id))
  const total = groups.reduce((sum, group) => sum + group.total, 0n)
  assert(total === file.credit_total + file.debit_total, 'the orders of a file add up to what the file says')
  const writing: Writing = { deps, scope, identity: sepaIdentityOf(connection), file, groups }
  const versions = messageVersions(connection.bank, file.created_at)
  const pieces =
    file.format === 'pain_008'
      ? writeCollections(writing, versions['pain.008'])
      : writeTransfers(writing, versions['pain.001'])
  for await (const piece of pieces) yield Buffer.from(piece, 'utf8')
}

/** Few at a time: they are mistakes, and a file of them is bounded as all are. */
async function writeReversals(
  { db }: SepaWriteDeps,
  { tenant_id }: OpenScope,
  connection: BankConnection,
  file: OutgoingFile,
): Promise<string> {
  return db.withTenant(tenant_id, async (tx) => {
    const limit = Math.max(file.orders, 1)
    const reversals = await ordersOfFile(tx, tenant_id, file.id, { after_number: 0, limit })
    const ids = reversals.flatMap(({ original }) => original ?? [])
    const originals = new Map((await findOrders(tx, tenant_id, ids)).map((one) => [one.id, one]))
    return reversalMessage(connection, { file, reversals, originals })
  })
}

const refused = (refusals: readonly Refusal[]): Bug =>
  new Bug(
    `an order that was taken cannot be written: ${refusals[0]?.field ?? ''} ${refusals[0]?.detail ?? ''}`,
  )

function writeTransfers(writing: Writing, version: string): AsyncIterable<string> {
  const { identity, file, groups } = writing
  const parts = async function* (wanted: PartsWanted) {
    for await (const page of pagesOf(writing, wanted.index)) {
      const ibans = await openIbans(writing, page)
      for (const [index, order] of page.entries())
        yield transferOf(order, present(ibans[index], 'the IBAN of a receiver'))
    }
  }
  const written = writeMessagePartsAsync('pain.001', transferHead(identity, file, groups), parts, version)
  if (!written.ok) throw refused(written.error)
  return written.value
}

function writeCollections(writing: Writing, version: string): AsyncIterable<string> {
  const { identity, file, groups } = writing
  const parts = async function* (wanted: PartsWanted) {
    const isOfOne = groups[wanted.index]?.creditor_id !== null
    for await (const page of pagesOf(writing, wanted.index)) {
      const ibans = await openIbans(writing, page)
      const originals = await openOriginals(writing, page)
      for (const [index, order] of page.entries()) {
        const iban = present(ibans[index], 'the IBAN of a debtor')
        const before = order.mandate === null ? undefined : originals.get(order.mandate)
        const collected = { iban, original: before?.original, original_iban: before?.iban }
        yield collectionOf(order, collected, identity, isOfOne)
      }
    }
  }
  const written = writeMessagePartsAsync('pain.008', collectionHead(identity, file, groups), parts, version)
  if (!written.ok) throw refused(written.error)
  return written.value
}

/** The orders of a group, page by page. Each page is read whole and what is of other groups passed over. */
async function* pagesOf({ deps, scope, file, groups }: Writing, index: number): AsyncGenerator<FiledOrder[]> {
  const { tenant_id } = scope
  const group = present(groups[index], 'the group of a list')
  for (let after_number = 0; ; ) {
    const page = await deps.db.withTenant(tenant_id, (tx) =>
      ordersOfFile(tx, tenant_id, file.id, { after_number, limit: PAGE_ORDERS }, group),
    )
    const last = page.at(-1)
    if (last === undefined) return
    yield page
    after_number = last.number ?? 0
    if (page.length < PAGE_ORDERS) return
  }
}

const openIbans = (writing: Writing, page: readonly FiledOrder[]): Promise<string[]> =>
  Promise.all(page.map(({ sealed_details }) => openIban(writing, sealed_details)))

async function openIban({ deps, scope }: Writing, sealed_details: string): Promise<string> {
  const opened = await deps.sealer.unseal(scope, DETAILS_PURPOSE, sealed_details)
  const { account } = JSON.parse(opened.reveal()) as SealedDetails
  return present(account['iban'], 'the IBAN of an account that SEPA reaches')
}

type Original = { readonly original: OriginalTerms; readonly iban: string | undefined }

/** What mandates of the page said before, with the IBANs of the accounts that they named. */
async function openOriginals(
  writing: Writing,
  page: readonly FiledOrder[],
): Promise<ReadonlyMap<Id<'man'>, Original>> {
  const { deps, scope, file } = writing
  const { tenant_id } = scope
  const amended = [
    ...new Set(page.flatMap(({ terms }) => (terms !== null && terms.amendments > 0 ? terms.id : []))),
  ]
  if (amended.length === 0) return new Map()
  const [untold, accounts] = await deps.db.withTenant(tenant_id, async (tx) => {
    const told = await untoldAmendments(tx, tenant_id, amended, file.created_at)
    const named = [...told.values()].flatMap((original) => accountIn(original) ?? [])
    return [told, await findBankAccounts(tx, tenant_id, [...new Set(named)])] as const
  })
  const opened = new Map<Id<'man'>, Original>()
  for (const [mandate, original] of untold) {
    const id = accountIn(original)
    const account = id === undefined ? undefined : accounts.get(id)
    const iban = account === undefined ? undefined : await openIban(writing, account.sealed_details)
    opened.set(mandate, { original, iban })
  }
  return opened
}

const accountIn = (original: OriginalTerms): Id<'bac'> | undefined =>
  parseId('bac', original['original_debtor_account'] ?? '')
