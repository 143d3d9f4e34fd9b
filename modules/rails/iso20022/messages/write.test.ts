// Goal: every message that Florin writes is one that others can read, whatever stands in its fields.
// Method: nouns are drawn from the tables of fields, written in each version, held against the published schema with
// libxml2, and read again.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { XmlDocument, XsdValidator } from 'libxml2-wasm'
import { corpus, corpusAbsent } from '../../files/testing.ts'
import { readXmlWhole } from '../../xml/read.ts'
import { writeElement } from '../../xml/write.ts'
import { headerOf } from './envelope.ts'
import { type BusinessApplicationHeader, businessApplicationHeader } from './kinds/head_001.ts'
import { type KindName, messageKinds } from './kinds.ts'
import { startReading } from './shape/reading.ts'
import { diceFrom, drawValue } from './shape/testing.ts'
import { writeMessage } from './write.ts'

const XSD = 'iso20022/xsd'
const schemas = new Map(
  (corpus(XSD) ?? []).map((file) => [
    file.path
      .split('/')
      .at(-1)
      ?.replace(/\.xsd$/, ''),
    file,
  ]),
)
// 001.08 of pain.008 is not at hand. The one after it only adds, so what is written must fit it too.
const standIns: Readonly<Record<string, string>> = { 'pain.008.001.08': 'pain.008.001.09' }

for (const [name, kind] of Object.entries(messageKinds)) {
  for (const { version, release } of kind.versions) {
    test(`${version}: what is written fits the schema and is read back as it was`, (t) => {
      const schemaName = standIns[version] ?? version
      const file = schemas.get(schemaName)
      if (file === undefined) t.diagnostic(`${corpusAbsent(XSD)}, or ${schemaName} is not in it`)
      const schema = file === undefined ? undefined : XmlDocument.fromBuffer(file.bytes())
      const validator = schema === undefined ? undefined : XsdValidator.fromDoc(schema)
      fc.assert(
        fc.property(fc.integer(), (seed) => {
          const noun = drawValue(kind.noun.form, { dice: diceFrom(seed), release })
          const written = writeMessage(name as KindName, noun as never, version)
          assert.ok(written.ok, JSON.stringify(written))
          validate(validator, written.value.replaceAll(version, schemaName))
          const { root, faults } = readXmlWhole(new TextEncoder().encode(written.value))
          assert.deepEqual(faults, [])
          const reading = startReading(['Document'])
          const body = root?.children[0]
          assert.ok(body)
          assert.deepEqual(kind.noun.read(body, reading), noun)
          assert.deepEqual(
            reading.faults.filter(({ rule }) => rule !== 'iso20022_amount_decimals'),
            [],
          )
        }),
        { numRuns: 5, endOnFailure: true },
      )
      validator?.dispose()
      schema?.dispose()
    })
  }
}

for (const [version, release] of [
  ['02', 2019],
  ['01', 2013],
] as const)
  test(`head.001.001.${version}: what is written fits the schema`, (t) => {
    const file = schemas.get(`head.001.001.${version}`)
    if (file === undefined) return t.diagnostic(corpusAbsent(XSD))
    const schema = XmlDocument.fromBuffer(file.bytes())
    const validator = XsdValidator.fromDoc(schema)
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const noun = drawValue(businessApplicationHeader.form, { dice: diceFrom(seed), release })
        const written = headerOf(noun as BusinessApplicationHeader, version)
        assert.ok(written.ok, JSON.stringify(written))
        validate(validator, writeElement(written.value))
      }),
      { numRuns: 5, endOnFailure: true },
    )
    validator.dispose()
    schema.dispose()
  })

function validate(validator: XsdValidator | undefined, text: string): void {
  if (validator === undefined) return
  const document = XmlDocument.fromString(text)
  try {
    validator.validate(document)
  } catch (error) {
    assert.fail(`${String(error)}\n${text}`)
  } finally {
    document.dispose()
  }
}
