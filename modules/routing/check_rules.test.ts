// Goal: what the check says of rules is true of every payment.
// Method: examples; then random rule sets over few values, judged against all payments that these values can make, and
// against random payments with values that no rule mentions.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { money } from '../../kernel/money.ts'
import { checkRules } from './check_rules.ts'
import { choose } from './choose.ts'
import { closedFields, type Condition } from './condition.ts'
import type { RouteInput } from './input.ts'
import type { Rule, Rules } from './rules.ts'
import { accountId, testAccount, testInput, testSnapshot } from './testing.ts'

const account = testAccount()
const use: Rule['use'] = { kind: 'priority', accounts: [account.id] }
const rules = (...conditions: Condition[]): Rules => ({
  rules: conditions.map((when, index) => ({ name: `Rule ${index}`, when, use })),
})
const said = (asked: Rules, accounts = [account]): string[] =>
  checkRules(asked, accounts).findings.map(({ code, param, shadowed_by }) =>
    [code, param, ...(shadowed_by.length === 0 ? [] : [`by ${shadowed_by.join(' and ')}`])].join(' '),
  )
const usd = (at_least: string, below?: string): Condition => ({
  field: 'amount',
  currency: 'USD',
  at_least,
  ...(below === undefined ? {} : { below }),
})
const not = (condition: Condition): Condition => ({ op: 'none', of: [condition] })
const everything: Condition = { op: 'any', of: [usd('0'), not(usd('0'))] }

test('a rule that an earlier one takes everything from is unreachable', () => {
  assert.deepEqual(
    said(rules({ field: 'scheme', is: ['visa', 'amex'] }, { field: 'scheme', is: ['amex'] })),
    ['unreachable rules.1 by 0', 'not_exhaustive otherwise'],
  )
  assert.deepEqual(said(rules(usd('100', '500'), usd('200', '300'), usd('200', '501'))), [
    'unreachable rules.1 by 0',
    'not_exhaustive otherwise',
  ])
  assert.deepEqual(
    said(rules({ field: 'bin', starts_with: ['41'] }, { field: 'bin', starts_with: ['4111', '412'] })),
    ['unreachable rules.1 by 0', 'not_exhaustive otherwise'],
  )
})

test('a rule that several earlier ones share out is unreachable, and those needed are named', () => {
  assert.deepEqual(
    said(rules(usd('0', '100'), { field: 'mcc', is: ['5411'] }, usd('100', '200'), usd('50', '150'))),
    ['unreachable rules.3 by 0 and 2', 'not_exhaustive otherwise'],
  )
  const digits = Array.from({ length: 10 }, (_, digit) => `4${digit}`)
  assert.deepEqual(said(rules({ field: 'bin', starts_with: digits }, { field: 'bin', starts_with: ['4'] })), [
    'unreachable rules.1 by 0',
    'not_exhaustive otherwise',
  ])
  assert.deepEqual(
    said(rules({ field: 'bin', starts_with: digits.slice(1) }, { field: 'bin', starts_with: ['4'] })),
    ['not_exhaustive otherwise'],
  )
})

test('a condition that contradicts itself is named as such', () => {
  const contradictions: Condition[] = [
    { op: 'all', of: [{ field: 'currency', is: ['EUR'] }, usd('100')] },
    { op: 'all', of: [{ field: 'scheme', is: ['visa'] }, not({ field: 'scheme', is: ['visa', 'jcb'] })] },
    {
      op: 'all',
      of: [
        { field: 'needs', is: ['increments', 'multicapture'] },
        not({ field: 'needs', is: ['increments'] }),
        not({ field: 'needs', is: ['multicapture'] }),
      ],
    },
  ]
  for (const when of contradictions)
    assert.deepEqual(said(rules(when)), ['never_holds rules.0.when', 'not_exhaustive otherwise'])
})

