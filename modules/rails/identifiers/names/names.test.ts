import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { hostileText, today } from '../testing.ts'
import { readCopReason } from './cop.ts'
import { matchName, type NameMatch } from './match_name.ts'

// Goal: a banker can read the tables and agree. Left is what the payer typed, right the holder's name at the bank.

type Row = readonly [typed: string, holder: string, outcome: NameMatch['outcome'], why: string]

const people: readonly Row[] = [
  ['John Smith', 'John Smith', 'MTCH', ''],
  ['JOHN  SMITH', 'John Smith', 'MTCH', 'case_or_marks'],
  ['Smith, John', 'John Smith', 'MTCH', 'order'],
  ['Mr John Smith', 'John Smith', 'MTCH', 'title'],
  ['Dr. Anna Berg', 'Frau Anna Berg', 'MTCH', 'title'],
  ['Francois Lefevre', 'François Lefèvre', 'MTCH', 'case_or_marks'],
  ['Juergen Mueller', 'Jürgen Müller', 'MTCH', 'case_or_marks'],
  ['Jurgen Muller', 'Jürgen Müller', 'MTCH', 'case_or_marks'],
  ['Soren Aagaard', 'Søren Ågård', 'MTCH', 'case_or_marks'],
  ['Lukasz Wojcik', 'Łukasz Wójcik', 'MTCH', 'case_or_marks'],
  ["Sean O'Brien", 'Seán OBrien', 'MTCH', 'case_or_marks'],
  ['Anne-Marie Dubois', 'Anne Marie Dubois', 'MTCH', 'case_or_marks'],
  ['Iain Mac Donald', 'Iain MacDonald', 'MTCH', 'spacing'],
  ['Ivan Petrov', 'Иван Петров', 'MTCH', 'transliteration'],
  ['Giorgos Papadopoulos', 'Γιώργος Παπαδόπουλος', 'MTCH', 'transliteration'],
  ['John Smith', 'John Andrew Smith', 'MTCH', 'middle_name_missing'],
  ['John A Smith', 'John Andrew Smith', 'MTCH', 'middle_initial'],
  ['J Smith', 'John Smith', 'CMTC', 'initial'],
  ['J.A. Smith', 'John Andrew Smith', 'CMTC', 'initial middle_initial'],
  ['Bob Smith', 'Robert Smith', 'CMTC', 'nickname'],
  ['Jon Smith', 'John Smith', 'CMTC', 'typing'],
  ['John Smiht', 'John Smith', 'CMTC', 'typing'],
  ['Ana García', 'Ana García López', 'CMTC', 'last_name_missing'],
  ['Smith', 'John Smith', 'NMTC', 'one_name_only'],
  ['Jane Smith', 'John Smith', 'NMTC', 'word_differs'],
  ['Tim Berg', 'Tom Berg', 'NMTC', 'word_differs'],
  ['Peter Jones', 'John Smith', 'NMTC', 'word_differs word_differs'],
  ['王小明', 'Wang Xiaoming', 'NOAP', ''],
  ['', 'John Smith', 'NOAP', ''],
  ['John Smith', '', 'NOAP', ''],
]

const companies: readonly Row[] = [
  ['Acme Limited', 'ACME LTD', 'MTCH', 'case_or_marks'],
  ['Acme Ltd.', 'Acme Ltd', 'MTCH', 'case_or_marks'],
  ['Acme', 'Acme Ltd', 'MTCH', 'legal_form_missing'],
  ['Acme GmbH', 'Acme AG', 'CMTC', 'legal_form_differs'],
  ['Muller GmbH & Co. KG', 'Müller GmbH und Co KG', 'MTCH', 'case_or_marks'],
  ['Dupont S.A.', 'DUPONT SA', 'MTCH', 'case_or_marks'],
  ['SARL Dupont', 'Dupont SARL', 'MTCH', 'case_or_marks'],
  ['Zabka Sp. z o.o.', 'Żabka sp z oo', 'MTCH', 'case_or_marks'],
  ['Novo Nordisk A/S', 'Novo Nordisk AS', 'MTCH', 'case_or_marks'],
  ['Marks & Spencer plc', 'Marks and Spencer Public Limited Company', 'MTCH', 'case_or_marks'],
  ['The Coffee House', 'Coffee House Ltd', 'MTCH', 'filler legal_form_missing'],
  ['Berg Intl. Ltd', 'Berg International Ltd', 'MTCH', 'abbreviation'],
  ['Acme Trading Ltd', 'Acme Ltd', 'CMTC', 'word_missing'],
  ['Acmee Ltd', 'Acme Ltd', 'CMTC', 'typing'],
  ['House Coffee', 'Coffee House', 'CMTC', 'word_order'],
  ['Tesla Inc', 'Apple Inc', 'NMTC', 'word_differs'],
  ['Acme Ltd', 'Acme Holdings Europe Services Ltd', 'NMTC', 'word_missing word_missing word_missing'],
]

