import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLatencies } from './latencies.ts'
import type { LoadPlan } from './plan.ts'
import { createRequests } from './request.ts'
import { createResponses } from './responses.ts'

const id = (index: number): string => `acc_${String(index).padStart(26, '0')}`
const accounts = Buffer.from(Array.from({ length: 20 }, (_, index) => id(index)).join(''))
const plan: LoadPlan = {
  port: 4010,
  path: '/v1/ledger/transfers',
  authorization: 'Bearer key',
  connections: 1,
  warmup_s: 0,
  seconds: 1,
  transfers: 1,
  kind: 'transfer',
  accounts_file: '',
  accounts_from: 5,
  run: 'run',
}

type Body = { debit_account: string; credit_account: string }
type Asked = Body & { transfers: Body[] }
function read(bytes: Buffer): { key: string; body: Asked } {
  const [head = '', body = ''] = bytes.toString().split('\r\n\r\n')
  assert.equal(Number(/Content-Length: (\d+)/.exec(head)?.[1]), Buffer.byteLength(body))
  return { key: /Idempotency-Key: (\S+)/.exec(head)?.[1] ?? '', body: JSON.parse(body) as Asked }
}

test('every request has a key of its own and two different accounts of those to draw from', () => {
  const next = createRequests(plan, accounts, 3)
  const keys = new Set<string>()
  for (let count = 0; count < 200; count++) {
    const { key, body } = read(next())
    keys.add(key)
    assert.notEqual(body.debit_account, body.credit_account)
    for (const account of [body.debit_account, body.credit_account])
      assert.ok(account >= id(5) && account <= id(19), account)
  }
  assert.equal(keys.size, 200)
})

test('another run and another connection draw other accounts', () => {
  const drawn = (run: string, connection: number): string =>
    read(createRequests({ ...plan, run, transfers: 20 }, accounts, connection)())
      .body.transfers.map(({ debit_account }) => debit_account)
      .join()
  assert.equal(drawn('a', 1), drawn('a', 1))
  assert.notEqual(drawn('a', 1), drawn('b', 1))
  assert.notEqual(drawn('a', 1), drawn('a', 2))
})

test('a bulk holds as many transfers as asked for, and a hot run credits one account', () => {
  const { body } = read(createRequests({ ...plan, transfers: 4, hot: 7 }, accounts, 0)())
  assert.equal(body.transfers.length, 4)
  assert.ok(body.transfers.every((one) => one.credit_account === id(7) && one.debit_account !== id(7)))
})

test('responses are told apart however their bytes arrive', () => {
  const text = 'HTTP/1.1 201 Created\r\nContent-Length: 5\r\nX: y\r\n\r\nhello'
  const refused = 'HTTP/1.1 422 No\r\ncontent-length: 2\r\n\r\n{}'
  for (let cut = 1; cut < text.length; cut++) {
    const statuses: number[] = []
    const responses = createResponses((status) => void statuses.push(status))
    responses(Buffer.from(text.slice(0, cut)))
    responses(Buffer.from(text.slice(cut)))
    responses(Buffer.from(refused))
    assert.deepEqual(statuses, [201, 422], `cut at ${cut}`)
  }
})

test('latencies are exact to the microsecond', () => {
  const latencies = createLatencies()
  for (let ms = 1; ms <= 100; ms++) latencies.add(ms / 10)
  assert.deepEqual([latencies.quantile(0.5), latencies.quantile(0.99), latencies.quantile(1)], [5.1, 10, 10])
})
