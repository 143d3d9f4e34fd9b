import assert from 'node:assert/strict'
import { test } from 'node:test'
import { present } from '../../kernel/assert.ts'
import { newId } from '../../kernel/id.ts'
import { simWorld } from '../../kernel/world.ts'
import { compileChecker } from '../../platform/http/checker.ts'
import { inputSchema } from '../../platform/http/input_schema.ts'
import { type JsonSchema, plainSchema } from '../../platform/http/json_schema.ts'
import type { OperationChange } from '../../platform/http/versions.ts'
import { TransferBody, TransferReply } from './transfer_schema.ts'
import { ledgerVersions } from './versions.ts'

const world = simWorld(1n)
const [debit_account, credit_account, pending_id] = [
  newId('acc', world),
  newId('acc', world),
  newId('trf', world),
]
const change: OperationChange = present(ledgerVersions[0]?.operations['createLedgerTransfers'], 'the change')
const older = (schema: JsonSchema): JsonSchema => present(change.body, 'a body').schema(schema)
const up = (body: unknown): unknown => present(change.body, 'a body').up(body)
const down = (body: unknown): unknown => present(change.reply, 'a reply').down(body)

const current = inputSchema(TransferBody, 'body')
const before = compileChecker(older(current))
const after = compileChecker(current)

const flat = { debit_account, credit_account, amount_minor: '1050', currency: 'USD', code: 'capture' }
const nested = { debit_account, credit_account, code: 'capture', amount: { value: '1050', currency: 'USD' } }

test('a body with flat amounts fits the older schema, and the current one once it was brought up', () => {
  const bodies: [older: unknown, newer: unknown][] = [
    [flat, nested],
    [
      { transfers: [flat, flat], atomic: 'all' },
      { transfers: [nested, nested], atomic: 'all' },
    ],
    [
      { kind: 'post', pending_id },
      { kind: 'post', pending_id },
    ],
    [
      { kind: 'post', pending_id, amount_minor: 5, currency: 'JPY', final: true },
      { kind: 'post', pending_id, final: true, amount: { value: 5, currency: 'JPY' } },
    ],
    [
      { kind: 'void', pending_id },
      { kind: 'void', pending_id },
    ],
  ]
  for (const [old, fresh] of bodies) {
    assert.ok(before.check(old), JSON.stringify(old))
    assert.deepEqual(up(old), fresh)
    assert.ok(after.check(up(old)), JSON.stringify(fresh))
  }
})

test('a body of now does not fit the older schema, nor an older one the current', () => {
  assert.equal(before.check(nested), false)
  assert.equal(after.check(flat), false)
})

test('a refusal names the fields as the older caller wrote them', () => {
  const param = present(change.param, 'names')
  assert.equal(param('transfers.3.amount.value'), 'transfers.3.amount_minor')
  assert.equal(param('amount.currency'), 'currency')
  assert.equal(param('transfers.0.debit_account'), 'transfers.0.debit_account')
})

test('an amount without its currency is refused for the currency', () => {
  const faults: Parameters<typeof after.explain>[2] = []
  after.explain(up({ kind: 'post', pending_id, amount_minor: '5' }), '', faults)
  assert.deepEqual(
    faults.map(({ code, param }) => [code, change.param?.(param)]),
    [['required', 'currency']],
  )
})

const transfer = {
  id: pending_id,
  kind: 'single',
  status: 'posted',
  finality: { state: 'final', expected_final_at: null, reversible_until: null, because: 'posted' },
  debit_account,
  credit_account,
  amount: { value: '1050', currency: 'USD' },
  code: 'capture',
  effective_on: '2026-01-01',
  recorded_at: '2026-01-01T00:00:00.000000Z',
  metadata: {},
}

test('replies are brought down wherever a transfer stands in them', () => {
  const old = down(transfer) as Record<string, unknown>
  assert.deepEqual([old['amount_minor'], old['currency'], 'amount' in old], ['1050', 'USD', false])
  const list = down({ data: [transfer], has_more: false, next_cursor: null }) as { data: unknown[] }
  assert.deepEqual(list.data, [old])
  const outcomes = down({
    data: [
      { id: pending_id, result: 'posted', transfer },
      { id: pending_id, result: 'x' },
    ],
  })
  assert.deepEqual(outcomes, {
    data: [
      { id: pending_id, result: 'posted', transfer: old },
      { id: pending_id, result: 'x' },
    ],
  })
})

test('the older reply schema says what the older reply is', () => {
  const schema = present(change.reply, 'a reply').schema(plainSchema(TransferReply))
  assert.ok(schema.required?.includes('amount_minor') && schema.required.includes('currency'))
  assert.equal(schema.properties?.['amount'], undefined)
})
