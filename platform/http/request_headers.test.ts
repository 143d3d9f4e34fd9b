import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { test } from 'node:test'
import {
  bearerOf,
  hasBody,
  isIdempotencyKey,
  isJsonType,
  preferredWait,
  repeatedHeader,
} from './request_headers.ts'

test('a credential is what stands behind Bearer, and nothing that only looks like it', () => {
  assert.equal(bearerOf('Bearer sk_test_1'), 'sk_test_1')
  assert.equal(bearerOf('bearer   a.b-c~d+e/f=='), 'a.b-c~d+e/f==')
  for (const header of [
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Basic eDp5',
    'Bearer a b',
    'Bearer ä',
    'Bearer "x"',
    `Bearer ${'x'.repeat(5_000)}`,
  ])
    assert.equal(bearerOf(header), undefined, String(header))
})

test('an idempotency key is 1 to 255 printable ASCII characters', () => {
  for (const key of ['a', 'order 4711/x?', '~'.repeat(255), ' ']) assert.ok(isIdempotencyKey(key), key)
  for (const key of ['', 'x'.repeat(256), 'a\tb', 'é', '\u007f']) assert.ok(!isIdempotencyKey(key), key)
})

test('a wait is read out of Prefer, other preferences are ignored as RFC 7240 says', () => {
  assert.equal(preferredWait('wait=0'), 0)
  assert.equal(preferredWait('respond-async, WAIT=30'), 30_000)
  assert.equal(preferredWait('wait = "7"'), 7_000)
  assert.equal(preferredWait('respond-async, handling=strict'), null)
  for (const header of ['wait=31', 'wait=-1', 'wait=1.5', 'wait=1e1', 'wait=', 'wait=999', 'wait="x"'])
    assert.equal(preferredWait(header), 'invalid', header)
})

test('JSON is sent as application/json in UTF-8', () => {
  for (const type of [
    'application/json',
    'Application/JSON',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
  ])
    assert.ok(isJsonType(type), type)
  for (const type of [
    undefined,
    '',
    'text/json',
    'application/json; charset=latin1',
    'application/problem+json',
    'application/json, text/plain',
  ])
    assert.ok(!isJsonType(type), String(type))
})

const message = (rawHeaders: string[], headers: Record<string, string> = {}): IncomingMessage =>
  ({ rawHeaders, headers }) as unknown as IncomingMessage

test('the first header that came twice though it means one thing is named', () => {
  const host = ['Host', 'x', 'Accept', 'a', 'Accept', 'b']
  assert.equal(repeatedHeader(message([...host, 'Authorization', 'a', 'Content-Type', 'b'])), undefined)
  assert.equal(
    repeatedHeader(message([...host, 'Authorization', 'a', 'AUTHORIZATION', 'b'])),
    'authorization',
  )
  assert.equal(
    repeatedHeader(
      message(['Content-Type', 'a', 'Idempotency-Key', 'a', 'X-Y', 'z', 'idempotency-key', 'a']),
    ),
    'idempotency-key',
  )
})

test('a body is announced by its length or its encoding', () => {
  assert.ok(hasBody(message([], { 'content-length': '5' })))
  assert.ok(hasBody(message([], { 'transfer-encoding': 'chunked' })))
  assert.ok(!hasBody(message([], { 'content-length': '0' })))
  assert.ok(!hasBody(message([])))
})
