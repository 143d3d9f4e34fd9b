import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { present } from '../../../kernel/assert.ts'
import { simWorld } from '../../../kernel/world.ts'
import { createTestDatabase, type TestDatabase } from '../../../platform/db/testing.ts'
import { createWorker } from '../../../platform/jobs/worker.ts'
import { schedule } from '../../../platform/jobs/schedule.ts'
import { readFeed } from '../../../platform/outbox/outbox.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import { testAudit } from '../../audit/testing.ts'
import type { Auth } from '../../auth/index.ts'
import { scopeOf, testAuth, testTenant } from '../../auth/testing.ts'
import type { BankFile, Rails } from '../../rails/index.ts'
import { corpus, corpusAbsent, testRails } from '../../rails/testing.ts'
import { loadFile } from './load_file.ts'
import { createStatements, LOAD_JOB, type Statements, statementJobs } from './statements.ts'

const world = simWorld(35n)
let test_db: TestDatabase
let auth: Auth
let rails: Rails
let statements: Statements
let scope: OpenScope

before(async () => {
  test_db = await createTestDatabase()
  auth = testAuth(test_db.db, world)
  rails = testRails(test_db.db, world)
  statements = createStatements({ db: test_db.db, rails, audit: testAudit(test_db.db, world) })
  scope = await scopeOf(auth, (await testTenant(auth)).secret_key.reveal())
})
after(async () => {
  await auth.close()
  await test_db.drop()
})

const once = (bytes: Uint8Array) =>
  async function* () {
    yield bytes
  }
async function bring(text: string | Uint8Array, name = 'file', to = scope): Promise<BankFile> {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text
  const brought = await statements.bringFile(to, { name, source: 'api', open: once(bytes) })
  return present(brought.ok ? brought.value : undefined, 'the file')
}
type Shape = {
  readonly account?: string
  readonly number?: number
  readonly opening?: string
  readonly closing?: string
  readonly lines?: readonly string[]
}
const mt940 = ({
  account = 'A',
  number = 1,
  opening = '10,00',
  closing = '15,00',
  lines = ['C5,00'],
}: Shape = {}) =>
  [
    `:20:${number}`,
    `:25:20041010/${account}`,
    `:28C:${number}`,
    `:60F:C261101EUR${opening}`,
    ...lines.map((line) => `:61:2611021102${line}NTRFREF-${account}-${number}//BANK${line}`),
    `:62F:C2611${String(number).padStart(2, '0')}EUR${closing}`,
    '-',
    '',
  ].join('\n')
const EVERY = { after: undefined, limit: 100 }
const ofFile = ({ id }: BankFile, to = scope) => statements.listStatements(to, { file: id }, EVERY)
const rulesOf = (faults: readonly { readonly rule: string }[]) => faults.map(({ rule }) => rule)

test('a statement that adds up is loaded with its lines, and the account is known by its last digits', async () => {
  const file = await bring(mt940({ account: 'LOAD1234', closing: '12,50', lines: ['C5,00', 'D2,50'] }))
  assert.deepEqual([file.state, file.format, file.refused], ['loaded', 'swift_mt', 0])
  const [statement] = await ofFile(file)
  assert.ok(statement)
  assert.deepEqual(
    [statement.state, statement.opening, statement.closing, statement.line_count, statement.account_last4],
    ['loaded', 1_000n, 1_250n, 2, '1234'],
  )
  const lines = await statements.listStatementLines(scope, statement.id, { after: 0, limit: 10 })
  assert.deepEqual(
    lines.map(({ direction, amount, currency, booking_on }) => [direction, amount, currency, booking_on]),
    [
      ['credit', 500n, 'EUR', '2026-11-02'],
      ['debit', 250n, 'EUR', '2026-11-02'],
    ],
  )
  assert.equal(lines[0]?.refs['bank_reference'], 'BANKC5,00')
})

test('a file without a statement is refused, and says so', async () => {
  for (const text of [
    '<html></html>',
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn/></Document>',
  ]) {
    const file = await bring(text)
    assert.deepEqual([file.state, file.title], ['refused', 'The file holds no statement.'])
  }
})

test('a statement that was cut off before its closing balance is kept out, and the whole one is loaded after', async () => {
  const whole = mt940({ account: 'CUT', number: 1 })
  const cut = await bring(whole.slice(0, whole.indexOf(':62F:')))
  assert.deepEqual([cut.state, rulesOf(cut.faults).includes('mt_missing_field')], ['refused', true])
  assert.equal((await bring(whole)).state, 'loaded')
})

