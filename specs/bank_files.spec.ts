// Goal: every bank file that others wrote is read, quarantined or refused as it should be, whatever its format.
// Method: each file of the corpora is inspected, and what comes of it is compared with a table that people have checked.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { inspectFile } from '../modules/rails/index.ts'
import { corpus, corpusAbsent } from '../modules/rails/testing.ts'
import { type CorpusVerdicts, verdicts } from './bank_files_verdicts.ts'

type Row = { readonly name: string; readonly files: number; readonly came: Readonly<Record<Verdict, number>> }
type Verdict = 'read' | 'quarantined' | 'refused' | 'foreign'

const rows: Row[] = []

const whole = async function* (bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

function expected(path: string, of: CorpusVerdicts): { readonly verdict: Verdict; readonly first: string } {
  const refused = of.refused?.[path]
  const quarantined = of.quarantined?.[path]
  if (refused !== undefined) return { verdict: 'refused', first: refused }
  if (quarantined !== undefined) return { verdict: 'quarantined', first: quarantined }
  if (of.foreign?.test(path) === true) return { verdict: 'foreign', first: '' }
  return { verdict: 'read', first: '' }
}

for (const [name, of] of Object.entries(verdicts))
  test(`${name}: every file is read, quarantined or refused as it should be`, async (t) => {
    const files = corpus(name)
    if (files === undefined) return t.diagnostic(corpusAbsent(name))
    const came = { read: 0, quarantined: 0, refused: 0, foreign: 0 }
    const wrong: string[] = []
    for (const { path, bytes } of files) {
      const { verdict, first } = expected(path, of)
      const { format, faults } = await inspectFile(whole(bytes()))
      const refusal = faults.find(({ severity }) => severity === 'refused')
      const said = refusal === undefined ? '' : `${refusal.line} ${refusal.rule}`
      const isRight = verdict === 'foreign' ? refusal !== undefined || format === 'unknown' : said === first
      came[verdict]++
      if (!isRight) wrong.push(`${path}: ${said || 'read'}, not ${first || verdict}`)
    }
    rows.push({ name, files: files.length, came })
    assert.deepEqual(wrong, [])
    assert.ok(files.length > 0)
    const named = Object.keys({ ...of.refused, ...of.quarantined })
    const known = new Set(files.map(({ path }) => path))
    assert.deepEqual(
      named.filter((path) => !known.has(path)),
      [],
    )
  })

test('where a file is cut into pieces does not matter', async () => {
  const text =
    ':20:1\n:25:X/1\n:28C:1\n:60F:C261101EUR1,00\n:61:2611011101C1,00NTRFNONREF\n:62F:C261101EUR2,00\n-'
  const cut = async function* (size: number) {
    const bytes = Buffer.from(text)
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
  const told = async (size: number) => {
    const { bytes, ...said } = await inspectFile(cut(size))
    return createHash('sha256')
      .update(JSON.stringify({ bytes, ...said }))
      .digest('hex')
  }
  assert.equal(await told(1), await told(7))
  assert.equal(await told(7), await told(10_000))
})

test('what is no bank file is said to be none, and nothing is thrown', async () => {
  for (const text of [
    '',
    '\u0000',
    '{"a":1}',
    'hello',
    '<html></html>',
    '<!DOCTYPE a><a/>',
    '101',
    '01,',
    '{1:',
    'OFXHEADER:',
  ])
    assert.ok((await inspectFile(whole(Buffer.from(text)))).refused > 0, JSON.stringify(text))
})

test('the table of all corpora', (t) => {
  const line = (cells: readonly (string | number)[]): void =>
    t.diagnostic(
      cells.map((cell, at) => (at === 0 ? String(cell).padEnd(34) : String(cell).padStart(14))).join(''),
    )
  line(['corpus', 'as they should', 'read', 'quarantined', 'refused', 'foreign'])
  for (const { name, files, came } of rows)
    line([name, `${files} of ${files}`, came.read, came.quarantined, came.refused, came.foreign])
  const named = Object.keys(verdicts)
  assert.equal(rows.length, named.filter((name) => corpus(name) !== undefined).length)
})
