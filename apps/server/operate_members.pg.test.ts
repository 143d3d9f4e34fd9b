import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { realWorld } from '../../kernel/world.ts'
import { createTestDatabase, type TestDatabase } from '../../platform/db/testing.ts'
import { banner } from './banner.ts'
import { readConfig } from './config.ts'
import { linkMember } from './operate_members.ts'
import { createTenant } from './operate_tenant.ts'

// Goal: whoever runs the installation can let somebody in who lost everything, and is told in words why not.

let folder = ''
let database: TestDatabase
const world = realWorld()

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'florin-members-'))
  database = await createTestDatabase()
})
after(async () => {
  await database.drop()
  rmSync(folder, { recursive: true })
})

const deps = () => ({
  config: readConfig({
    FLORIN_DATA_DIR: folder,
    DATABASE_URL: database.url,
    FLORIN_PUBLIC_URL: 'https://pay.example.com',
  }),
  world,
})
const link = (email: string, organization?: string) => linkMember({ ...deps(), email, organization })

test('an organization that an operator made gets its first owner, whose link the next command replaces', async () => {
  const [line = ''] = await createTenant({
    ...deps(),
    name: 'Live',
    mode: 'live',
    organization: undefined,
    new_organization: 'Acme',
  })
  const organization = /org_\w+/.exec(line)?.[0] ?? ''
  const [url = '', ...rest] = await link('Ada@Example.com', organization)
  assert.match(url, /^https:\/\/pay\.example\.com\/dashboard\/setup#[\w-]{43}$/)
  assert.match(rest.join(' '), /For ada@example\.com\. It works once, within a day/)
  const [again = ''] = await link('ada@example.com')
  assert.notEqual(again, url)
  await assert.rejects(link('bob@example.com', organization), /an owner invites further ones/)
})

test('what cannot be done is said in a sentence', async () => {
  await assert.rejects(link('nonsense'), /--email takes an address/)
  await assert.rejects(link('ada@example.com', 'acme'), /--organization takes an id such as org_/)
  await assert.rejects(link('ada@example.com', `org_${'0'.repeat(26)}`), /no such organization/)
})

test('the banner prints the owner’s link as long as there is one, and says what it is', () => {
  const common = {
    url: 'http://127.0.0.1:4010',
    vault_url: 'http://127.0.0.1:4011',
    database: 'embedded',
    took_s: '1.0',
    has_simulator: true,
    first: undefined,
  }
  const owner = { email: 'owner@localhost', url: 'http://127.0.0.1:4010/dashboard/setup#token', is_new: true }
  assert.match(
    banner({ ...common, owner }),
    /owner's set-up +http:\/\/127\.0\.0\.1:4010\/dashboard\/setup#token\n/,
  )
  assert.ok(!banner({ ...common, owner: undefined }).includes('set-up'))
})
