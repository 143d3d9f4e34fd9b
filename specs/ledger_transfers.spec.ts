import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '../kernel/id.ts'
import { instantText, plusMs, simWorld } from '../kernel/world.ts'
import { type LedgerApi, type Problem, startLedgerApi } from '../modules/ledger/testing.ts'

// Goal: money moves as a banker would read it, over HTTP; the world stands at the beginning of 2026-01-01.
let api: LedgerApi
before(async () => void (api = await startLedgerApi()))
after(() => api.stop())

const world = simWorld(78n)
const usd = (value: string | number) => ({ value, currency: 'USD' })
type Account = { id: string }
type Balances = {
  account: string
  version: number
  posted: unknown
  pending_out: unknown
  available: unknown
}
type Transfer = {
  id: string
  kind: string
  status: string
  amount: { value: string; currency: string }
  released?: { value: string }
  effective_on: string
  reversal_of?: string
  finality: { state: string; expected_final_at: string | null; because: string }
  metadata: Record<string, string>
  balances: { debit: Balances; credit: Balances }
}
type Outcome = { id: string; result: string; transfer?: Transfer; error?: { code: string; param: string } }
const TRANSFERS = '/v1/ledger/transfers'

const open = (more: object = {}): Promise<Account> =>
  api.good<Account>('POST', '/v1/ledger/accounts', {
    currency: 'USD',
    normal_side: 'credit',
    path: 'test',
    ...more,
  })
const bank = (): Promise<Account> => open({ normal_side: 'debit', path: 'assets:bank' })
const send = (body: object): Promise<Transfer> => api.good<Transfer>('POST', TRANSFERS, body)
const between = <M extends object>(
  debit: Account,
  credit: Account,
  value: string | number,
  more = {} as M,
) => ({
  debit_account: debit.id,
  credit_account: credit.id,
  amount: usd(value),
  ...more,
})
const refused = (body: unknown): Promise<Problem> => api.refused('POST', TRANSFERS, body)
const params = ({ errors = [] }: Problem): string[] => errors.map(({ param }) => param).sort()

test('a deposit answers the transfer with the balances it left on both accounts', async () => {
  const [vault, alice] = [await bank(), await open({ floor: usd('0') })]
  const deposit = await send(
    between(vault, alice, '1050', { code: 'deposit', metadata: { ref: 'A-1' }, description: 'Café “1”' }),
  )
  assert.deepEqual([deposit.kind, deposit.status, deposit.effective_on], ['single', 'posted', '2026-01-01'])
  assert.deepEqual(deposit.finality, {
    state: 'final',
    expected_final_at: null,
    reversible_until: null,
    because: 'posted',
  })
  assert.deepEqual(
    [deposit.balances.debit.posted, deposit.balances.credit.available],
    [usd('1050'), usd('1050')],
  )
  assert.deepEqual(await api.good('GET', `${TRANSFERS}/${deposit.id}`), deposit)
})

test('an amount can be a JSON integer; it is answered as digits', async () => {
  const deposit = await send(between(await bank(), await open(), 7))
  assert.deepEqual(deposit.amount, usd('7'))
})

test('the same key answers the same bytes for ever; with another body it names what differs', async () => {
  const [vault, alice] = [await bank(), await open({ floor: usd('0') })]
  const body = between(vault, alice, '5', { metadata: { zz: '1', b: '2' } })
  const first = await api.call<Transfer>('POST', TRANSFERS, { key: 'replay', body })
  const again = await api.call('POST', TRANSFERS, { key: 'replay', body })
  assert.equal(first.status, 201)
  assert.equal(first.headers.get('location'), `${TRANSFERS}/${first.body.id}`)
  assert.deepEqual([again.text, again.status], [first.text, 201])
  assert.deepEqual(
    [first.headers.get('idempotency-status'), again.headers.get('idempotency-status')],
    [null, 'replayed'],
  )
  const other = await api.call<Problem>('POST', TRANSFERS, {
    key: 'replay',
    body: between(vault, alice, '6'),
  })
  assert.deepEqual([other.status, other.body.code], [422, 'idempotency_mismatch'])
  assert.ok(params(other.body).includes('amount.value'))
  const broke = between(alice, vault, '999')
  const no = await api.call('POST', TRANSFERS, { key: 'no', body: broke })
  const still = await api.call('POST', TRANSFERS, { key: 'no', body: broke })
  assert.deepEqual(
    [still.status, still.text, still.headers.get('idempotency-status')],
    [422, no.text, 'replayed'],
  )
})

