import { hash } from 'node:crypto'
import { canonicalJson } from '../../kernel/canonical_json.ts'
import type { TenantId } from '../scope.ts'
import { claimHash, type KeyClaim, keyHash } from './claim.ts'

/** Fields named one by one; a body with more of them (a bulk) is told apart by its top-level fields and their items. */
const FIELDS_MAX = 64
const ROUTE_FIELD = '@route'

/** What a request asks for, besides its key. Query and path parameters count as much as the body. */
export type Asked = {
  /** `METHOD /route/template` */
  readonly route: string
  readonly body: unknown
  readonly params: Readonly<Record<string, unknown>>
  readonly query: Readonly<Record<string, unknown>>
}

/** What `key` stands for in this request: the same for every body that means the same. */
export function makeClaim(tenant_id: TenantId, key: string, asked: Asked): KeyClaim {
  const content = isEmpty(asked.params) && isEmpty(asked.query) ? asked.body : merged(asked)
  const named = namedFields(content)
  const { digests, text } =
    named === undefined ? byParts(content) : { digests: named, text: canonicalJson(content) }
  return {
    key,
    key_hash: keyHash(tenant_id, key),
    fingerprint: claimHash(`${asked.route}\n${text}`),
    route: asked.route,
    fields: `${ROUTE_FIELD}:${digest(asked.route)}${digests}`,
  }
}

function isEmpty(fields: object): boolean {
  for (const _ in fields) return false
  return true
}

/** Path parameters and query fields stand beside the body's; a name that both use keeps both. */
function merged({ body, params, query }: Asked): unknown {
  const outer = { ...prefixed(params, 'path'), ...prefixed(query, 'query') }
  return typeof body === 'object' && body !== null && !Array.isArray(body)
    ? { ...outer, ...body }
    : { ...outer, body }
}

const prefixed = (fields: Readonly<Record<string, unknown>>, place: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [`${place}:${name}`, value]))

type Lines = { text: string; count: number }

/** Lines of `path:digest`, or undefined when there are too many to be worth keeping for ever. */
function namedFields(content: unknown): string | undefined {
  const lines: Lines = { text: '', count: 0 }
  addLeaves(content, '\n', lines)
  return lines.count > FIELDS_MAX ? undefined : lines.text
}

/** `lead` is the line break and the path so far. */
function addLeaves(value: unknown, lead: string, lines: Lines): void {
  if (typeof value === 'string') return addLeaf(value, lead, lines)
  // Marked, because 7 and "7" are two bodies, and the field they differ in is told.
  if (typeof value !== 'object' || value === null) return addLeaf(`\0${String(value)}`, lead, lines)
  if (Array.isArray(value)) {
    if (value.length === 0) addLeaf('[]', lead, lines)
    for (let index = 0; index < value.length && lines.count <= FIELDS_MAX; index++)
      addLeaves(value[index], within(lead, String(index)), lines)
    return
  }
  const names = Object.keys(value)
  if (names.length === 0) addLeaf('{}', lead, lines)
  for (let index = 0; index < names.length && lines.count <= FIELDS_MAX; index++) {
    const name = names[index] as string
    addLeaves((value as Record<string, unknown>)[name], within(lead, name), lines)
  }
}

const within = (lead: string, name: string): string => (lead === '\n' ? lead + name : `${lead}.${name}`)

function addLeaf(text: string, lead: string, lines: Lines): void {
  // A field name may hold a line break; a line may not.
  const path = lead.includes('\n', 1) ? `\n${lead.slice(1).replaceAll('\n', ' ')}` : lead
  lines.text += `${path}:${digest(text)}`
  lines.count += 1
}

const HEX = Array.from({ length: 256 }, (_, byte) => (256 | byte).toString(16).slice(1))

/**
 * Sixteen bits (FNV-1a, folded): enough to say which field differs once the fingerprint says that one does,
 * too few to work back to what the field held.
 */
function digest(text: string): string {
  let state = 0x811c9dc5
  for (let index = 0; index < text.length; index++)
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193)
  const folded = ((state >>> 16) ^ state) & 0xffff
  return `${HEX[folded >>> 8]}${HEX[folded & 255]}`
}

/**
 * A large body: each top-level field is hashed once, and the fingerprint is taken over those hashes. A list that
 * is not long is named item by item.
 */
function byParts(content: unknown): { digests: string; text: string } {
  let digests = ''
  let text = ''
  const fields = content as Record<string, unknown>
  for (const name of Object.keys(fields).sort()) {
    const field = fields[name]
    const part = hash('sha256', canonicalJson(field), 'hex')
    if (Array.isArray(field) && field.length <= FIELDS_MAX)
      for (const [index, item] of field.entries())
        digests += `\n${name}.${index}:${digest(canonicalJson(item))}`
    else digests += `\n${name}:${part.slice(0, 4)}`
    text += `${JSON.stringify(name)}:${part}\n`
  }
  return { digests, text }
}

/** The digests by path, and that of the route. */
export function readFields(fields: string): Map<string, string> {
  return new Map(
    fields.split('\n').map((line): [string, string] => {
      const at = line.lastIndexOf(':')
      return [line.slice(0, at), line.slice(at + 1)]
    }),
  )
}

export const isRouteField = (path: string): boolean => path === ROUTE_FIELD