test('the same bytes are one file, whatever it is called, and are loaded once', async () => {
  const text = mt940({ account: 'TWICE' })
  const [first, again] = [await bring(text, 'monday.sta'), await bring(text, 'tuesday.sta')]
  assert.deepEqual(again, first)
  assert.equal((await ofFile(first)).length, 1)
  const facts = await test_db.db.withTenant(scope.tenant_id, (db) => readFeed(db, scope.tenant_id, 0n, 1_000))
  const told = facts.filter(({ object_id }) => object_id === first.id).map(({ type }) => type)
  assert.deepEqual(told, ['rails.bank_file_received', 'rails.bank_file_read'])
})

test('a statement that does not add up is kept out, and the one beside it is loaded', async () => {
  const bad = mt940({ account: 'BAD', closing: '99,00' })
  const file = await bring(bad + mt940({ account: 'GOOD' }))
  assert.equal(file.state, 'quarantined')
  const found = await ofFile(file)
  assert.deepEqual(
    found.toSorted((a, b) => a.number - b.number).map(({ number, state }) => [number, state]),
    [
      [1, 'quarantined'],
      [2, 'loaded'],
    ],
  )
  const kept_out = present(
    found.find(({ state }) => state === 'quarantined'),
    'the one kept out',
  )
  assert.ok(
    rulesOf(kept_out.faults).some((rule) => rule.includes('balance')),
    rulesOf(kept_out.faults).join(),
  )
  // Its lines can be looked at all the same.
  const lines = await statements.listStatementLines(scope, kept_out.id, { after: 0, limit: 10 })
  assert.equal(lines.length, 1)
})

test('a statement must follow the one before: a gap, another opening and an older one are kept out', async () => {
  const account = 'CHAIN'
  const first = await bring(mt940({ account, number: 1 }))
  assert.equal(first.state, 'loaded')
  const gap = await bring(mt940({ account, number: 3, opening: '15,00', closing: '20,00' }))
  const other_opening = await bring(mt940({ account, number: 2, opening: '14,00', closing: '19,00' }))
  for (const file of [gap, other_opening]) {
    assert.notEqual(file.state, 'loaded')
    assert.equal((await ofFile(file))[0]?.state, 'quarantined')
  }
  const next = await bring(mt940({ account, number: 2, opening: '15,00', closing: '20,00' }))
  assert.equal(next.state, 'loaded')
  const older = await bring(mt940({ account, number: 1, lines: ['C4,00', 'C1,00'] }))
  assert.notEqual(older.state, 'loaded')
})

test('what came too early is loaded once what was missing has come, one behind the other', async () => {
  const account = 'LATE'
  await bring(mt940({ account, number: 1 }))
  const third = await bring(mt940({ account, number: 3, opening: '20,00', closing: '25,00' }))
  const fourth = await bring(mt940({ account, number: 4, opening: '25,00', closing: '30,00' }))
  const other = await bring(mt940({ account, number: 5, opening: '31,00', closing: '36,00' }))
  const stateOf = async (file: BankFile) => (await ofFile(file))[0]?.state
  assert.deepEqual([await stateOf(third), await stateOf(fourth)], ['quarantined', 'quarantined'])
  await bring(mt940({ account, number: 2, opening: '15,00', closing: '20,00' }))
  assert.deepEqual([await stateOf(third), await stateOf(fourth)], ['loaded', 'loaded'])
  assert.equal(await stateOf(other), 'quarantined', 'it opens otherwise than the one before it closed')
  const [followed] = await ofFile(third)
  assert.deepEqual(
    followed?.faults.map(({ severity, rule }) => [severity, rule]),
    [['noted', 'statement_gap']],
  )
  const told = async ({ id }: BankFile) => {
    const found = await rails.findFile(scope, id)
    return found.ok ? [found.value.state, found.value.title, found.value.refused, found.value.noted] : []
  }
  assert.deepEqual([third.title, third.refused], ['0 of 1 statements loaded', 1])
  assert.deepEqual(await told(third), ['loaded', '1 of 1 statements loaded', 0, 1])
  assert.deepEqual(await told(other), ['refused', '0 of 1 statements loaded', 1, 0])
})