test('the answer about one transfer says where it is found, that about many does not, and the document lists the header', async () => {
  const [vault, alice] = [await bank(), await open()]
  const post = (path: string, key: string, body: object) => api.call<Transfer>('POST', path, { key, body })
  const held = await post(TRANSFERS, 'where-held', between(vault, alice, '5', { kind: 'pending' }))
  const taken = await post(`${TRANSFERS}/${held.body.id}/post`, 'where-post', { amount: usd('2') })
  const given = await post(`${TRANSFERS}/${held.body.id}/void`, 'where-void', {})
  const back = await post(`${TRANSFERS}/${taken.body.id}/reverse`, 'where-back', {})
  for (const one of [held, taken, given, back])
    assert.equal(one.headers.get('location'), `${TRANSFERS}/${one.body.id}`)
  const many = await post(TRANSFERS, 'where-many', { transfers: [between(vault, alice, '5')] })
  assert.deepEqual([many.status, many.headers.get('location')], [201, null])
  type Operation = { post: { responses: Record<string, { headers: Record<string, unknown> }> } }
  const { text } = await api.call('GET', '/openapi.json')
  const { paths } = JSON.parse(text) as { paths: Record<string, Operation> }
  for (const path of [TRANSFERS, ...['post', 'void', 'reverse'].map((verb) => `${TRANSFERS}/{id}/${verb}`)])
    assert.ok(paths[path]?.post.responses['201']?.headers['Location'] !== undefined, path)
})

test('the same key many times at once moves the money once', async () => {
  const [vault, alice] = [await bank(), await open()]
  const body = between(vault, alice, '5')
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => api.call('POST', TRANSFERS, { key: 'at-once', body })),
  )
  assert.equal(new Set(answers.map(({ text }) => text)).size, 1)
  const listed = await api.good<{ data: Transfer[] }>('GET', `${TRANSFERS}?account=${alice.id}`)
  assert.equal(listed.data.length, 1)
})

test('the same key at once with two bodies: one is done, the other is told that it differs', async () => {
  const [vault, alice] = [await bank(), await open()]
  const answers = await Promise.all(
    ['1', '2'].map((value) =>
      api.call('POST', TRANSFERS, { key: 'two-bodies', body: between(vault, alice, value) }),
    ),
  )
  assert.deepEqual(answers.map(({ status }) => String(status)).sort(), ['201', '422'])
})

test('one call answers for each transfer in order; it is a success when any is recorded', async () => {
  const [vault, alice] = [await bank(), await open({ floor: usd('0') })]
  const { data: outcomes } = await api.good<{ data: Outcome[] }>('POST', TRANSFERS, {
    transfers: [between(vault, alice, '100'), between(alice, vault, '500'), between(alice, vault, '40')],
  })
  assert.deepEqual(
    outcomes.map(({ result }) => result),
    ['posted', 'debit_insufficient_funds', 'posted'],
  )
  assert.deepEqual(outcomes[1]?.error?.param, 'transfers.1.debit_account')
  assert.deepEqual(outcomes[2]?.transfer?.balances.debit.posted, usd('60'))
  const none = await refused({ transfers: [between(alice, vault, '500'), between(alice, vault, '600')] })
  assert.deepEqual([none.status, none.code], [422, 'none_posted'])
  assert.deepEqual(params(none), ['transfers.0.debit_account', 'transfers.1.debit_account'])
})

test('all or none, and chains within a call', async () => {
  const [vault, alice] = [await bank(), await open({ floor: usd('0') })]
  const good = () => between(vault, alice, '10')
  const bad = () => between(alice, vault, '9999')
  const all = await refused({ transfers: [good(), bad(), good()], atomic: 'all' })
  assert.deepEqual(
    all.errors?.map(({ code }) => code),
    ['chain_failed', 'debit_insufficient_funds', 'chain_failed'],
  )
  const { data: outcomes } = await api.good<{ data: Outcome[] }>('POST', TRANSFERS, {
    transfers: [{ ...good(), linked: true }, bad(), { ...good(), linked: true }, good()],
    atomic: 'chain',
  })
  assert.deepEqual(
    outcomes.map(({ result }) => result),
    ['chain_failed', 'debit_insufficient_funds', 'posted', 'posted'],
  )
})

test('a call of many is replayed byte for byte, refusals and repeats included', async () => {
  const [vault, alice] = [await bank(), await open({ floor: usd('0') })]
  const own = between(vault, alice, '100', { id: newId('trf', world), metadata: { b: '1', a: 'é' } })
  await send(own)
  const body = {
    transfers: [
      own,
      { ...own, code: 'other' },
      between(alice, vault, '500'),
      between(alice, vault, '1', { description: 'x "y"' }),
    ],
  }
  const first = await api.call<{ data: Outcome[] }>('POST', TRANSFERS, { key: 'bulk', body })
  assert.deepEqual(
    first.body.data.map(({ result }) => result),
    ['exists', 'id_reused', 'debit_insufficient_funds', 'posted'],
  )
  assert.equal(first.body.data[1]?.error?.param, 'transfers.1.code')
  assert.deepEqual(first.body.data[0]?.transfer?.metadata, own.metadata)
  const again = await api.call('POST', TRANSFERS, { key: 'bulk', body })
  assert.deepEqual([again.text, again.headers.get('idempotency-status')], [first.text, 'replayed'])
})