test('whether every payment meets a rule is said, with one that does not', () => {
  const all = [...closedFields.scheme]
  const cases: [Rules, boolean][] = [
    [rules({ field: 'scheme', is: all }), true],
    [rules({ field: 'scheme', is: all.slice(1) }), false],
    [rules({ field: 'scheme', is: ['visa'] }, not({ field: 'scheme', is: ['visa'] })), true],
    [rules({ field: 'funding', is: ['credit', 'debit', 'prepaid'] }), false],
    [rules({ field: 'card_country', is: ['US'] }, not({ field: 'card_country', is: ['US', 'DE'] })), false],
    [rules(everything), true],
    [
      rules({ field: 'metadata', key: 'a', is: ['x'] }, not({ field: 'metadata', key: 'a', is: ['x'] })),
      true,
    ],
    [rules(), false],
  ]
  for (const [asked, expected] of cases)
    assert.equal(checkRules(asked, [account]).is_exhaustive, expected, JSON.stringify(asked.rules))
  const { findings } = checkRules(rules({ field: 'card_country', is: ['US'] }), [account])
  assert.deepEqual(findings[0]?.example, { card_country: 'unknown' })
  assert.deepEqual(said({ ...rules(everything), otherwise: use }), ['otherwise_unreachable otherwise'])
  assert.deepEqual(said({ ...rules(usd('5')), otherwise: use }), [])
})

test('accounts that are not there, are disabled, or serve nothing of a rule are named', () => {
  const gone = accountId()
  const yen = testAccount({ currencies: ['JPY'] })
  const off = testAccount({ state: 'disabled' })
  const visa = testAccount({ schemes: ['visa'] })
  const asked: Rules = {
    rules: [
      {
        name: 'Dollars',
        when: {
          op: 'all',
          of: [
            { field: 'currency', is: ['USD'] },
            { field: 'scheme', is: ['visa', 'jcb'] },
          ],
        },
        use: { kind: 'priority', accounts: [gone, yen.id, off.id, visa.id] },
      },
      {
        name: 'By country',
        when: { field: 'card_country', is: ['JP'] },
        use: { kind: 'priority', accounts: [yen.id] },
      },
    ],
    otherwise: { kind: 'split', shares: [{ account: gone, weight: 1 }] },
  }
  assert.deepEqual(said(asked, [yen, off, visa]), [
    'unknown_account rules.0.use.accounts.0',
    'account_serves_none rules.0.use.accounts.1',
    'account_disabled rules.0.use.accounts.2',
    'account_serves_part rules.0.use.accounts.3',
    'unknown_account otherwise.shares.0',
  ])
})

test('when the steps run out, what is open is said to be open', () => {
  const asked = rules({ field: 'scheme', is: ['visa'] }, { field: 'scheme', is: ['visa'] })
  const { is_exhaustive, findings } = checkRules(asked, [account], { left: 1 })
  assert.equal(is_exhaustive, null)
  assert.ok(findings.every(({ code }) => code === 'undecided'))
})

test('a hundred rules with lists are checked within the steps there are', () => {
  const many = Array.from(
    { length: 100 },
    (_, index): Condition => ({
      op: 'all',
      of: [
        { field: 'card_country', is: ['US', 'DE', 'FR'] },
        {
          op: 'any',
          of: [
            { field: 'mcc', is: [String(5000 + index)] },
            { field: 'metadata', key: `k${index % 9}`, is: ['v'] },
          ],
        },
        usd(String(index * 100), String(index * 100 + 500)),
      ],
    }),
  )
  const { findings } = checkRules(rules(...many), [account])
  assert.deepEqual(
    findings.map(({ code }) => code),
    ['not_exhaustive'],
  )
})