test('a file of which some follows later, and some never, says so', async () => {
  const [account, lost] = ['PART', 'PARTLOST']
  await bring(mt940({ account, number: 1 }) + mt940({ account: lost, number: 1 }))
  const file = await bring(
    mt940({ account, number: 3, opening: '20,00', closing: '25,00' }) +
      mt940({ account: lost, number: 2, opening: '15,00', closing: '99,00' }),
  )
  assert.deepEqual([file.state, file.title], ['refused', '0 of 2 statements loaded'])
  await bring(mt940({ account, number: 2, opening: '15,00', closing: '20,00' }))
  const since = await rails.findFile(scope, file.id)
  assert.ok(since.ok)
  assert.deepEqual([since.value.state, since.value.title], ['quarantined', '1 of 2 statements loaded'])
  assert.deepEqual(
    since.value.faults.map(({ severity, rule }) => [severity, rule]),
    [
      ['noted', 'statement_gap'],
      ['refused', 'statement_balance'],
      ['refused', 'mt_closing_balance'],
    ],
  )
})

test('a person releases what does not follow; what does not add up, or came before, is not released', async () => {
  const account = 'RELEASE'
  await bring(mt940({ account, number: 1 }))
  const third = await bring(mt940({ account, number: 3, opening: '20,00', closing: '25,00' }))
  const fourth = await bring(mt940({ account, number: 4, opening: '25,00', closing: '30,00' }))
  const wrong = await bring(mt940({ account, number: 5, opening: '30,00', closing: '99,00' }))
  const one = async (file: BankFile) => present((await ofFile(file))[0], 'a statement')
  const release = async (file: BankFile) =>
    statements.releaseStatement(scope, (await one(file)).id, 'the bank cannot send it again')
  const released = await release(third)
  assert.equal(released.ok && released.value.state, 'loaded')
  assert.equal((await one(fourth)).state, 'loaded', 'it follows by itself')
  assert.ok((await release(third)).ok, 'a repeat')
  const second = await bring(mt940({ account, number: 2, opening: '15,00', closing: '20,00' }))
  assert.equal((await one(second)).state, 'quarantined', 'it is late')
  assert.ok((await release(second)).ok)
  assert.equal((await one(second)).state, 'loaded')
  const again = await bring(
    mt940({ account, number: 4, opening: '25,00', closing: '30,00', lines: ['C4,00', 'C1,00'] }),
  )
  for (const file of [wrong, again]) {
    const refused = await release(file)
    assert.equal(refused.ok ? '' : refused.error.code, 'bank_statement_not_releasable')
  }
})

test('another tenant may have the same file, and sees nothing of this one', async () => {
  const text = mt940({ account: 'SHARED' })
  const mine = await bring(text)
  const other = await scopeOf(auth, (await testTenant(auth)).secret_key.reveal())
  const theirs = await bring(text, 'file', other)
  assert.equal(theirs.state, 'loaded')
  const [here, there] = [await ofFile(mine), await ofFile(theirs, other)]
  assert.equal(there.length, 1)
  assert.notEqual(here[0]?.id, there[0]?.id)
  assert.notEqual(here[0]?.account_key, there[0]?.account_key)
})

test('what is no statement is refused with a reason, and nothing is loaded', async () => {
  for (const [text, rule] of [
    ['hello', 'file_format_unknown'],
    [
      '101 076401251 0764012510807291511A094101achdestname            companyname                    ',
      'statement_none',
    ],
    [':20:X\n-\n', ''],
  ] as const) {
    const file = await bring(text)
    assert.equal(file.state, 'refused', text)
    if (rule !== '') assert.deepEqual(rulesOf(file.faults), [rule])
    assert.ok((await ofFile(file)).every(({ state }) => state === 'quarantined'))
  }
  const empty = await statements.bringFile(scope, {
    name: 'empty',
    source: 'api',
    open: once(new Uint8Array()),
  })
  assert.ok(!empty.ok)
  assert.equal(empty.error.code, 'bank_file_empty')
})

test('two runs of one file at once leave one of everything', async () => {
  const text = mt940({
    account: 'RACE',
    closing: '3010,00',
    lines: Array.from({ length: 3_000 }, () => 'C1,00'),
  })
  const files = await Promise.all([bring(text), bring(text), bring(text)])
  assert.deepEqual(new Set(files.map(({ id }) => id)).size, 1)
  const file = await rails.findFile(scope, present(files[0], 'the file').id)
  assert.ok(file.ok)
  assert.equal((await ofFile(file.value)).length, 1)
  const { rows } = await test_db.admin.query<{ count: string }>(
    `select count(*) from reconciliation.statement_line l join reconciliation.statement s
       on s.tenant_id = l.tenant_id and s.id = l.statement_id where s.tenant_id = $1 and s.account_last4 = 'RACE'`,
    [scope.tenant_id],
  )
  assert.equal(Number(rows[0]?.count), 3_000)
})

