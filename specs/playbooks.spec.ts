import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { createTestDatabase, type TestDatabase } from '../platform/db/testing.ts'
import { addTenant } from '../platform/jobs/testing.ts'
import { blocksFor } from './document_blocks.ts'
import { faultsOf, isThere, majorOf, pasteAll, programsIn } from './pasted_shell.ts'

// Goal: at three in the morning, what a playbook says to paste works.
// Method: every SQL block of every playbook runs against the schema of this release and is rolled back; a database is dumped
// and restored by the commands of the page, where PostgreSQL's programs are as new as the server.

const blocks = [...blocksFor('specs/playbooks.spec.ts').values()].flat()
const queries = blocks.filter(({ language }) => language === 'sql')
const restoring = blocks.filter(({ language, mark }) => language === 'sh' && mark !== 'needs')
const RESTORED = 'florin_restored'

let house: TestDatabase
let folder = ''
before(async () => {
  house = await createTestDatabase()
  await addTenant(house.admin, 42n)
  folder = mkdtempSync(join(tmpdir(), 'florin-restore-'))
})
after(async () => {
  await house.admin.query(`drop database if exists ${RESTORED}`)
  await house.drop()
  rmSync(folder, { recursive: true, force: true })
})

test('there are blocks to run', () => {
  assert.ok(queries.length > 10, `only ${queries.length} blocks were found`)
  assert.ok(restoring.length > 3, `only ${restoring.length} commands were found`)
})

for (const { page, line, text } of queries)
  test(`${page}:${line} runs on this schema`, async () => {
    const client = await house.admin.connect()
    try {
      await client.query('begin')
      await client.query(text)
    } finally {
      await client.query('rollback')
      client.release()
    }
  })

async function lacking(): Promise<string | undefined> {
  const missing = restoring.flatMap(({ text }) => programsIn(text)).find((program) => !isThere(program))
  if (missing !== undefined) return `${missing} is not installed`
  const { rows } = await house.admin.query<{ server: number }>(
    `select current_setting('server_version_num')::int / 10000 as server`,
  )
  const server = rows[0]?.server ?? 0
  const oldest = Math.min(...['pg_dump', 'pg_restore'].map(majorOf))
  return oldest < server ? `pg_dump is of release ${oldest}, and the server of ${server}` : undefined
}

test('a database is dumped and restored by the commands of the page, and has the same rows', async (t) => {
  const why = await lacking()
  if (why !== undefined) {
    t.diagnostic(`the commands are only checked: ${why}`)
    for (const { page, line, text } of restoring) assert.deepEqual(faultsOf(text), [], `${page}:${line}`)
    return
  }
  const other = new URL(house.url)
  other.pathname = `/${RESTORED}`
  const env = { DATABASE_URL: house.url, ADMIN_URL: house.url, NEW_URL: other.href }
  const count = (url: string): string =>
    `psql -XtA "$${url}" --command='select count(*) from platform.applied_file'`
  const said = await pasteAll(
    [...restoring.map(({ text }) => text), count('DATABASE_URL'), count('NEW_URL')],
    { folder, env },
  )
  restoring.forEach(({ page, line, text }, at) => {
    const { exit = 1, said: printed = '' } = said[at] ?? {}
    // The page says that roles may be there already.
    const isFine = exit === 0 || (text.includes('create role') && printed.includes('already exists'))
    assert.ok(isFine, `${page}:${line}\n${printed}`)
  })
  const [dumped, restored] = said.slice(-2).map((one) => Number(one.said))
  assert.ok(dumped !== undefined && dumped > 0)
  assert.equal(restored, dumped)
})
