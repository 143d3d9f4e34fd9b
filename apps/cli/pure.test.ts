import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { amountFrom, pairsFrom } from './amount_flags.ts'
import { bodyFrom } from './body_fields.ts'
import { durationMs } from './times.ts'
import { masked } from './profiles.ts'
import { progressLine } from './replay/progress.ts'
import { table } from './show.ts'

test('fields put texts and JSON where they say, over what the body said', () => {
  const fields = ['amount.value=1050', 'amount.currency=USD', 'is_estimate:=true', 'note=a=b']
  assert.deepEqual(bodyFrom({ amount: { value: '1' }, kept: 1 }, fields), {
    amount: { value: '1050', currency: 'USD' },
    is_estimate: true,
    note: 'a=b',
    kept: 1,
  })
  assert.equal(bodyFrom(undefined, []), undefined)
  for (const wrong of ['amount', '=x', 'a..b=x', 'a:=nonsense', '__proto__.x=1'])
    assert.throws(() => bodyFrom(undefined, [wrong]), wrong)
})

test('any field can be written and is read back', () => {
  const name = fc.stringMatching(/^[a-z]{1,8}$/)
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), fc.jsonValue(), (path, value) => {
      const body = bodyFrom(undefined, [`${path.join('.')}:=${JSON.stringify(value)}`])
      const found = path.reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], body)
      assert.deepEqual(found, JSON.parse(JSON.stringify(value)))
    }),
  )
})

test('durations are sums of what they name', () => {
  assert.deepEqual(
    ['3d', '2h30m', '1w', '250ms', '90s'].map(durationMs),
    [259_200_000, 9_000_000, 604_800_000, 250, 90_000],
  )
  for (const text of ['', '3', 'd', '1.5h', '2h 30m', '-1d', '2026-01-01T00:00:00Z'])
    assert.equal(durationMs(text), undefined)
})

test('amounts on the command line are decimal, exact and more than nothing', () => {
  assert.deepEqual(amountFrom('10.50', 'USD'), { value: '1050', currency: 'USD' })
  assert.deepEqual(amountFrom('1050', 'JPY'), { value: '1050', currency: 'JPY' })
  for (const [text, currency] of [
    ['0', 'USD'],
    ['-1', 'USD'],
    ['1.005', 'USD'],
    ['10', 'usd'],
  ] as const)
    assert.throws(() => amountFrom(text, currency))
  assert.throws(() => pairsFrom(['no-value'], '--metadata'), /--metadata takes name=value/)
})

test('a key is never shown in full', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9]{0,60}$/), (rest) => {
      const shown = masked(`sk_test_${rest}`)
      assert.ok(shown.startsWith('sk_test_…') && shown.length <= 13)
    }),
  )
})

test('a table lines up, and progress says rate and time left', () => {
  assert.deepEqual(
    table(
      ['id', 'amount'],
      [
        ['pay_1', '1.00'],
        ['pay_22', '2.00'],
      ],
    ),
    ['id      amount', 'pay_1   1.00', 'pay_22  2.00'],
  )
  const standing = { share: 0.5, rows: 1_500, fresh: 500, unresolved: 2 }
  assert.match(progressLine(standing, 10, 0.25), /50\.0 %  1,500 rows  50\/s  20 s left  2 not known yet$/)
})