test('of two files that would both follow the same statement, one is loaded', async () => {
  const account = 'BOTH'
  await bring(mt940({ account, number: 1 }))
  const next = (lines: readonly string[]) =>
    mt940({ account, number: 2, opening: '15,00', closing: '20,00', lines })
  const files = await Promise.all([
    bring(next(['C5,00'])),
    bring(next(['C4,00', 'C1,00'])),
    bring(next(['C3,00', 'C2,00'])),
  ])
  assert.equal(files.filter(({ state }) => state === 'loaded').length, 1)
  assert.ok(files.every(({ state }) => state !== 'received'))
})

test('a file whose bringer died is loaded by a job', async () => {
  const given = { name: 'file', source: 'api', open: once(Buffer.from(mt940({ account: 'DIED' }))) }
  const received = await rails.receiveFile(scope, given, async (within, { id }) => {
    await schedule(within.db, within, [{ kind: LOAD_JOB, body: { file: id }, unique_key: id }])
  })
  assert.ok(received.ok && received.value.state === 'received')
  const deps = { db: test_db.db, rails }
  await createWorker({ db: test_db.db, world, kinds: statementJobs(deps) }).drain()
  const found = await rails.findFile(scope, received.value.id)
  assert.ok(found.ok && found.value.state === 'loaded')
  await loadFile(deps, scope, received.value.id)
  assert.equal((await ofFile(found.value)).length, 1)
})

test('whatever stands in a file, it ends somewhere and nothing is thrown', async () => {
  const to = await scopeOf(auth, (await testTenant(auth)).secret_key.reveal())
  const odd = fc.constantFrom(
    '\u0000',
    '\ud83d',
    '😀'.repeat(120),
    '9'.repeat(40),
    'C99999999999999999999,99',
    '\n',
    ':',
    '-',
    'ß',
  )
  const statement = mt940({ account: 'ODD', lines: ['C5,00', 'D1,00'], closing: '14,00' }).replace(
    'NTRF',
    'NTRF',
  )
  const mutated = fc
    .array(fc.tuple(fc.nat(statement.length), odd), { minLength: 1, maxLength: 4 })
    .map((changes) =>
      changes.reduce((text, [at, more]) => text.slice(0, at) + more + text.slice(at + 1), statement),
    )
  await fc.assert(
    fc.asyncProperty(mutated, async (text) => {
      const file = await bring(text, 'odd', to)
      assert.notEqual(file.state, 'received')
    }),
    { numRuns: 60 },
  )
  const camt = (
    count: string,
    amount: string,
  ) => `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
    <GrpHdr><MsgId>M${count}</MsgId><CreDtTm>2026-11-02T00:00:00Z</CreDtTm></GrpHdr><Stmt><Id>S</Id>
    <ElctrncSeqNb>999999999999999999</ElctrncSeqNb><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>
    <Ntry><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-02</Dt></BookgDt>
    <BkTxCd><Prtry><Cd>X</Cd></Prtry></BkTxCd><NtryDtls><Btch><NbOfTxs>${count}</NbOfTxs></Btch></NtryDtls></Ntry>
    </Stmt></BkToCstmrStmt></Document>`
  for (const [count, amount] of [
    ['999999999999999', '1.00'],
    ['3', '999999999999999999'],
    ['0', '0.00'],
  ] as const)
    assert.notEqual((await bring(camt(count, amount), 'odd', to)).state, 'received')
})

test('statements that others wrote are loaded or kept out, and none is lost', async (t) => {
  const folders = [
    'bank-statements/mt940-wolph',
    'bank-statements/bai2-moov',
    'bank-statements/ofx-ofxparse',
    'iso20022/genkgo-camt',
  ]
  for (const folder of folders) {
    const files = corpus(folder)
    if (files === undefined) return t.diagnostic(corpusAbsent(folder))
    const to = await scopeOf(auth, (await testTenant(auth)).secret_key.reveal())
    const states = { received: 0, loaded: 0, quarantined: 0, refused: 0 }
    for (const { path, bytes } of files.filter((one) => !/\.(json|yml)$/.test(one.path))) {
      const content = bytes()
      if (content.length > 0) states[(await bring(content, path.split('/').at(-1), to)).state]++
    }
    t.diagnostic(`${folder}: ${JSON.stringify(states)}`)
    assert.equal(states.received, 0)
    assert.ok(states.loaded > 0)
  }
})
