import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openXsdCheck } from './xsd.ts'

const XS = 'xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified"'
const folder = mkdtempSync(join(tmpdir(), 'florin-xsd-'))
mkdirSync(join(folder, 'deep'))
const schema = (name: string, namespace: string, inside: string): void =>
  writeFileSync(
    join(folder, name),
    `<!-- targetNamespace="urn:not" -->\n<xs:schema ${XS} targetNamespace="${namespace}" xmlns="${namespace}">${inside}</xs:schema>`,
  )
schema(
  'a.xsd',
  'urn:a',
  `<xs:element name="Document"><xs:complexType><xs:sequence><xs:element name="IBAN" type="I"/></xs:sequence></xs:complexType></xs:element>
   <xs:simpleType name="I"><xs:restriction base="xs:string"><xs:pattern value="[A-Z]{2}[0-9]{4}"/></xs:restriction></xs:simpleType>`,
)
schema(
  'wrapper.xsd',
  'urn:w',
  `<xs:import namespace="urn:d" schemaLocation="lost/elsewhere.xsd"/>
   <xs:element name="W"><xs:complexType><xs:sequence><xs:element ref="d:D" xmlns:d="urn:d"/></xs:sequence></xs:complexType></xs:element>`,
)
schema('deep/d.xsd', 'urn:d', '<xs:element name="D" type="xs:date"/>')
schema('broken.xsd', 'urn:broken', '<xs:element name="B" type="Nowhere"/>')
const xsd = openXsdCheck({ folder, bytes_max: 10_000 })
after(() => {
  xsd.close()
  rmSync(folder, { recursive: true })
})

const check = (text: string) => xsd.check(new TextEncoder().encode(text))

test('a document is checked with the schema of its namespace, and again', async () => {
  for (let round = 0; round < 3; round++) {
    assert.deepEqual(await check('<Document xmlns="urn:a"><IBAN>DE1234</IBAN></Document>'), [])
    const [fault] = await check('<Document xmlns="urn:a">\n<IBAN>DE1</IBAN></Document>')
    assert.deepEqual([fault?.line, fault?.rule, fault?.field], [2, 'iso20022_xsd', 'IBAN'])
  }
})

test('many documents may be checked at the same time', async () => {
  for (let number = 0; number < 20; number++)
    schema(`m${number}.xsd`, `urn:m${number}`, '<xs:element name="D" type="xs:date"/>')
  const several = openXsdCheck({ folder })
  const texts = Array.from({ length: 60 }, (_, at) => `<D xmlns="urn:m${at % 20}">2026-01-01</D>`)
  const all = await Promise.all(texts.map((text) => several.check(new TextEncoder().encode(text))))
  several.close()
  assert.deepEqual(all.flat(), [])
})

test('what a schema imports is found by its namespace', async () => {
  assert.deepEqual(await check('<W xmlns="urn:w"><D xmlns="urn:d">2026-01-01</D></W>'), [])
  assert.equal((await check('<W xmlns="urn:w"><D xmlns="urn:d">2026</D></W>')).length, 1)
})

test('documents inside a wrapper without a schema are checked each', async () => {
  const good = '<Document xmlns="urn:a"><IBAN>DE1234</IBAN></Document>'
  const bad = '<Document xmlns="urn:a"/>'
  assert.deepEqual(await check(`<X><Y>${good}</Y>${good}</X>`), [])
  assert.equal((await check(`<X><Y>${good}</Y>${bad}${bad}</X>`)).length, 2)
})

test('what cannot be checked is noted, not refused', async () => {
  const rules = async (text: string) => (await check(text)).map(({ rule, severity }) => [rule, severity])
  assert.deepEqual(await rules('<A/>'), [['iso20022_xsd_absent', 'noted']])
  assert.deepEqual(await rules('<B xmlns="urn:broken"/>'), [['iso20022_xsd_unusable', 'noted']])
  assert.deepEqual(await rules(`<A>${' '.repeat(10_000)}</A>`), [['iso20022_xsd_too_large', 'noted']])
})

test('a DOCTYPE and what is not XML are refused', async () => {
  const [doctype] = await check('<!DOCTYPE Document SYSTEM "file:///etc/passwd"><Document xmlns="urn:a"/>')
  assert.deepEqual([doctype?.rule, doctype?.severity], ['iso20022_xsd_doctype', 'refused'])
  const [broken] = await check('<Document xmlns="urn:a">\n</Documen>')
  assert.deepEqual([broken?.rule, broken?.severity], ['iso20022_xsd_not_well_formed', 'refused'])
})

test('a schema that a document names itself is not loaded', async () => {
  const hint = `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:z ${join(folder, 'a.xsd')}"`
  assert.deepEqual(await check(`<Document xmlns="urn:a" ${hint}><IBAN>DE1234</IBAN></Document>`), [])
})

test('what libxml2 says is passed on without the value, which may be an account', async () => {
  const [fault] = await check("<Document xmlns='urn:a'><IBAN>DE89'370400440532013000</IBAN></Document>")
  assert.equal(
    fault?.detail,
    "Element 'IBAN': [facet 'pattern'] The value is not accepted by the pattern '[A-Z]{2}[0-9]{4}'.",
  )
})
