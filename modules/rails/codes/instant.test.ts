import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instantRejectRows } from './facts/instant_rejects.ts'
import { instantStatusRows } from './facts/instant_statuses.ts'
import { readInstantReject, readInstantStatus } from './instant.ts'

const words = (text: string): string[] => text.trim().split(/\s+/)

test('every reject code stands once, and has its class: 63', () => {
  const expected: Readonly<Record<string, string>> = {
    fatal: '1100 9909',
    temporary: '9910 9912 9948 AM04',
    review: '9934 9946 9956 AC02 AC13 NARR',
    new_details: `9947 9957 9964 AC03 AC04 AC06 AC07 AC11 AC14 RC01 RC02 RC03 RC04
      TK01 TK02 TK03 TK04 TK05 TK06 TK07 TK08`,
    other_route: 'AG01 AG03 AM02 AM13 AM14 NOAT',
    fix: `AM09 AM11 AM12 BE04 BE06 BE07 BE10 BE11 BE12 BE13 BE14 BE15 BE16 BE17 FF02 FF03 FF08`,
    never: 'CH11 CUST DS04 MD07',
    status_query: 'DS24 DUPL',
    next_window: 'TM01',
  }
  for (const [retry_class, codes] of Object.entries(expected))
    assert.deepEqual(
      instantRejectRows.filter((row) => row.retry_class === retry_class).map(({ code }) => code),
      words(codes),
      retry_class,
    )
  assert.equal(instantRejectRows.length, 63)
  assert.equal(new Set(instantRejectRows.map(({ code }) => code)).size, 63)
})

test('a time-out and a duplicate are asked about, never sent again', () => {
  assert.equal(readInstantReject('DS24').auto_action, 'STATUS_QUERY')
  assert.equal(readInstantReject('DS24').then_action, 'RETRY_LATER')
  assert.equal(readInstantReject('DUPL').auto_action, 'STATUS_QUERY')
})

test('FedNow’s own codes are confidential: they come out as unknown and go to a person', () => {
  const row = readInstantReject('E990')
  assert.deepEqual(
    [row.code, row.is_known, row.auto_action, row.retry_class],
    ['E990', false, 'OPS_REVIEW', 'review'],
  )
})

test('eight statuses, and what they say about the money', () => {
  assert.deepEqual(
    instantStatusRows.map(({ code, state, is_final }) => `${code} ${state} ${is_final}`),
    [
      'ACTC open false',
      'ACSC settled false',
      'ACWP settled false',
      'ACCC settled true',
      'PDNG settled false',
      'BLCK settled true',
      'ACCP settled true',
      'RJCT rejected true',
    ],
  )
  assert.equal(readInstantStatus('WHAT').state, 'unknown')
})
