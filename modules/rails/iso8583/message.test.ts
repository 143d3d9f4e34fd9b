import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { present } from '../../../kernel/assert.ts'
import { type FieldRule, isoFields } from './fields.ts'
import { packMessage, readMessage } from './message.ts'

const alphabets: Readonly<Record<FieldRule['format'], string>> = {
  n: '0123456789',
  xn: '0123456789',
  an: 'ABCXYZabcxyz0189 ',
  ans: 'AZaz09 ~!"{}|éÿ',
  z: '0123456789=',
  b: '0123456789ABCDEF',
}
const numbers = isoFields.flatMap((rule, field) => (rule === undefined ? [] : [field]))
const ruleOf = (field: number): FieldRule => present(isoFields[field], 'a field')

/** Any value that fills its field, so that nothing is padded. */
function valueOf({ format, framing, length }: FieldRule): fc.Arbitrary<string> {
  const sign = format === 'xn' ? 1 : 0
  const exact = length - sign
  const text = fc
    .array(fc.constantFrom(...alphabets[format].split('')), {
      minLength: framing === 'fixed' ? exact : 0,
      maxLength: exact,
      size: 'max',
    })
    .map((letters) => letters.join(''))
  return sign === 0 ? text : fc.tuple(fc.constantFrom('C', 'D'), text).map((parts) => parts.join(''))
}
const someFields = fc
  .uniqueArray(fc.constantFrom(...numbers), { minLength: 1, maxLength: 12 })
  .chain((chosen) =>
    fc.record(Object.fromEntries(chosen.map((field) => [field, valueOf(ruleOf(field))] as const))),
  )
const someMti = fc.stringMatching(/^0[1-8][0-4][0-5]$/)

test('what is written is read back, whatever the fields', () => {
  fc.assert(
    fc.property(someMti, someFields, (mti, fields) => {
      const read = readMessage(packMessage({ mti, fields }))
      assert.ok(read.ok, JSON.stringify(read))
      assert.deepEqual(read.value.mti, mti)
      assert.deepEqual({ ...read.value.fields }, { ...fields })
    }),
    { numRuns: 100 },
  )
})

test('a message that was read is written back to the same characters', () => {
  const text = '0800823A0000000000000400000000000000042009061390000109061304200420001'
  const read = readMessage(text)
  assert.ok(read.ok)
  assert.equal(packMessage(read.value), text)
})

test('hostile text never throws, and is refused with its field and place', () => {
  const shuffled = fc.tuple(someMti, someFields).chain(([mti, fields]) => {
    const text = packMessage({ mti, fields })
    return fc
      .tuple(fc.nat(text.length - 1), fc.string({ unit: 'binary', maxLength: 3 }))
      .map(([at, junk]) => text.slice(0, at) + junk + text.slice(at + 1))
  })
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.stringMatching(/^[0-9A-F]{0,60}$/),
    shuffled,
  )
  fc.assert(
    fc.property(hostile, (text) => {
      const read = readMessage(text)
      if (read.ok) return
      assert.ok(read.error.field >= 0 && read.error.field <= 129)
      assert.ok(read.error.offset <= text.length)
    }),
    { numRuns: 150 },
  )
})

test('every fault names its field and where it begins', () => {
  const refusals: readonly (readonly [text: string, field: number, offset: number])[] = [
    ['', 0, 0],
    ['08O0', 0, 0],
    ['0800', 1, 4],
    ['0800823A000000000000', 1, 20],
    ['08004000000000000000', 2, 20], // no length
    ['0800400000000000000020' + '1'.repeat(20), 2, 20], // 20 digits of at most 19
    ['080040000000000000001641111111', 2, 20], // ends within
    ['08002000000000000000ABCDEF', 3, 20],
    ['08002000000000000000000000X', 129, 26],
  ]
  for (const [text, field, offset] of refusals) {
    const read = readMessage(text)
    assert.ok(!read.ok, text)
    assert.deepEqual([read.error.field, read.error.offset], [field, offset], text)
  }
})

test('numbers get zeros in front and texts spaces behind', () => {
  const read = readMessage(packMessage({ mti: '0100', fields: { 4: '1050', 42: 'SHOP1', 48: '' } }))
  assert.ok(read.ok)
  assert.deepEqual({ ...read.value.fields }, { 4: '000000001050', 42: 'SHOP1          ', 48: '' })
})

test('a value that its field cannot hold is a bug', () => {
  assert.throws(() => packMessage({ mti: '0100', fields: { 4: '10.50' } }))
  assert.throws(() => packMessage({ mti: '0100', fields: { 4: '1'.repeat(13) } }))
  assert.throws(() => packMessage({ mti: '0100', fields: { 129: '1' } }))
  assert.throws(() => packMessage({ mti: '100', fields: { 4: '1' } }))
  assert.throws(() => packMessage({ mti: '0100', fields: {} }))
})

test('what is filled in later keeps its place', () => {
  const text = packMessage({
    mti: '0100',
    fields: { 3: '0', 126: 'x' },
    written: { 2: '{{card.number_llvar}}', 126: '003{{card.cvc}}' },
  })
  const filled = text.replace('{{card.number_llvar}}', '164242424242424242').replace('{{card.cvc}}', '123')
  const read = readMessage(filled)
  assert.ok(read.ok)
  assert.deepEqual({ ...read.value.fields }, { 2: '4242424242424242', 3: '000000', 126: '123' })
})
