import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { currencies } from '../../kernel/currency.ts'
import { idFromBytes } from '../../kernel/id.ts'
import { instant } from '../../kernel/world.ts'
import { compileChecker } from '../../platform/http/checker.ts'
import { inputSchema } from '../../platform/http/input_schema.ts'
import { renderBatch, renderSingle } from './render_outcomes.ts'
import { type Note, renderTransfer } from './render_transfer.ts'
import { type ResultCode, results } from './results.ts'
import type { LegBalance, RecordedTransfer, TransferOutcome } from './transfer.ts'
import { OutcomeList, TransferReply } from './transfer_schema.ts'

const idAny = <P extends 'acc' | 'trf'>(prefix: P) =>
  fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => idFromBytes(prefix, bytes))
const count = fc.bigInt({ min: 0n, max: 2n ** 61n })
const leg: fc.Arbitrary<LegBalance> = fc.record({
  account: idAny('acc'),
  version: fc.integer({ min: 1, max: 2 ** 40 }),
  net: fc.bigInt({ min: -(2n ** 61n), max: 2n ** 61n }),
  debits_pending: fc.oneof(fc.constant(0n), count),
  credits_pending: fc.oneof(fc.constant(0n), count),
  normal_side: fc.constantFrom('debit', 'credit'),
})
const time = fc.integer({ min: 0, max: 4_102_444_800_000_000 }).map(instant)
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
/** A key that the API takes: in one line, and counted in code points, of which a grapheme may have several. */
const notes = fc.dictionary(
  text.filter((key) => /^.{1,40}$/u.test(key)),
  text,
  { maxKeys: 6, noNullPrototype: true },
)
const base = {
  id: idAny('trf'),
  amount: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  currency: fc.constantFrom(...currencies),
  code: fc.stringMatching(/^[A-Za-z0-9_.:-]{1,40}$/),
  debit: leg,
  credit: leg,
  effective_on: fc.constant('2026-01-31' as RecordedTransfer['effective_on']),
  recorded_at: time,
}
const transfer: fc.Arbitrary<RecordedTransfer> = fc.oneof(
  fc.record(
    { ...base, kind: fc.constant('single' as const), reversal_of: idAny('trf') },
    { requiredKeys: [...(Object.keys(base) as (keyof typeof base)[]), 'kind'] },
  ),
  fc.record(
    { ...base, kind: fc.constant('pending' as const), expires_at: time },
    { requiredKeys: [...(Object.keys(base) as (keyof typeof base)[]), 'kind'] },
  ),
  fc.record({
    ...base,
    kind: fc.constantFrom('post' as const, 'void' as const, 'expire' as const),
    pending_id: idAny('trf'),
    released: fc.nat(),
  }),
)
const note: fc.Arbitrary<Note> = fc.record({ description: text, metadata: notes }, { requiredKeys: [] })

/** The same object, put together the slow way. */
function plainly(one: RecordedTransfer, { description, metadata = {} }: Note): unknown {
  const money = (value: number | bigint) => ({ value: String(value), currency: one.currency })
  const status = { single: 'posted', post: 'posted', pending: 'pending', void: 'voided', expire: 'expired' }
  const side = (from: LegBalance) => {
    const isCredit = from.normal_side === 'credit'
    const posted = isCredit ? from.net : -from.net
    const out = isCredit ? from.debits_pending : from.credits_pending
    return {
      account: from.account,
      version: from.version,
      posted: money(posted),
      pending_in: money(isCredit ? from.credits_pending : from.debits_pending),
      pending_out: money(out),
      available: money(posted - out),
    }
  }
  return {
    id: one.id,
    kind: one.kind,
    status: status[one.kind],
    debit_account: one.debit.account,
    credit_account: one.credit.account,
    amount: money(one.amount),
    code: one.code,
    effective_on: one.effective_on,
    ...(one.pending_id === undefined ? {} : { pending_id: one.pending_id }),
    ...(one.released === undefined ? {} : { released: money(one.released) }),
    ...(one.reversal_of === undefined ? {} : { reversal_of: one.reversal_of }),
    ...(description === undefined ? {} : { description }),
    metadata,
    balances: { debit: side(one.debit), credit: side(one.credit) },
  }
}

