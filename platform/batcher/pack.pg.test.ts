import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import pg from 'pg'
import type { Day, Instant } from '../../kernel/world.ts'
import {
  packBigint,
  packBool,
  packDay,
  packHash,
  packInstant,
  packInt2,
  packInt4,
  packInt8,
  packText,
  readNumbers,
  readTexts,
} from './pack.ts'

// Goal: what is packed by hand is what PostgreSQL reads. Method: send random arrays, read them back as text.
const client = new pg.Client({
  connectionString: process.env['TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres',
})
before(() => client.connect())
after(() => client.end())

const asText = async (type: string, packed: Buffer): Promise<(string | null)[]> => {
  const { rows } = await client.query<{ items: (string | null)[] }>(
    `select array(select x::text from unnest($1::${type}[]) as x) as items`,
    [packed],
  )
  return rows[0]?.items ?? []
}
const some = <T>(items: fc.Arbitrary<T>) => fc.array(fc.option(items, { nil: null }), { maxLength: 40 })

async function roundTrip<T>(
  type: string,
  items: fc.Arbitrary<T>,
  pack: (all: (T | null)[]) => Buffer,
  text: (item: T) => string,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(some(items), async (all) => {
      assert.deepEqual(
        await asText(type, pack(all)),
        all.map((item) => (item === null ? null : text(item))),
      )
    }),
    { numRuns: 40 },
  )
}

test('whole numbers of every width arrive as sent, negative ones and nulls included', async () => {
  await roundTrip('int8', fc.maxSafeInteger(), packInt8, String)
  await roundTrip('int8', fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), packBigint, String)
  await roundTrip('int4', fc.integer(), packInt4, String)
  await roundTrip('int2', fc.integer({ min: -32_768, max: 32_767 }), packInt2, String)
})

test('texts, truth values, days, instants and hashes arrive as sent', async () => {
  await roundTrip(
    'text',
    fc.string({ unit: 'grapheme' }).filter((item) => !item.includes('\0') && item.isWellFormed()),
    packText,
    String,
  )
  await roundTrip('bool', fc.boolean(), packBool, String)
  await roundTrip(
    'date',
    fc
      .date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
      .map((at) => at.toISOString().slice(0, 10) as Day),
    packDay,
    String,
  )
  await client.query(`set time zone 'UTC'`)
  const micros = fc.integer({ min: 0, max: 4_102_444_800_000_000 }).map((at) => at as Instant)
  await fc.assert(
    fc.asyncProperty(some(micros), async (all) => {
      const { rows } = await client.query<{ items: string[] }>(
        `select array(select (extract(epoch from x) * 1000000)::int8::text from unnest($1::timestamptz[]) as x) as items`,
        [packInstant(all)],
      )
      assert.deepEqual(
        rows[0]?.items,
        all.map((item) => (item === null ? null : String(item))),
      )
    }),
    { numRuns: 40 },
  )
  const hash = Buffer.from('00112233445566778899aabbccddeeff', 'hex')
  assert.deepEqual(await asText('uuid', packHash([hash])), ['00112233-4455-6677-8899-aabbccddeeff'])
})

test('arrays that PostgreSQL prints are read back', () => {
  assert.deepEqual(readNumbers('{1,-2,NULL,9007199254740991}'), [1, -2, null, 9_007_199_254_740_991])
  assert.deepEqual(readNumbers('{}'), [])
  assert.deepEqual(readNumbers(null), [])
  assert.deepEqual(readTexts('{2026-01-01,NULL}'), ['2026-01-01', null])
})
