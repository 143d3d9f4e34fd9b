// Goal: our own checks say what the schemas themselves say.
// Method: documents that others published, and random changes of them, are given to both; libxml2 has the schemas.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import type { FileFault } from '../../files/fault.ts'
import { corpus, corpusAbsent, type CorpusFile } from '../../files/testing.ts'
import type { Element } from '../../xml/element.ts'
import { openXml, readXmlWhole } from '../../xml/read.ts'
import { openSchemaCheck } from './check.ts'
import type { Iso20022Profile } from './definitions.ts'
import { asFile, mutated, mutation } from './mutations_testing.ts'
import { openXsdCheck, type XsdCheck } from './xsd.ts'

const folder = fileURLToPath(new URL('../../../../../shared/data/iso20022/xsd/', import.meta.url))
const standard = openXsdCheck({ folder })
const rtp = openXsdCheck({ folder: `${folder}moov-rtp` })
const fednow = openXsdCheck({ folder: `${folder}moov-fednow` })
after(() => {
  for (const check of [standard, rtp, fednow]) check.close()
})

function ourFaults(bytes: Uint8Array, profile: Iso20022Profile = 'iso'): readonly FileFault[] {
  const check = openSchemaCheck({ profile })
  const reader = openXml({ parts: [], watch: check })
  reader.push(bytes)
  reader.end()
  check.end()
  return [...reader.faults, ...check.faults]
}

/** The same verdict, and a fault of ours on every line where libxml2 has one; it stops at the first wrong child. */
function isSame(ours: readonly FileFault[], theirs: readonly FileFault[]): boolean {
  const lines = new Set(ours.map(({ line }) => line))
  return (ours.length === 0) === (theirs.length === 0) && theirs.every(({ line }) => lines.has(line))
}

const documentsOf = (name: string): readonly CorpusFile[] | undefined =>
  corpus(`iso20022/${name}`)?.filter(({ path }) => !/\.(json|fin|md)$/.test(path))

/** Two samples of a header alone: their wrapper, whose form is not ours to judge, has nothing else in it. */
const WRAPPER_FAULT = "Element 'Message': Missing child"

/** How many documents have no schema here. The rest must be judged the same; valid ones are counted too. */
async function compare(name: string, profile: Iso20022Profile, xsd: XsdCheck) {
  const result = { same: 0, checked: 0, valid: 0, without: 0, differing: [] as unknown[] }
  for (const file of documentsOf(name) ?? []) {
    const bytes = file.bytes()
    const ours = ourFaults(bytes, profile)
    const theirs = (await xsd.check(bytes)).filter(({ detail }) => !detail.startsWith(WRAPPER_FAULT))
    if (theirs.some(({ severity }) => severity === 'noted')) {
      result.without++
      assert.equal(ours[0]?.rule, 'iso20022_unknown_message', file.path)
      continue
    }
    result.checked++
    if (ours.length === 0 && theirs.length === 0) result.valid++
    if (isSame(ours, theirs)) result.same++
    else result.differing.push({ path: file.path, ours: ours.slice(0, 3), theirs: theirs.slice(0, 3) })
  }
  return result
}

const corpora: readonly (readonly [name: string, profile: Iso20022Profile, xsd: XsdCheck])[] = [
  ['genkgo-camt', 'iso', standard],
  ['moov-iso20022', 'iso', standard],
  ['moov-rtp', 'rtp', rtp],
  ['moov-fednow', 'fednow', fednow],
  ['moov-fedwire', 'iso', standard],
  ['pyiso20022', 'iso', standard],
  ['iso20022js', 'iso', standard],
  ['mt-mx-pairs-ballerina', 'iso', standard],
]

test('published documents are judged as libxml2 judges them', async (t) => {
  if (!existsSync(folder)) return t.diagnostic(corpusAbsent('iso20022/xsd'))
  for (const [name, profile, xsd] of corpora) {
    const { same, checked, valid, without, differing } = await compare(name, profile, xsd)
    t.diagnostic(`${name}: ${same} of ${checked} as libxml2, ${valid} valid; ${without} without a schema`)
    assert.deepEqual(differing, [], name)
    assert.ok(checked > 0, name)
  }
})

/** FedNow’s variant of camt.060 is the first in the folder; ours is the standard’s. */
const isLeftOut = ({ name, namespace }: Element): boolean =>
  name !== 'Document' || namespace.includes('camt.060')
const SMALL_BYTES = 20_000

test('a changed document is judged as libxml2 judges it', async (t) => {
  if (!existsSync(folder)) return t.diagnostic(corpusAbsent('iso20022/xsd'))
  const roots = corpora
    .flatMap(([name]) => documentsOf(name) ?? [])
    .map((file) => file.bytes())
    .filter(({ length }) => length < SMALL_BYTES)
    .flatMap((bytes) => readXmlWhole(bytes).root ?? [])
    .filter((root) => !isLeftOut(root))
  const tally = { valid: 0, invalid: 0 }
  const changes = fc.array(mutation(), { minLength: 1, maxLength: 2 })
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...roots), changes, async (root, mutations) => {
      const bytes = asFile(mutations.reduce(mutated, root))
      const ours = ourFaults(bytes)
      const theirs = await standard.check(bytes)
      fc.pre(theirs.every(({ severity }) => severity !== 'noted'))
      assert.equal(ours.length === 0, theirs.length === 0, JSON.stringify({ ours, theirs }, null, 1))
      tally[ours.length === 0 ? 'valid' : 'invalid']++
    }),
    { numRuns: 400 },
  )
  t.diagnostic(`${tally.valid} still valid and ${tally.invalid} invalid documents, of ${roots.length}`)
  assert.ok(tally.valid > 20 && tally.invalid > 100)
})