test('a transfer put together by hand is the JSON it should be, whatever its texts hold', () => {
  const fits = compileChecker(inputSchema(TransferReply, 'reply'))
  fc.assert(
    fc.property(transfer, note, (one, beside) => {
      const rendered = renderTransfer(one, beside)
      const shown = JSON.parse(rendered) as Record<string, unknown>
      const { finality, recorded_at, expires_at, ...rest } = shown
      assert.deepEqual({ ...rest }, plainly(one, beside))
      assert.ok(fits.check(shown), rendered)
      assert.equal(expires_at === undefined, one.expires_at === undefined)
      assert.ok(typeof recorded_at === 'string' && typeof finality === 'object')
    }),
    { numRuns: 400 },
  )
})

test('metadata stands in one order, however it was given or stored', () => {
  fc.assert(
    fc.property(transfer, notes, (one, given) => {
      const turned = Object.fromEntries(Object.entries(given).reverse())
      assert.equal(renderTransfer(one, { metadata: given }), renderTransfer(one, { metadata: turned }))
    }),
    { numRuns: 100 },
  )
})

const refused = (Object.keys(results) as ResultCode[]).filter(
  (code) => code !== 'posted' && code !== 'exists',
)

test('every result of a transfer can be answered, alone and among others', async () => {
  const fits = compileChecker(inputSchema(OutcomeList, 'reply'))
  const [sample] = fc.sample(transfer, 1) as [RecordedTransfer]
  for (const code of refused) {
    const outcome: TransferOutcome = {
      id: sample.id,
      result: code,
      ...(code === 'id_reused' ? { differs: 'code' } : {}),
    }
    const alone = renderSingle({ outcomes: [outcome], notes: [{}], orders: [] })
    assert.ok(!alone.ok && alone.error.code === code && alone.error.status === 422)
    const among = await renderBatch({
      outcomes: [{ id: sample.id, result: 'posted', transfer: sample }, outcome],
      notes: [{}, {}],
      orders: [],
    })
    assert.ok(among.ok)
    const list = JSON.parse((among.value.body as { rendered: string }).rendered) as {
      data: { error?: { param: string } }[]
    }
    assert.ok(fits.check(list))
    assert.match(list.data[1]?.error?.param ?? '', /^transfers\.1/)
  }
})

test('an answer in pieces is the text of its outcomes, one after the other', async () => {
  const item = fc.record({ transfer: fc.option(transfer, { nil: undefined }), beside: note })
  const items = fc.array(item, { minLength: 1, maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(items, fc.integer({ min: 101, max: 2_345 }), async (few, length) => {
      const all = Array.from({ length }, (_, index) => few[index % few.length] as (typeof few)[number])
      const outcomes = all.map(
        ({ transfer: one }): TransferOutcome =>
          one === undefined
            ? { id: idFromBytes('trf', new Uint8Array(16)), result: 'debit_account_closed' }
            : { id: one.id, result: 'posted', transfer: one },
      )
      const whole = await renderBatch({ outcomes, notes: all.map(({ beside }) => beside), orders: [] })
      if (few.every((one) => one.transfer === undefined)) return assert.ok(!whole.ok)
      assert.ok(whole.ok && 'chunks' in whole.value.body)
      const sent = Buffer.concat(whole.value.body.chunks).toString()
      const plain = all.map(({ transfer: one, beside }, index) => {
        const { id, result } = outcomes[index] as TransferOutcome
        if (one !== undefined)
          return `{"id":"${id}","result":"${result}","transfer":${renderTransfer(one, beside)}}`
        const { param, text: detail } = results.debit_account_closed
        const error = { code: result, param: `transfers.${index}.${param}`, detail, retry: 'new_key' }
        return JSON.stringify({ id, result, error })
      })
      assert.equal(sent, `{"data":[${plain.join(',')}]}`)
    }),
    { numRuns: 30 },
  )
})
