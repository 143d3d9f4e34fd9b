import { hash } from 'node:crypto'
import type { TenantId } from '../scope.ts'
import { CURSOR_CHARS_MAX } from './limits.ts'

/** Where a page ended: the values the list is ordered by, in order. */
export type Position = readonly (string | number)[]

/** What a cursor belongs to. With another tenant, list or filter it is not valid. */
export type CursorOf = { readonly tenant_id: TenantId; readonly list: string; readonly filter: unknown }

const CHECK_CHARS = 12
const FORM = /^[A-Za-z0-9_-]+$/

/**
 * Opaque to callers, checked by us: one bit changed and it is refused. It holds no secret and grants nothing,
 * since every query filters by the tenant of the key, so the check needs no key.
 */
export function writeCursor(of: CursorOf, position: Position): string {
  const payload = Buffer.from(JSON.stringify(position)).toString('base64url')
  return `${check(of, payload)}${payload}`
}

/** The position, or undefined for a cursor that was not made by `writeCursor` for the same list and filter. */
export function readCursor(of: CursorOf, cursor: string): Position | undefined {
  if (cursor.length > CURSOR_CHARS_MAX || cursor.length <= CHECK_CHARS || !FORM.test(cursor)) return undefined
  const payload = cursor.slice(CHECK_CHARS)
  if (check(of, payload) !== cursor.slice(0, CHECK_CHARS)) return undefined
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Position
}

const check = ({ tenant_id, list, filter }: CursorOf, payload: string): string =>
  hash('sha256', `${tenant_id}\0${list}\0${JSON.stringify(filter)}\0${payload}`, 'base64url').slice(
    0,
    CHECK_CHARS,
  )