test('a hold is captured in parts; what is left is given back with the last one', async () => {
  const [alice, shop, vault] = [await open({ floor: usd('0') }), await open(), await bank()]
  await send(between(vault, alice, '1000'))
  const expires_at = instantText(plusMs(api.test_ledger.world.now(), 3_600_000))
  const hold = await send(between(alice, shop, '800', { kind: 'pending', expires_at, code: 'authorize' }))
  assert.deepEqual(
    [hold.status, hold.finality.state, hold.finality.expected_final_at],
    ['pending', 'provisional', expires_at],
  )
  assert.deepEqual([hold.balances.debit.posted, hold.balances.debit.available], [usd('1000'), usd('200')])
  assert.equal((await refused(between(alice, shop, '201'))).code, 'debit_insufficient_funds')
  const capture = (body: object): Promise<Transfer> => api.good('POST', `${TRANSFERS}/${hold.id}/post`, body)
  const first = await capture({ amount: usd('300') })
  assert.deepEqual([first.amount, first.released], [usd('300'), undefined])
  const over = await api.refused('POST', `${TRANSFERS}/${hold.id}/post`, { amount: usd('501') })
  assert.deepEqual([over.code, over.param], ['exceeds_pending', 'amount.value'])
  const last = await capture({ amount: usd('100'), final: true })
  assert.deepEqual([last.released?.value, last.balances.debit.available], ['400', usd('600')])
  assert.equal((await api.refused('POST', `${TRANSFERS}/${hold.id}/post`, {})).code, 'pending_already_posted')
  const settled = await api.good<{ data: Transfer[] }>('GET', `${TRANSFERS}?pending_id=${hold.id}`)
  assert.deepEqual(settled.data.map(({ amount }) => amount.value).sort(), ['100', '300'])
})

test('a hold that was voided, or expired, cannot be captured', async () => {
  const [alice, shop] = [await open(), await open()]
  const hold = () => send(between(alice, shop, '10', { kind: 'pending', expires_at: '2026-01-01T00:01:00Z' }))
  const [voided, expired] = [await hold(), await hold()]
  const gone = await api.good<Transfer>('POST', `${TRANSFERS}/${voided.id}/void`, { code: 'cancel' })
  assert.deepEqual([gone.status, gone.released?.value], ['voided', '10'])
  assert.equal(
    (await api.refused('POST', `${TRANSFERS}/${voided.id}/post`, {})).code,
    'pending_already_voided',
  )
  api.test_ledger.world.advance(60_000)
  assert.equal((await api.refused('POST', `${TRANSFERS}/${expired.id}/post`, {})).code, 'pending_expired')
  await api.test_ledger.ledger.sweepHolds()
  assert.equal((await api.refused('POST', `${TRANSFERS}/${expired.id}/void`, {})).code, 'pending_expired')
})

test('a transfer is reversed, in parts, and never by more than it moved', async () => {
  const [vault, alice] = [await bank(), await open()]
  const deposit = await send(between(vault, alice, '100'))
  const reverse = (body: object): Promise<Transfer> =>
    api.good('POST', `${TRANSFERS}/${deposit.id}/reverse`, body)
  const part = await reverse({ amount: usd('30'), code: 'refund' })
  assert.deepEqual([part.reversal_of, part.balances.debit.account], [deposit.id, alice.id])
  assert.equal(
    (await api.refused('POST', `${TRANSFERS}/${deposit.id}/reverse`, { amount: usd('71') })).code,
    'reversal_exceeds',
  )
  assert.equal((await reverse({})).amount.value, '70')
  const problem = await api.refused('POST', `${TRANSFERS}/${deposit.id}/reverse`, {})
  assert.deepEqual([problem.status, problem.code], [422, 'reversal_exceeds'])
  const unknown = await api.refused('POST', `${TRANSFERS}/${newId('trf', world)}/reverse`, {})
  assert.deepEqual([unknown.status, unknown.code], [404, 'transfer_not_found'])
})

