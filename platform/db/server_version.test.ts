import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refuseOldServer } from './server_version.ts'
import { StartRefused } from './start_refused.ts'

function told(version_num: number): string {
  try {
    refuseOldServer(version_num)
    return 'goes on'
  } catch (error) {
    assert.ok(error instanceof StartRefused)
    return error.message
  }
}

test('a PostgreSQL older than 15 is refused by its version, in one sentence', () => {
  assert.equal(
    told(140_011),
    'The database is PostgreSQL 14.11, and Florin needs 15 or later; upgrade it, or set DATABASE_URL to a newer one.',
  )
  assert.match(told(149_999), /^The database is PostgreSQL 14\.9999, /)
  assert.match(told(90_624), /^The database is PostgreSQL 9\.6, /)
})

test('15 and everything later is taken', () => {
  for (const version_num of [150_000, 150_012, 180_004, 200_000]) assert.equal(told(version_num), 'goes on')
})
