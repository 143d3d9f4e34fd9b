import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '../kernel/id.ts'
import { instantText, plusMs, simWorld } from '../kernel/world.ts'
import { type LedgerApi, startLedgerApi } from '../modules/ledger/testing.ts'

// Goal: what has become of a hold can be read at any time, and moving a transfer back can be repeated safely.
let api: LedgerApi
before(async () => void (api = await startLedgerApi()))
after(() => api.stop())

const world = simWorld(79n)
const usd = (value: string) => ({ value, currency: 'USD' })
type Account = { id: string }
type Hold = { state: string; remaining: object; posted: object; released: object }
type Transfer = {
  id: string
  kind: string
  status: string
  amount: { value: string }
  finality: { state: string; expected_final_at: string | null; because: string }
  hold?: Hold
}
const TRANSFERS = '/v1/ledger/transfers'

const open = (): Promise<Account> =>
  api.good('POST', '/v1/ledger/accounts', { currency: 'USD', normal_side: 'credit', path: 'test' })
const move = (debit: Account, credit: Account, value: string, more: object = {}) => ({
  debit_account: debit.id,
  credit_account: credit.id,
  amount: usd(value),
  ...more,
})
const send = (body: object): Promise<Transfer> => api.good('POST', TRANSFERS, body)
const get = (id: string): Promise<Transfer> => api.good('GET', `${TRANSFERS}/${id}`)
const settle = (id: string, how: 'post' | 'void', body: object = {}): Promise<Transfer> =>
  api.good('POST', `${TRANSFERS}/${id}/${how}`, body)
const now = ({ status, finality, hold }: Transfer) => [status, finality.state, finality.because, hold]
const hold = (state: string, remaining: string, posted: string, released: string): Hold => ({
  state,
  remaining: usd(remaining),
  posted: usd(posted),
  released: usd(released),
})

test('a hold says what remains of it, and what became of it once it is over', async () => {
  const [alice, shop] = [await open(), await open()]
  const expires_at = instantText(plusMs(api.test_ledger.world.now(), 60_000))
  const make = () => send(move(alice, shop, '100', { kind: 'pending', expires_at }))
  const [part, full, voided, expired] = [await make(), await make(), await make(), await make()]
  assert.deepEqual(now(await get(part.id)), ['pending', 'provisional', 'held', hold('open', '100', '0', '0')])
  await settle(part.id, 'post', { amount: usd('30') })
  const open_now = await get(part.id)
  assert.deepEqual(now(open_now), ['pending', 'provisional', 'held', hold('open', '70', '30', '0')])
  assert.equal(open_now.finality.expected_final_at, expires_at)
  await settle(full.id, 'post', { amount: usd('80'), final: true })
  assert.deepEqual(now(await get(full.id)), ['posted', 'final', 'posted', hold('posted', '0', '80', '20')])
  await settle(voided.id, 'post', { amount: usd('10') })
  await settle(voided.id, 'void')
  const gone = ['voided', 'final', 'voided', hold('voided', '0', '10', '90')]
  assert.deepEqual(now(await get(voided.id)), gone)
  assert.equal((await get(voided.id)).finality.expected_final_at, null)
  api.test_ledger.world.advance(60_000)
  await api.test_ledger.ledger.sweepHolds()
  const over = ['expired', 'final', 'expired', hold('expired', '0', '0', '100')]
  assert.deepEqual(now(await get(expired.id)), over)
  for (const query of [`account=${alice.id}`, 'limit=100']) {
    const listed = await api.good<{ data: Transfer[] }>('GET', `${TRANSFERS}?${query}`)
    const shown = new Map(listed.data.map((one) => [one.id, one]))
    assert.deepEqual(now(shown.get(voided.id) as Transfer), gone)
    assert.deepEqual(now(shown.get(expired.id) as Transfer), over)
    assert.ok(listed.data.every(({ kind, hold: told }) => (kind === 'pending') === (told !== undefined)))
  }
})

test('a repeat of the call that made a hold answers what it answered first, whatever became of it', async () => {
  const [alice, shop] = [await open(), await open()]
  const body = move(alice, shop, '100', { kind: 'pending', id: newId('trf', world) })
  const first = await api.call<Transfer>('POST', TRANSFERS, { key: 'hold', body })
  await settle(first.body.id, 'void')
  const [again, other] = [
    await api.call('POST', TRANSFERS, { key: 'hold', body }),
    await api.call('POST', TRANSFERS, { key: 'another', body }),
  ]
  assert.deepEqual([again.text, other.text], [first.text, first.text])
  assert.deepEqual([first.body.status, first.body.hold], ['pending', undefined])
})

test('a reversal under an id of one’s own can be repeated, when it moved what was left and when it was refused', async () => {
  const [vault, alice] = [await open(), await open()]
  const deposit = await send(move(vault, alice, '100'))
  const path = `${TRANSFERS}/${deposit.id}/reverse`
  await api.good('POST', path, { amount: usd('40') })
  const body = { id: newId('trf', world) }
  const first = await api.good<Transfer>('POST', path, body)
  assert.equal(first.amount.value, '60')
  assert.deepEqual(await api.good('POST', path, body), first)
  assert.equal((await api.refused('POST', path, { ...body, amount: usd('59') })).code, 'id_reused')
  const late = { id: newId('trf', world) }
  assert.equal((await api.refused('POST', path, late)).code, 'reversal_exceeds')
  assert.equal((await api.refused('POST', path, late)).code, 'reversal_exceeds')
})

test('the same reversal many times at once moves the money back once', async () => {
  const [vault, alice] = [await open(), await open()]
  const deposit = await send(move(vault, alice, '100'))
  const body = { id: newId('trf', world) }
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => api.good<Transfer>('POST', `${TRANSFERS}/${deposit.id}/reverse`, body)),
  )
  assert.deepEqual(new Set(answers.map(({ amount }) => amount.value)), new Set(['100']))
  assert.equal(new Set(answers.map((answer) => JSON.stringify(answer))).size, 1)
})
