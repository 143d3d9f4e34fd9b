import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { DemoRefused } from './demo_refused.ts'
import { cutFile } from './piece.ts'
import { seededRows } from './seeded.ts'

// Goal: a demo pays the rows that were asked for, and the same made-up ones for the same seed.

let folder = ''
before(() => void (folder = mkdtempSync(join(tmpdir(), 'florin-piece-'))))
after(() => rmSync(folder, { recursive: true, force: true }))

const HEADER = 'TRANSACTION_ID,TX_DATETIME,CUSTOMER_ID,TERMINAL_ID,TX_AMOUNT'
const rows = [
  '1,2018-07-01 00:02:06,1,2,3.00',
  '2,2018-07-01 23:59:59,1,2,4.00',
  '3,2018-07-02 00:00:00,1,2,5.00',
]
const written = (name: string, content: string | Buffer): string => {
  const path = join(mkdtempSync(join(folder, 'in-')), name)
  writeFileSync(path, content)
  return path
}
const cutOf = (days: number, count: number) => ({
  days,
  rows: count,
  folder: mkdtempSync(join(folder, 'out-')),
})

test('the first day of a file, plain or gzip, and no more rows than asked for', async () => {
  const text = `${[HEADER, ...rows].join('\n')}\n`
  for (const path of [written('a.csv', text), written('a.csv.gz', gzipSync(text))]) {
    const day = await cutFile(path, cutOf(1, 100))
    assert.deepEqual({ rows: day.rows, days: day.days }, { rows: 2, days: ['2018-07-01'] })
    assert.equal(readFileSync(day.file, 'utf8'), `${[HEADER, ...rows.slice(0, 2)].join('\n')}\n`)
    assert.equal((await cutFile(path, cutOf(2, 100))).rows, 3)
    assert.equal((await cutFile(path, cutOf(2, 1))).rows, 1)
  }
})

test('a file that is not there, empty, or of another form is refused with a sentence', async () => {
  const wrong = [join(folder, 'none.csv'), written('b.csv', ''), written('c.csv', 'a,b\n1,2\n')]
  for (const path of wrong) await assert.rejects(cutFile(path, cutOf(1, 100)), DemoRefused)
})

test('made-up rows follow from the seed, fill their days, and have amounts in cents', () => {
  const made = seededRows({ days: 2, rows: 1_000_000, seed: 7 })
  assert.deepEqual({ rows: made.rows, days: made.days }, { rows: 19_000, days: ['2018-07-01', '2018-07-02'] })
  assert.equal(seededRows({ days: 2, rows: 1_000_000, seed: 7 }).text, made.text)
  assert.notEqual(seededRows({ days: 2, rows: 1_000_000, seed: 8 }).text, made.text)
  const [, ...lines] = made.text.trim().split('\n')
  assert.ok(lines.every((line) => /^\d+,2018-07-0[12] [\d:]{8},\d+,\d+,\d+\.\d\d,0,0$/.test(line)))
})
