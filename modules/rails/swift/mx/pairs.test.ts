// Goal: every published pair of an MT message and its MX document is translated as the pair has it, field by field.
// Method: both sides become a list of "path = text" lines, prefixes and white space aside, and the lists must be equal.
// Nothing is left out: ids and times stand in the MT headers, and the pairs take them from there.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SaxesParser } from 'saxes'
import { type CorpusFile, corpus, corpusAbsent } from '../../files/testing.ts'
import type { Element } from '../../xml/element.ts'
import { writeElement } from '../../xml/write.ts'
import { readMtFile } from '../read.ts'
import { messageToMx, statementToMx } from './translate.ts'

const FOLDER = 'iso20022/mt-mx-pairs-ballerina'
const PAIRS = 23

/** Leaves as `a/b[2]/c = text`; a second child of one name is numbered, the order of different names is not compared. */
function leavesOf(xml: string): readonly string[] {
  type Open = { path: string; text: string; seen: Map<string, number>; has_children: boolean }
  const leaves: string[] = []
  const open: Open[] = [{ path: '', text: '', seen: new Map(), has_children: false }]
  const parser = new SaxesParser({ xmlns: true })
  parser.on('opentag', ({ local, attributes }) => {
    const parent = open.at(-1) as Open
    parent.has_children = true
    const count = (parent.seen.get(local) ?? 0) + 1
    parent.seen.set(local, count)
    const path = `${parent.path}/${local}${count === 1 ? '' : `[${count}]`}`
    for (const [name, value] of Object.entries(attributes))
      if (!name.startsWith('xmlns'))
        leaves.push(`${path}@${name} = ${String((value as { value: string }).value)}`)
    open.push({ path, text: '', seen: new Map(), has_children: false })
  })
  parser.on('text', (text) => {
    ;(open.at(-1) as Open).text += text
  })
  parser.on('closetag', () => {
    const done = open.pop() as Open
    if (!done.has_children) leaves.push(`${done.path} = ${done.text.trim()}`)
  })
  parser.write(xml).close()
  return leaves.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
}

function translated(bytes: Uint8Array): { envelope: Element; definition: string; notes: readonly string[] } {
  const { messages, statements, faults } = readMtFile(bytes)
  assert.deepEqual(
    faults.filter(({ severity }) => severity === 'refused'),
    [],
  )
  const [message] = messages
  const [statement] = statements
  const made =
    message !== undefined
      ? messageToMx(message)
      : statement !== undefined
        ? statementToMx(statement)
        : undefined
  assert.ok(made?.ok)
  const { envelope, definition, notes } = made.value
  return { envelope, definition, notes: notes.map(({ field, rule }) => `${rule} ${field}`) }
}

test('every published pair is translated field by field', (t) => {
  const files = corpus(FOLDER)
  if (files === undefined) return t.diagnostic(corpusAbsent(FOLDER))
  const pairs = files.filter(({ path }) => path.endsWith('.fin'))
  assert.equal(pairs.length, PAIRS)
  const differing: string[] = []
  for (const { path, bytes } of pairs) {
    const expected: CorpusFile | undefined = files.find(
      (file) => file.path === path.replace(/\.fin$/, '.expected.xml'),
    )
    assert.ok(expected, path)
    const ours = leavesOf(writeElement(translated(bytes()).envelope))
    const theirs = leavesOf(new TextDecoder().decode(expected.bytes()))
    for (const line of theirs) if (!ours.includes(line)) differing.push(`${path} misses ${line}`)
    for (const line of ours) if (!theirs.includes(line)) differing.push(`${path} adds ${line}`)
  }
  assert.deepEqual(differing, [])
  t.diagnostic(`${pairs.length} of ${PAIRS} pairs are equal`)
})
