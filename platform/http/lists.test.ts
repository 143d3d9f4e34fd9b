import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { TenantId } from '../scope.ts'
import { type CursorOf, readCursor, writeCursor } from './cursor.ts'
import { pageOf, readExpand, readPage } from './lists.ts'

const of: CursorOf = { tenant_id: 1n as TenantId, list: 'notes', filter: '{}' }

test('a cursor comes back as the position it was made from', () => {
  const position = fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer()), { maxLength: 4 })
  fc.assert(fc.property(position, (at) => assert.deepEqual(readCursor(of, writeCursor(of, at)), at)))
})

test('a cursor with any character changed, or of another list, tenant or filter, is refused', () => {
  const cursor = writeCursor(of, ['01kdv', 7])
  fc.assert(
    fc.property(
      fc.nat(cursor.length - 1),
      fc.constantFrom(...'a b c X Y Z 0 1 9 - _ = % .'.split(' ')),
      (at, letter) => {
        const edited = cursor.slice(0, at) + letter + cursor.slice(at + 1)
        if (edited !== cursor) assert.equal(readCursor(of, edited), undefined)
      },
    ),
  )
  for (const other of [
    { ...of, list: 'moves' },
    { ...of, tenant_id: 2n as TenantId },
    { ...of, filter: '{"a":1}' },
  ])
    assert.equal(readCursor(other, cursor), undefined)
  for (const text of ['', 'x', 'x'.repeat(2_000)]) assert.equal(readCursor(of, text), undefined)
})

test('pages together hold every row once, whatever the size of a page', () => {
  fc.assert(
    fc.property(fc.nat(40), fc.integer({ min: 1, max: 100 }), (count, limit) => {
      const rows = Array.from({ length: count }, (_, index) => index)
      const seen: number[] = []
      let cursor: string | undefined
      do {
        const query = { limit, ...(cursor === undefined ? {} : { cursor }) }
        const asked = readPage(1n as TenantId, 'rows', query)
        assert.ok(asked.ok)
        const after = Number(asked.value.after?.[0] ?? -1)
        const found = rows.filter((row) => row > after).slice(0, asked.value.rows)
        const page = pageOf(
          { tenant_id: 1n as TenantId, list: 'rows', query, asked: asked.value },
          found,
          (row) => [row],
        )
        assert.equal(page.has_more, page.next_cursor !== null)
        seen.push(...page.data)
        cursor = page.next_cursor ?? undefined
      } while (cursor !== undefined)
      assert.deepEqual(seen, rows)
    }),
  )
})

test('expanding costs rows, and too many are refused', () => {
  const costs = { account: 1, transfers: 20 }
  const few = readExpand(costs, ['account'], 100)
  assert.deepEqual(few.ok ? [...few.value] : few.error, ['account'])
  const none = readExpand(costs, undefined, 100)
  assert.equal(none.ok ? none.value.size : none.error, 0)
  const refused = readExpand(costs, ['account', 'transfers'], 100)
  assert.equal(refused.ok ? '' : refused.error.code, 'expand_too_costly')
  assert.ok(readExpand(costs, ['account', 'transfers'], 40).ok)
})
