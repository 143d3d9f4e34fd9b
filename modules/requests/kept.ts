import { isId, type Prefix, prefixes } from '../../kernel/id.ts'
import type { Call } from '../../platform/http/call.ts'
import type { CompiledRoute } from '../../platform/http/compile_route.ts'
import type { JsonSchema } from '../../platform/http/json_schema.ts'
import { FAULTS_KEPT_MAX, PRODUCTS_KEPT_MAX } from './limits.ts'
import type { LoggedFault } from './request_log.ts'

// An allow-list: what is written down is ours by its form, so nothing that a caller chose freely can stand in it.

const HIDDEN = '…'
/** Twelve digits in a row are no chance, and may be the most of a card number. */
const DIGIT_RUN = /\d{12}/

/** Whether a text is an id of ours, of any noun. */
function isPublicId(text: string): boolean {
  const prefix = text.slice(0, text.indexOf('_'))
  return Object.hasOwn(prefixes, prefix) && isId(prefix as Prefix, text) && !DIGIT_RUN.test(text)
}

type Asked = Pick<Call, 'params' | 'answered' | 'route'>

/** The path as it was asked for, as far as it is made of ids: `/v1/idempotency-keys/{key}` keeps its braces. */
export const keptPath = (path: string, { params }: Pick<Asked, 'params'>): string =>
  path.replaceAll(/\{([a-z_]+)\}/g, (braced, name: string) => {
    const value = params[name] ?? ''
    return isPublicId(value) ? value : braced
  })

/** An object is shorter; what is longer is a list or a file. */
const ANSWER_CHARS_MAX = 16_384

/** What was made, as the answer says; else what the path names first and was changed. Nothing for reads. */
export function objectIdOf({ params, answered, route }: Asked): string | null {
  if (route.route.method === 'GET') return null
  const told = answered === null || answered.length > ANSWER_CHARS_MAX ? '' : idIn(answered)
  return [told, ...Object.values(params)].find(isPublicId) ?? null
}

function idIn(answer: string): string {
  const { id } = JSON.parse(answer) as { readonly id?: unknown }
  return typeof id === 'string' ? id : ''
}

/** The fields of the query that the route knows, without their values. */
export function keptQueryFields({ schemas }: CompiledRoute, query_text: string): string[] {
  if (query_text === '') return []
  const known = schemas.query.properties ?? {}
  return [...new Set(new URLSearchParams(query_text).keys())].filter((name) => Object.hasOwn(known, name))
}

/** Headers that refusals name. */
const headers: ReadonlySet<string> = new Set(
  'authorization content-encoding content-type expect florin-csrf florin-version host idempotency-key prefer transfer-encoding'.split(
    ' ',
  ),
)

const names = new WeakMap<CompiledRoute, ReadonlySet<string>>()

/** Every name that a route's own schemas have, in any version it is served in. */
function namesOf(route: CompiledRoute): ReadonlySet<string> {
  const known = names.get(route)
  if (known !== undefined) return known
  const found = new Set<string>()
  const { params, query, body } = route.schemas
  const older = [...route.versions.values()].map(({ step }) => step?.body ?? null)
  for (const schema of [params, query, body, ...older]) if (schema !== null) addNames(schema, found)
  names.set(route, found)
  return found
}

function addNames(schema: JsonSchema, found: Set<string>): void {
  for (const [name, inner] of Object.entries(schema.properties ?? {})) {
    found.add(name)
    addNames(inner, found)
  }
  const { items, additionalProperties, patternProperties = {}, anyOf = [] } = schema
  if (items !== undefined) addNames(items, found)
  if (typeof additionalProperties === 'object') addNames(additionalProperties, found)
  for (const inner of [...Object.values(patternProperties), ...anyOf]) addNames(inner, found)
}

/** Where a fault was, in names of the API and places in lists. A name that the caller made up is hidden. */
function keptParam(route: CompiledRoute, param: string | undefined): string | null {
  if (param === undefined || param === '') return null
  if (headers.has(param.toLowerCase())) return param
  const known = namesOf(route)
  const parts = param.split('.').map((part) => (known.has(part) || /^\d{1,4}$/.test(part) ? part : HIDDEN))
  return parts.slice(0, parts.indexOf(HIDDEN) + 1 || parts.length).join('.')
}

/** The faults by name and code. A refusal that names one field has one. */
export function keptFaults(route: CompiledRoute, problem: NonNullable<Call['problem']>): LoggedFault[] {
  const { errors = [], param, code } = problem
  if (errors.length > 0)
    return errors
      .slice(0, FAULTS_KEPT_MAX)
      .map((fault) => ({ param: keptParam(route, fault.param), code: fault.code }))
  return param === undefined ? [] : [{ param: keptParam(route, param), code }]
}

/** A product with the first two numbers of its version: too few digits for a card, and no form that a secret has. */
const PRODUCT = /^[A-Za-z][A-Za-z-]{0,30}\/\d{1,3}(?:\.\d{1,3})?(?=$|[.\-+])/

/** `florin-typescript/0.1 node/26.0.1`: products and versions, and nothing else that a program says of itself. */
export function productsOf(user_agent: string | undefined): string | null {
  if (user_agent === undefined) return null
  const products = user_agent
    .slice(0, 500)
    .split(' ')
    .flatMap((word) => PRODUCT.exec(word)?.[0] ?? [])
    .slice(0, PRODUCTS_KEPT_MAX)
  return products.length === 0 ? null : products.join(' ')
}
