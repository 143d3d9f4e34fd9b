import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { newId } from '../../kernel/id.ts'
import { simWorld } from '../../kernel/world.ts'
import { compileChecker } from '../../platform/http/checker.ts'
import { inputSchema } from '../../platform/http/input_schema.ts'
import { validValue } from '../../platform/http/testing/arbitrary.ts'
import { TRANSFER_MINOR_MAX } from './limits.ts'
import { readBatch, readSingle } from './read_body.ts'
import type { BodyInput, ItemInput } from './transfer_schema.ts'
import { TransferBody } from './transfer_schema.ts'

const world = simWorld(5n)
const schema = inputSchema(TransferBody, 'body')
const [debit_account, credit_account] = [newId('acc', world), newId('acc', world)]
const move = { debit_account, credit_account, amount: { value: '5', currency: 'USD' } }
const faultsOf = (item: object): string[] => {
  const read = readSingle(item as ItemInput, world)
  return read.ok ? [] : (read.error.errors ?? []).map(({ param }) => param)
}

test('whatever fits the schema is read as orders or refused by field, and never throws', async () => {
  const checker = compileChecker(schema)
  await fc.assert(
    fc.asyncProperty(validValue(schema), async (value) => {
      assert.ok(checker.check(value), JSON.stringify(value))
      const body = value as BodyInput
      const read = 'transfers' in body ? await readBatch(body, world) : readSingle(body, world)
      if (!read.ok) assert.ok((read.error.errors ?? []).every(({ param }) => param.length > 0))
      for (const order of read.ok ? [read.value].flat() : []) {
        const { amount } = order
        assert.ok(amount === undefined || amount === 'max' || (amount > 0 && amount <= TRANSFER_MINOR_MAX))
      }
    }),
    { numRuns: 500 },
  )
})

test('what a transfer leaves out is filled in: kind, code, and an id of its own', () => {
  const read = readSingle(move, world)
  assert.ok(read.ok)
  const { id, ...rest } = read.value
  assert.match(id, /^trf_/)
  assert.deepEqual(rest, {
    kind: 'single',
    code: 'transfer',
    debit_account,
    credit_account,
    amount: 5,
    currency: 'USD',
  })
  const again = readSingle(move, world)
  assert.ok(again.ok && again.value.id !== id)
})

test('what only meaning shows is a fault by its field', () => {
  const cases: [object, string[]][] = [
    [{ ...move, credit_account: debit_account }, ['credit_account']],
    [
      { ...move, amount: { value: '9007199254740992', currency: 'ZZZ' } },
      ['amount.value', 'amount.currency'],
    ],
    [{ ...move, at_most: { value: '5', currency: 'USD' } }, ['at_most']],
    [
      { ...move, amount: { value: 'max', currency: 'USD' }, at_most: { value: '5', currency: 'EUR' } },
      ['at_most.currency'],
    ],
    [{ ...move, expires_at: '2027-01-01T00:00:00Z' }, ['expires_at']],
    [{ ...move, kind: 'pending', reversal_of: newId('trf', world) }, ['reversal_of']],
    [{ ...move, effective_on: '1969-12-31' }, ['effective_on']],
    [{ ...move, linked: true }, ['linked']],
    [{ ...move, amount: { value: String(TRANSFER_MINOR_MAX), currency: 'USD' } }, []],
  ]
  for (const [item, params] of cases) assert.deepEqual(faultsOf(item), params)
})

test('a call with `atomic: all` is one chain; without, nothing hangs together', async () => {
  const linksOf = async (atomic: 'none' | 'all'): Promise<boolean[]> => {
    const read = await readBatch({ transfers: [move, move, move], atomic }, world)
    return read.ok ? read.value.map(({ is_linked }) => is_linked === true) : []
  }
  assert.deepEqual(await linksOf('none'), [false, false, false])
  assert.deepEqual(await linksOf('all'), [true, true, false])
})
