// Goal: what a document draws is what the code does.
// Method: each state diagram of a module is compared, arrow by arrow, with the machine of that module which has these
// states; the steps of a sequence with what the page says in words; the tree with the folders.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { machinesOf } from '../tools/machines_of.ts'
import { blocksFor, type DocBlock, root } from './document_blocks.ts'

const drawings = [...blocksFor('specs/drawings.spec.ts').values()].flat()
const placeOf = ({ page, line }: DocBlock): string => `${page}:${line}`
const startsWith = (word: string) => (block: DocBlock) => block.text.startsWith(word)

/** `from event to`, for each arrow that has events; the dot of beginning and end has none. */
const arrowsIn = (text: string): string[] =>
  [...text.matchAll(/^ *(\w+) --> (\w+): (.+)$/gm)]
    .flatMap(([, from = '', to = '', events = '']) =>
      events.split(', ').map((event) => `${from} ${event} ${to}`),
    )
    .sort()

for (const block of drawings.filter(startsWith('stateDiagram')))
  test(`${placeOf(block)} draws a machine of its module as it is`, async () => {
    const drawn = arrowsIn(block.text)
    const machines = await machinesOf(root, dirname(block.page))
    const rows = machines.map((one) => ({
      name: one.name,
      steps: one
        .rows()
        .map((row) => row.join(' '))
        .sort(),
    }))
    const shared = (steps: readonly string[]): number => steps.filter((step) => drawn.includes(step)).length
    const [nearest] = rows.toSorted((a, b) => shared(b.steps) - shared(a.steps))
    assert.ok(nearest !== undefined && drawn.length > 0)
    assert.deepEqual(drawn, nearest.steps, nearest.name)
  })

test('a sequence sends between parties that it has introduced', () => {
  const sequences = drawings.filter(startsWith('sequenceDiagram'))
  assert.ok(sequences.length > 0)
  for (const { text, page } of sequences) {
    const parties = new Set([...text.matchAll(/participant (\w+) as/g)].map(([, name]) => name))
    for (const [arrow, from, to] of text.matchAll(/^ *(\w+)-?->>(\w+):/gm))
      assert.ok(parties.has(from) && parties.has(to), `${page}: ${arrow}`)
  }
})

test('a tree of folders names folders that are there', () => {
  const trees = drawings.filter(({ language }) => language === 'tree')
  assert.ok(trees.length > 0)
  for (const { text, page } of trees)
    for (const [, folder = ''] of text.matchAll(/^([a-z_]+)\/ /gm))
      assert.ok(existsSync(join(root, folder)), `${page}: ${folder}`)
})
