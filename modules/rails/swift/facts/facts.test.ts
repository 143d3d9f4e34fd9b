import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clearingCodeFacts, readClearingCode } from './clearing_codes.ts'
import { detailCodeFacts } from './detail_codes.ts'

test('every table says where it comes from, since when it holds and when to look again', () => {
  for (const { source, effective_from, review_by } of [clearingCodeFacts, detailCodeFacts]) {
    assert.ok(source.length > 10)
    assert.ok(effective_from < review_by)
  }
})

test('a clearing code names its system by its letters and its length', () => {
  assert.deepEqual(readClearingCode('FW021000021'), { system: 'USABA', member: '021000021' })
  assert.deepEqual(readClearingCode('SW12345'), { system: 'CHBCC', member: '12345' })
  assert.deepEqual(readClearingCode('SW123456'), { system: 'CHSIC', member: '123456' })
  assert.equal(readClearingCode('CP999'), undefined)
  assert.equal(readClearingCode('FW'), undefined)
})