const rulesOf = ({ reasons }: NameMatch): string => reasons.map(({ rule }) => rule).join(' ')

for (const [kind, table] of [
  ['individual', people],
  ['business', companies],
] as const)
  test(`names of a ${kind} are compared as a banker would`, () => {
    for (const [typed, holder, outcome, why] of table) {
      const match = matchName({ name: typed }, { names: [holder], kind }, today)
      assert.deepEqual([match.outcome, rulesOf(match)], [outcome, why], `${typed} | ${holder}`)
    }
  })

test('only a close match shows the name of the holder', () => {
  const names = ['Robert Smith']
  assert.equal(matchName({ name: 'Bob Smith' }, { names, kind: 'individual' }, today).name, 'Robert Smith')
  assert.equal(matchName({ name: 'Robert Smith' }, { names, kind: 'individual' }, today).name, null)
  assert.equal(matchName({ name: 'Jane Jones' }, { names, kind: 'individual' }, today).name, null)
})

test('a joint account is paid by the name of one holder, or of all', () => {
  const holder = { names: ['Anna Berg', 'Peter Berg'], kind: 'individual' as const }
  for (const name of [
    'Anna Berg',
    'Peter Berg',
    'Anna and Peter Berg',
    'Peter & Anna Berg',
    'Anna Berg / Peter Berg',
  ])
    assert.equal(matchName({ name }, holder, today).outcome, 'MTCH', name)
  const stranger = matchName({ name: 'Anna and Paul Berg' }, holder, today)
  assert.deepEqual([stranger.outcome, stranger.name], ['CMTC', 'Anna Berg'])
  assert.equal(matchName({ name: 'Anna and P Berg' }, holder, today).outcome, 'CMTC')
})

test('a company is paid by its trading name; a personal account that is meant to be a company is a close match', () => {
  const holder = { names: ['Berg Catering GmbH', 'Café Anna'], kind: 'business' as const }
  assert.equal(matchName({ name: 'Cafe Anna' }, holder, today).outcome, 'MTCH')
  const match = matchName(
    { name: 'John Smith', kind: 'business' },
    { names: ['John Smith'], kind: 'individual' },
    today,
  )
  assert.deepEqual([match.outcome, rulesOf(match), match.score], ['CMTC', 'kind_differs', 88])
})

test('a name matches itself, whatever the case and the order of its words', () => {
  const word = fc.stringMatching(/^[A-Z][a-z]{3,8}$/)
  fc.assert(
    fc.property(fc.uniqueArray(word, { minLength: 2, maxLength: 4 }), (words) => {
      const holder = { names: [words.join(' ')], kind: 'individual' as const }
      for (const name of [words.join(' ').toUpperCase(), words.toReversed().join(' ')])
        assert.equal(matchName({ name }, holder, today).outcome, 'MTCH', name)
    }),
    { numRuns: 60 },
  )
})

test('hostile names never throw; the score stays between 0 and 100 and fits the outcome', () => {
  const name = fc.oneof(hostileText(60), fc.constantFrom('a '.repeat(400), '& & &', 'Ltd', 'x'.repeat(5_000)))
  fc.assert(
    fc.property(
      name,
      name,
      fc.constantFrom('individual' as const, 'business' as const),
      (typed, held, kind) => {
        const match = matchName({ name: typed }, { names: [held, typed], kind }, today)
        assert.ok(match.score >= 0 && match.score <= 100)
        assert.equal(match.outcome === 'CMTC', match.name !== null)
      },
    ),
    { numRuns: 150 },
  )
})

test('the reason codes of the United Kingdom come to the four outcomes of the European Union', () => {
  const outcomes = ['MTCH', 'MBAM', 'BANM', 'ANNM', 'OPTO'].map((code) => readCopReason(code)?.outcome)
  assert.deepEqual(outcomes, ['MTCH', 'CMTC', 'CMTC', 'NMTC', 'NOAP'])
  assert.equal(readCopReason('toString'), undefined)
})