test('a transfer and its reversal can come in one call, and the reversal is undone with its chain', async () => {
  const [vault, alice] = [await bank(), await open()]
  const pair = () => {
    const id = newId('trf', world)
    const back = { ...between(alice, vault, '100'), reversal_of: id }
    return { id, both: [{ ...between(vault, alice, '100'), id }, back], back }
  }
  const results = async (body: object): Promise<string[]> =>
    (await api.good<{ data: { result: string }[] }>('POST', TRANSFERS, body)).data.map(({ result }) => result)
  const { back, both } = pair()
  assert.deepEqual(await results({ transfers: [...both, back] }), ['posted', 'posted', 'reversal_exceeds'])
  assert.deepEqual(await results({ transfers: pair().both, atomic: 'all' }), ['posted', 'posted'])
  const broken = pair()
  const tooMuch = { ...broken.back, amount: usd('1') }
  const chain = [...broken.both, tooMuch].map((one, index) => ({ ...one, linked: index < 2 }))
  assert.deepEqual(await results({ transfers: [...chain, tooMuch, ...pair().both], atomic: 'chain' }), [
    'chain_failed',
    'chain_failed',
    'reversal_exceeds',
    'reversed_not_found',
    'posted',
    'posted',
  ])
})

test('max moves what the limits allow and records what it moved', async () => {
  const [vault, alice] = [await bank(), await open({ floor: usd('0') })]
  await send(between(vault, alice, '345'))
  assert.equal((await send(between(alice, vault, 'max', { at_most: usd('45') }))).amount.value, '45')
  assert.equal((await send(between(alice, vault, 'max'))).amount.value, '300')
  assert.equal((await refused(between(alice, vault, 'max'))).code, 'nothing_to_move')
  assert.equal((await refused(between(vault, await open(), 'max'))).code, 'max_unbounded')
})

test('transfers are listed newest first, by account, code and metadata, page by page', async () => {
  const [vault, alice, bob] = [await bank(), await open(), await open()]
  for (let index = 1; index <= 5; index++)
    await send(
      between(vault, alice, index, {
        code: index % 2 === 0 ? 'even' : 'odd',
        metadata: { set: `s${index % 2}` },
      }),
    )
  await send(between(alice, bob, '9', { code: 'even' }))
  type Page = { data: Transfer[]; has_more: boolean; next_cursor: string | null }
  const list = (query: string): Promise<Page> => api.good('GET', `${TRANSFERS}?${query}`)
  const values = (page: Page): string[] => page.data.map(({ amount }) => amount.value)
  const first = await list(`account=${alice.id}&limit=4`)
  assert.deepEqual([values(first), first.has_more], [['9', '5', '4', '3'], true])
  const rest = await list(`account=${alice.id}&limit=4&cursor=${first.next_cursor}`)
  assert.deepEqual([values(rest), rest.has_more, rest.next_cursor], [['2', '1'], false, null])
  assert.deepEqual(values(await list(`account=${alice.id}&code=even`)), ['9', '4', '2'])
  assert.deepEqual(values(await list(`account=${alice.id}&metadata[set]=s0`)).sort(), ['2', '4'])
  assert.deepEqual(values(await list(`account=${vault.id}&metadata[set]=s1&code=odd`)).sort(), [
    '1',
    '3',
    '5',
  ])
  const all = await list('limit=100')
  assert.ok(all.data.length >= 6)
  assert.equal((await list('limit=3')).data.length, 3)
})

test('an older client sends and gets flat amounts', async () => {
  const [vault, alice] = [await bank(), await open()]
  const version = '2026-10-01'
  const flat = { debit_account: vault.id, credit_account: alice.id, amount_minor: '12', currency: 'USD' }
  const sent = await api.call<Record<string, unknown>>('POST', TRANSFERS, {
    key: 'flat',
    body: flat,
    version,
  })
  assert.deepEqual([sent.status, sent.body['amount_minor'], sent.body['currency']], [201, '12', 'USD'])
  const now = await api.good<Transfer>('GET', `${TRANSFERS}/${String(sent.body['id'])}`)
  assert.deepEqual(now.amount, usd('12'))
  const bad = await api.call<Problem>('POST', TRANSFERS, {
    key: 'flat-2',
    body: { ...flat, amount_minor: '0' },
    version,
  })
  assert.deepEqual(params(bad.body), ['amount_minor'])
})

test('a call of 8,190 is one round trip, and a single transfer is one', async () => {
  const [vault, alice] = [await bank(), await open()]
  const { roundTrips } = api.test_ledger
  const many = { transfers: Array.from({ length: 8_190 }, () => between(vault, alice, '1')) }
  const bulk = await roundTrips(async () => {
    const { data: outcomes } = await api.good<{ data: Outcome[] }>('POST', TRANSFERS, many)
    assert.equal(outcomes.length, 8_190)
    assert.ok(outcomes.every(({ result }) => result === 'posted'))
  })
  assert.deepEqual(bulk, { lane: 1, transactions: 0, statements: 0 })
  const single = await roundTrips(() => send(between(vault, alice, '1')))
  assert.deepEqual(single, { lane: 1, transactions: 0, statements: 0 })
})
