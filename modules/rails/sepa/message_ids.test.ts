import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { newId } from '../../../kernel/id.ts'
import { type Day, simWorld } from '../../../kernel/world.ts'
import { sequenceTypes } from '../rules/sepa/mandate.ts'
import { isSepaText } from '../iso20022/messages/public.ts'
import { groupName, idOfSepa, paymentInformationId, readPaymentInformationId, sepaId } from './message_ids.ts'

const world = simWorld(3n)

test('an id is found again in what a bank gives back, and has the letters of SEPA', () => {
  const id = newId('ofl', world)
  assert.ok(isSepaText(sepaId(id)))
  assert.equal(idOfSepa('ofl', sepaId(id)), id)
  assert.equal(idOfSepa('por', sepaId(id)), undefined)
  fc.assert(fc.property(fc.string(), (text) => assert.equal(idOfSepa('ofl', text), undefined)))
})

test('a group is found again by its name, which fits 35 characters', () => {
  const sequences = fc.constantFrom(null, ...sequenceTypes)
  const days = fc.constantFrom('2026-11-30', '2026-12-01', '2028-02-29')
  fc.assert(
    fc.property(sequences, days, (sequence_type, day) => {
      const file = newId('ofl', world)
      const group = { effective_on: day as Day, sequence_type }
      const name = paymentInformationId(file, group)
      assert.ok(name.length <= 35 && isSepaText(name))
      assert.deepEqual(readPaymentInformationId(name), { file, group: groupName(group) })
    }),
  )
  fc.assert(fc.property(fc.string(), (text) => assert.equal(readPaymentInformationId(text), undefined)))
})
