// Goal: no block of a document is there that nobody runs or compares.
// Method: every fenced block of every page that the site serves, and of the README, is taken by one spec; which one follows
// from its language and its page, and that spec is given its blocks by the same rule.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readShelves } from '../apps/server/docs_site/shelf.ts'
import { fits, shownAnswer } from './shown_answers.ts'
import { blocksFor, type DocBlock, documentPages, readBlocks, root, takersOf } from './document_blocks.ts'

const pages = documentPages()
const blocks = pages.flatMap(readBlocks)
const placeOf = ({ page, line, language }: DocBlock): string =>
  `${page}:${line} (${language || 'no language'})`

test('every page that the site serves is looked at', async () => {
  const served = (await readShelves(root)).map(({ file }) => file)
  assert.deepEqual(served.filter((file) => !pages.includes(file)).sort(), [])
})

test('every fence of a page is read as a block: none is hidden by how it is written', () => {
  for (const page of pages) {
    const fences = readFileSync(join(root, page), 'utf8').match(/^ *(```|~~~)/gm) ?? []
    assert.equal(fences.length, readBlocks(page).length * 2, page)
  }
})

test('every block is run or compared by exactly one spec', () => {
  assert.ok(blocks.length > 150, `only ${blocks.length} blocks were read`)
  const orphans = blocks.filter((block) => takersOf(block).length !== 1)
  assert.deepEqual(orphans.map(placeOf), [])
})

test('each of those specs takes its blocks, and one that is said to be run elsewhere is written down there', () => {
  for (const taker of new Set(blocks.flatMap(takersOf))) {
    const own = [...blocksFor(taker).values()].flat()
    assert.ok(own.length > 0, taker)
    const code =
      readFileSync(join(root, taker), 'utf8') + readFileSync(join(root, 'specs/guide_calls.ts'), 'utf8')
    assert.ok(code.includes(`blocksFor('${taker}')`), `${taker} asks for its blocks`)
  }
  for (const block of blocks.filter(({ mark }) => mark === 'elsewhere'))
    assert.ok(existsSync(join(root, block.value)), `${placeOf(block)}: ${block.value}`)
})

test('a block that is not run for want of something says what, and these are all of them', () => {
  const wants = blocks.filter(({ mark }) => mark === 'needs').map(({ page, value }) => `${page}: ${value}`)
  assert.deepEqual(
    [...new Set(wants)],
    [
      'docs/playbooks/outbox-lag.md: a broker of your own',
      'docs/playbooks/restore-from-backup.md: a broker of your own',
    ],
  )
})

test('an answer that lacks what is shown does not look like it', () => {
  const shown = shownAnswer('"a": {"b": "id_…", "c": [{"d": 1}], "at": "2026-12-01", …}')
  const real = { b: 'id_7', c: [{ d: 1, e: true }], at: '2027-01-02T00:00:00Z', f: null }
  assert.ok(fits(shown, { a: real }))
  const others = [{}, { a: [] }, { a: { ...real, c: [] } }, { a: { ...real, b: 1 } }]
  for (const other of [...others, { a: { ...real, c: [{ d: 2 }] } }])
    assert.ok(!fits(shown, other), JSON.stringify(other))
})