const countries = ['US', 'DE', null] as const
const bins = ['41111111', '42345678', '510000', '99999999'] as const
const amounts = [
  money(0n, 'USD'),
  money(100n, 'USD'),
  money(250n, 'USD'),
  money(900n, 'USD'),
  money(0n, 'EUR'),
  money(300n, 'EUR'),
  money(1n, 'JPY'),
]
const notes = [{}, { plan: 'gold' }, { plan: 'free' }] as const
/** Every payment that the values of `testArb` can tell apart. */
const payments: RouteInput[] = closedFields.scheme.flatMap((scheme) =>
  countries.flatMap((card_country) =>
    bins.flatMap((bin) =>
      amounts.flatMap((amount) =>
        notes.flatMap((metadata) =>
          ([[], ['increments']] as const).map((needs) =>
            testInput({ scheme, card_country, bin, amount, metadata, needs }),
          ),
        ),
      ),
    ),
  ),
)
const some = <V>(...values: V[]) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: values.length })
const testArb: fc.Arbitrary<Condition> = fc.oneof(
  some(...closedFields.scheme).map((is) => ({ field: 'scheme' as const, is })),
  some('US', 'unknown').map((is) => ({ field: 'card_country' as const, is })),
  some('USD', 'EUR').map((is) => ({ field: 'currency' as const, is })),
  some('4', '41', '5').map((starts_with) => ({ field: 'bin' as const, starts_with })),
  fc.constantFrom<Condition>(
    usd('100', '250'),
    usd('250'),
    usd('0', '900'),
    { field: 'amount', currency: 'EUR', at_least: '300' },
    { field: 'metadata', key: 'plan', is: ['gold'] },
    { field: 'needs', is: ['increments'] },
  ),
)
const conditionArb = (levels: number): fc.Arbitrary<Condition> =>
  levels === 0
    ? testArb
    : fc.oneof(
        testArb,
        fc.record({
          op: fc.constantFrom('all' as const, 'any' as const, 'none' as const),
          of: fc.array(conditionArb(levels - 1), { minLength: 1, maxLength: 3 }),
        }),
      )
const rulesArb = fc.array(conditionArb(2), { minLength: 2, maxLength: 6 }).map((list) => rules(...list))

test('random rules: what is said of reach and completeness holds for all payments, both ways', () => {
  let unreachable = 0
  let exhaustive = 0
  fc.assert(
    fc.property(rulesArb, (asked) => {
      const { findings, is_exhaustive } = checkRules(asked, [account])
      const snapshot = testSnapshot([account], asked)
      const chosen = new Set(
        payments.map((payment) => snapshot.rules.rules.findIndex(({ matches }) => matches(payment))),
      )
      const dead = findings.filter(({ code }) => code === 'unreachable' || code === 'never_holds')
      const places = new Set(dead.map(({ param }) => Number(param.split('.')[1])))
      for (const index of asked.rules.keys())
        assert.equal(!chosen.has(index), places.has(index), `rule ${index}`)
      assert.equal(is_exhaustive, !chosen.has(-1))
      unreachable += places.size
      exhaustive += is_exhaustive ? 1 : 0
    }),
    { seed: 11, numRuns: 150 },
  )
  assert.ok(unreachable > 50 && exhaustive > 10, `${unreachable} unreachable, ${exhaustive} exhaustive`)
})

test('random rules: one reported unreachable is never chosen for 10,000 random payments of any kind', () => {
  const payment = fc.record({
    scheme: fc.constantFrom(...closedFields.scheme),
    card_country: fc.constantFrom('US', 'DE', 'FR', 'BR', null),
    bin: fc.oneof(fc.constantFrom(...bins), fc.stringMatching(/^[0-9]{6,8}$/)),
    amount: fc
      .tuple(fc.oneof(fc.bigInt(0n, 1_000n), fc.bigInt(0n, 10n ** 18n)), fc.constantFrom('USD', 'EUR', 'JPY'))
      .map(([minor, currency]) => money(minor, currency as 'USD')),
    metadata: fc.constantFrom({}, { plan: 'gold' }, { plan: 'x' }, { other: 'gold' }),
    needs: fc.constantFrom<RouteInput['needs']>([], ['increments'], ['multicapture', 'increments']),
  })
  const inputs = fc.sample(payment, { seed: 5, numRuns: 10_000 }).map((more) => testInput(more))
  let looked = 0
  fc.assert(
    fc.property(rulesArb, (asked) => {
      const { findings, is_exhaustive } = checkRules(asked, [account])
      const dead = new Set(
        findings.flatMap(({ code, param }) =>
          code === 'unreachable' || code === 'never_holds' ? [param.split('.')[1]] : [],
        ),
      )
      if (dead.size === 0 && is_exhaustive !== true) return
      looked++
      const snapshot = testSnapshot([account], asked)
      for (const input of inputs) {
        const { rule } = choose(input, snapshot, 0)
        assert.ok(!dead.has(String(rule)))
        assert.ok(is_exhaustive !== true || typeof rule === 'number')
      }
    }),
    { seed: 12, numRuns: 60 },
  )
  assert.ok(looked >= 15, `${looked} rule sets`)
})
