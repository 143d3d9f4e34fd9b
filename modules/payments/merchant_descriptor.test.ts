import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { descriptorFrom, isDescriptor } from './merchant_descriptor.ts'

test('a descriptor has at most 22 characters of printable ASCII, and a letter', () => {
  for (const good of ['FLORIN', 'Shop 24/7', 'a', 'A-B_C.D,E&F#G(H)', 'X'.repeat(22), '1 A'])
    assert.ok(isDescriptor(good), good)
  for (const bad of ['', '1234', ' SHOP', 'SHOP ', 'A  B', 'X'.repeat(23), 'CAFÉ', 'A\tB', 'A\nB', 'Ａ'])
    assert.ok(!isDescriptor(bad), bad)
  for (const character of '<>\\\'"*') assert.ok(!isDescriptor(`A${character}B`), character)
})

test('a descriptor is made of a name that has a Latin letter', () => {
  assert.equal(descriptorFrom('Café Müller & Söhne'), 'CAFE MULLER & SOHNE')
  assert.equal(descriptorFrom('The “Very Long” Name of a Shop'), 'THE VERY LONG NAME OF')
  assert.equal(descriptorFrom('24 * 7'), undefined)
  assert.equal(descriptorFrom('コーヒー'), undefined)
})

test('whatever the name, what is made of it is a descriptor, and stays one when it is made again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (name) => {
      const made = descriptorFrom(name)
      assert.ok(made === undefined || (isDescriptor(made) && descriptorFrom(made) === made))
    }),
  )
})

test('an accepted descriptor holds nothing but what was agreed', () => {
  const text = fc.string({ unit: fc.constantFrom(...Array.from('aZ09 .*<>\\\'"é')), maxLength: 24 })
  fc.assert(
    fc.property(text, (descriptor) => {
      const words = descriptor.split(' ')
      const expected =
        Array.from(descriptor).length <= 22 &&
        /[a-z]/i.test(descriptor) &&
        !/[*<>\\'"é]/.test(descriptor) &&
        words.every((word) => word !== '')
      assert.equal(isDescriptor(descriptor), expected)
    }),
  )
})
