import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { simWorld } from '../../../kernel/world.ts'
import { createTestDatabase, type TestDatabase } from '../../../platform/db/testing.ts'
import { corpus, corpusAbsent } from '../files/testing.ts'
import { type DirectoryForm, importDirectory } from './import_directory.ts'
import { reachOfBank } from './reach.ts'
import { currentEditions } from './store.ts'

const world = simWorld(34n)
let test_db: TestDatabase
before(async () => void (test_db = await createTestDatabase()))
after(() => test_db.drop())

const pieces = (bytes: Uint8Array) =>
  async function* () {
    yield bytes
  }
const bring = (name: string, form: DirectoryForm, content: Uint8Array | string) =>
  importDirectory(
    { db: test_db.db, world },
    { name, form, open: pieces(typeof content === 'string' ? Buffer.from(content) : content) },
  )
const ask = (scheme: 'us_aba' | 'bank_code', country: string, code: string, rails: readonly string[]) =>
  test_db.db.system((db) => reachOfBank(db, { scheme, country, code }, rails))

const list = (bic: string): string =>
  `country,bank_code,bic,name,services\nDE,37040044,${bic},Commerzbank Köln,sct sct_inst\nDE,51210800,SOGEDEFFXXX,Société Générale,sct\n`

test('an edition takes the place of the one before as a whole, and the same file twice is one edition', async () => {
  const first = await bring('bank_codes_de', 'bank_codes_csv', list('COBADEFF'))
  assert.deepEqual([first.outcome, first.rows], ['imported', 2])
  assert.equal((await bring('bank_codes_de', 'bank_codes_csv', list('COBADEFF'))).outcome, 'known')
  assert.equal((await bring('bank_codes_de', 'bank_codes_csv', list('COBADEFFXXX'))).outcome, 'imported')
  const { bank } = await ask('bank_code', 'DE', '37040044', ['sct'])
  assert.equal(bank?.bic, 'COBADEFFXXX')
  const { rows } = await test_db.admin.query<{ count: string }>('select count(*) from rails.directory_bank')
  assert.equal(Number(rows[0]?.count), 2)
})

test('a file that is something else is refused and changes nothing', async () => {
  const before_ = await test_db.db.system((db) => currentEditions(db))
  for (const content of [
    '',
    'country,bank_code,bic,name\nDE,1,XX,\nDE,37040044,COBADEFF,Commerzbank\n',
    '\u0000\u0001',
  ]) {
    const came = await bring('bank_codes_de', 'bank_codes_csv', content)
    assert.equal(came.outcome, 'refused')
    assert.ok(came.faults.length > 0)
  }
  assert.deepEqual(await test_db.db.system((db) => currentEditions(db)), before_)
})

test('a bank is reachable by the rails of its directory; without one, everything is taken to be', async () => {
  assert.deepEqual((await ask('bank_code', 'DE', '51210800', ['sct', 'sct_inst', 'swift'])).rails, [
    'sct',
    'swift',
  ])
  assert.deepEqual((await ask('bank_code', 'FR', '20041', ['sct', 'sct_inst'])).rails, ['sct', 'sct_inst'])
  assert.deepEqual((await ask('us_aba', 'US', '021000021', ['ach'])).rails, ['ach'])
})

test('the published directories are imported whole, and a code that is in none is not reachable', async (t) => {
  const files = corpus('nacha/fed-directory')
  if (files === undefined) return t.diagnostic(corpusAbsent('nacha/fed-directory'))
  const forms: Readonly<Record<string, readonly [name: string, form: DirectoryForm]>> = {
    'FedACHdir.txt': ['fedach', 'fedach'],
    'fpddir.txt': ['fedwire', 'fedwire'],
  }
  for (const file of files) {
    const known = forms[file.path]
    if (known === undefined) continue
    const came = await bring(known[0], known[1], file.bytes())
    assert.equal(came.outcome, 'imported', JSON.stringify(came.faults.slice(0, 3)))
    t.diagnostic(`${file.path}: ${came.rows} banks, ${came.entries_refused} refused`)
  }
  const chase = await ask('us_aba', 'US', '021000021', ['ach', 'wire', 'rtp'])
  assert.deepEqual(chase.rails, ['ach', 'wire', 'rtp'])
  assert.match(chase.bank?.name ?? '', /CHASE/)
  const nobody = await ask('us_aba', 'US', '000000518', ['ach', 'rtp'])
  assert.ok(nobody.bank !== undefined || nobody.because !== undefined)
})
