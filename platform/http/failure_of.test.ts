import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Overloaded } from '../batcher/batcher.ts'
import { failureOf } from './failure_of.ts'

const coded = (code: string, message = 'x'): Error => Object.assign(new Error(message), { code })
const told = (error: unknown): string => {
  const { failure, is_bug } = failureOf(error)
  return `${failure.status} ${failure.code}${is_bug ? ', reported' : ''}`
}

test('a full queue, a lock and a deadlock pass by themselves and are nobody’s fault', () => {
  assert.equal(told(new Overloaded('full')), '503 overloaded')
  for (const code of ['40001', '40P01', '55P03', '57014']) assert.equal(told(coded(code)), '503 busy', code)
})

test('a database that is gone is unavailable, whichever way the driver says so', () => {
  for (const code of ['ECONNREFUSED', 'ECONNRESET', '57P01', '57P03', '08006'])
    assert.equal(told(coded(code)), '503 unavailable, reported', code)
  for (const message of [
    'Connection terminated unexpectedly',
    'timeout exceeded when trying to connect',
    'Client has encountered a connection error and is not queryable',
  ])
    assert.equal(told(new Error(message)), '503 unavailable, reported', message)
})

test('a database without disk space, memory or connections is told as such, and somebody must look', () => {
  for (const code of ['53000', '53100', '53200', '53300', '53400'])
    assert.equal(told(coded(code)), '503 out_of_resources, reported', code)
  assert.equal(failureOf(coded('53100')).failure.retry, 'same_key')
})

test('everything else is our bug, says nothing of itself, and invites the same key again', () => {
  for (const error of [
    new Error('secret detail'),
    coded('23505'),
    coded('XX000'),
    null,
    undefined,
    'text',
    { code: 5 },
  ]) {
    const { failure, is_bug } = failureOf(error)
    assert.equal(`${failure.status} ${failure.code} ${failure.retry}`, '500 internal_error same_key')
    assert.equal(is_bug, true)
    assert.equal(failure.detail, undefined)
  }
})
