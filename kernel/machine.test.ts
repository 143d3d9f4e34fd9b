import assert from 'node:assert/strict'
import { test } from 'node:test'
import { machine } from './machine.ts'

const lamp = machine('lamp', { off: { press: 'on' }, on: { press: 'off', break: 'broken' }, broken: {} })

test('a machine moves as its table says and in no other way', () => {
  assert.deepEqual(lamp.rows(), [
    ['off', 'press', 'on'],
    ['on', 'press', 'off'],
    ['on', 'break', 'broken'],
  ])
  assert.equal(lamp.next('on', 'break'), 'broken')
  assert.deepEqual(lamp.terminal(), ['broken'])
  assert.throws(() => lamp.next('broken' as 'off', 'press'), {
    name: 'Bug',
    message: 'lamp: no press from broken',
  })
})

test('an event says where it leads, unless that depends on where it comes from', () => {
  const door = machine('door', {
    open: { shut: 'closed', leave: 'open' },
    closed: { pull: 'open', leave: 'closed' },
  })
  assert.deepEqual(
    ['shut', 'pull', 'leave', 'kick'].map((event) => door.leadsTo(event)),
    ['closed', 'open', undefined, undefined],
  )
})
