// Goal: whatever order disputes, refunds, evidence, decisions and reversals come in, our books and the acquirer's agree.
// Method: seeded random orders against each simulated acquirer; at the end every cent is compared.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openDisputeShop, type DisputeShop, type Sale } from './dispute_shop.ts'

const DAY_MS = 86_400_000
const acts = [
  'open',
  'refund',
  'submit',
  'accept',
  'win',
  'lose',
  'again',
  'reverse',
  'wait',
  'look',
] as const
type Act = (typeof acts)[number]

async function play(shop: DisputeShop, acquirer: string, sale: Sale, act: Act): Promise<void> {
  const { operation_reference } = sale
  const pull = (body: object): Promise<unknown> =>
    shop.control('POST', '/triggers', { acquirer, operation_reference, ...body }).catch(() => undefined)
  const [known] = await shop.disputes.list(shop.scope, { payment: sale.id }, { before: undefined, limit: 1 })
  const { books } = shop
  const case_reference =
    (await books()).disputes.find((row) => row.operation_reference === operation_reference)?.case_reference ??
    'none'
  switch (act) {
    case 'open':
      return void (await pull({ kind: 'open_dispute', reason: '13.1' }))
    case 'refund': {
      const notes = { reason: null, reference: null, metadata: {} }
      await shop.payments.refund(shop.scope, { payment: sale.id, amount: 700, notes }, shop.stageOf('refund'))
      return
    }
    case 'submit':
      if (known === undefined) return
      await shop.give(known.id, { explanation: 'It was delivered.' })
      return void (await shop.answer(known.id, 'submit'))
    case 'accept':
      return known === undefined ? undefined : void (await shop.answer(known.id, 'accept'))
    case 'win':
      return void (await pull({ kind: 'win_dispute', case_reference }))
    case 'lose':
      return void (await pull({ kind: 'lose_dispute', case_reference }))
    case 'again':
      return void (await pull({ kind: 'pre_arbitration', case_reference }))
    case 'reverse':
      return void (await pull({ kind: 'late_reversal' }))
    case 'wait':
      return shop.ahead(8 * DAY_MS)
    case 'look':
      return shop.look()
  }
}

/** What an acquirer owes us by our ledger, and by its own books without the costs that reports tell of later. */
async function compare(shop: DisputeShop): Promise<void> {
  const { id } = await shop.account()
  const account = shop.payments.ledgerAccounts.acquirer(shop.scope.tenant_id, id, 'USD').id
  const found = await shop.ledger.balances(shop.scope, [account])
  const { movements } = await shop.books()
  const theirs = movements.reduce(
    (sum, { kind, gross, acquirer_fee }) =>
      sum + BigInt(gross) + (kind === 'dispute_fee' ? BigInt(acquirer_fee) : 0n),
    0n,
  )
  const disputes = await shop.disputes.list(shop.scope, {}, { before: undefined, limit: 100 })
  // What the acquirer took twice is its debt until a person has taken it up: the contradictions say how much.
  const contradicted = disputes.reduce(
    (sum, { state, amount, amount_withdrawn, contradiction }) =>
      sum + (contradiction === null || state === 'won' ? 0n : BigInt(amount - amount_withdrawn)),
    0n,
  )
  const ours = found.get(account)?.posted ?? 0n
  assert.equal(ours, theirs + contradicted)
}

for (const acquirer of ['northgate', 'tidewater', 'ironbridge'] as const)
  test(`the books of ${acquirer} and ours agree after any order of events`, async () => {
    // Ironbridge tells of reversals in its settlement reports only, which reconciliation reads.
    const possible = acts.filter((act) => act !== 'reverse' || acquirer !== 'ironbridge')
    const shop = await openDisputeShop(acquirer)
    try {
      const orders = fc.array(fc.constantFrom(...possible), { minLength: 2, maxLength: 8 })
      await fc.assert(
        fc.asyncProperty(orders, (order) => runOrder(shop, acquirer, order)),
        { numRuns: 3, seed: 11, endOnFailure: true },
      )
    } finally {
      await shop.close()
    }
  })

async function runOrder(shop: DisputeShop, acquirer: string, order: readonly Act[]): Promise<void> {
  const sale = await shop.sell()
  for (const act of ['look', ...order, 'look'] as const) {
    await play(shop, acquirer, sale, act)
    const { captured, refunded, refunding, disputed } = await shop.standing(sale.id)
    assert.ok(refunded + refunding + disputed <= captured)
  }
  await compare(shop)
}
