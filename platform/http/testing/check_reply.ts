import assert from 'node:assert/strict'
import type { ErrorTable, Fault } from '../../../kernel/result.ts'
import { type Checker, compileChecker } from '../checker.ts'
import type { CompiledRoute } from '../compile_route.ts'
import { type JsonSchema, plainSchema } from '../json_schema.ts'
import { problemSchema } from '../openapi_parts.ts'
import { errorsOf, headersOf } from '../openapi_operation.ts'

export type Reply = {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
}

/** Fails unless an answer is one that the document promises for this route and version. */
export type ReplyCheck = (reply: Reply, version: string) => void

/** What holds for every answer of the server, whichever route gave it. */
export function checkAnyReply({ status, headers, text }: Reply): void {
  assert.ok(status < 500, `${status} is our fault: ${text}`)
  assert.match(String(headers['request-id']), /^req_/, 'every answer names its request')
  if (status >= 400) checkProblem({ status, headers, text })
}

/** Refusals of the router itself: the request never reached the route it was meant for. */
const routerCodes = new Set(['route_not_found', 'method_not_allowed', 'invalid_url'])
const problem = compileChecker({ ...(problemSchema as JsonSchema) })

export function createReplyCheck(route: CompiledRoute, auth_errors: ErrorTable): ReplyCheck {
  const errors = errorsOf(route, auth_errors)
  const checkers = new Map(
    [...route.versions].map(([version, { step }]): [string, Checker] => [
      version,
      compileChecker(closed(step?.reply ?? plainSchema(route.route.reply))),
    ]),
  )
  const documented = headersOf(route)
  const successes: readonly number[] = [route.route.status, ...(route.route.also_answers ?? [])]
  return ({ status, headers, text }, version) => {
    checkAnyReply({ status, headers, text })
    if (status >= 400) return checkDocumented(status, text, errors)
    assert.ok(successes.includes(status), `${route.name} does not document ${status}`)
    for (const name of ['Location', 'Content-Disposition', 'Set-Cookie'])
      assert.ok(
        headers[name.toLowerCase()] === undefined || documented.includes(name),
        `${route.name}: ${name}`,
      )
    const type = String(headers['content-type'])
    if (type !== 'application/json')
      return assert.ok(route.route.also_produces?.includes(type) === true || status === 204, type)
    const faults: Fault[] = []
    const served = (headers['florin-version'] as string | undefined) ?? version
    checkers.get(served)?.explain(JSON.parse(text), '', faults)
    assert.deepEqual(faults, [], `${route.name} answered what it does not document: ${text}`)
  }
}

function checkProblem({ status, headers, text }: Reply): void {
  assert.equal(headers['content-type'], 'application/problem+json', text)
  const body = JSON.parse(text) as {
    code: string
    status: number
    retry: string
    retry_after?: number
    type: string
  }
  const faults: Fault[] = []
  problem.explain(body, '', faults)
  assert.deepEqual(faults, [], text)
  assert.equal(body.status, status)
  assert.ok(body.type.endsWith(`/docs/errors/${body.code}`), body.type)
  assert.equal(headers['florin-should-retry'], body.retry === 'same_key' ? 'true' : 'false', text)
  if (status === 429 || status === 503) assert.ok(Number(headers['retry-after']) > 0, text)
}

function checkDocumented(status: number, text: string, errors: ErrorTable): void {
  const { code } = JSON.parse(text) as { code: string }
  const row = errors[code]
  assert.ok(row !== undefined || routerCodes.has(code), `${code} is not documented: ${text}`)
  if (row !== undefined) assert.equal(row.status, status, text)
}

/** A reply schema that notices every field it does not name. */
function closed(schema: JsonSchema): JsonSchema {
  const { properties, patternProperties, items, anyOf } = schema
  const isRecord = properties !== undefined && schema.additionalProperties === undefined
  return {
    ...schema,
    ...(isRecord ? { additionalProperties: false } : {}),
    ...(properties === undefined ? {} : { properties: eachClosed(properties) }),
    ...(patternProperties === undefined ? {} : { patternProperties: eachClosed(patternProperties) }),
    ...(items === undefined ? {} : { items: closed(items) }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map(closed) }),
  }
}

const eachClosed = (fields: Readonly<Record<string, JsonSchema>>): Record<string, JsonSchema> =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, closed(field)]))
