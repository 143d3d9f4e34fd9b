import { inLines } from './described_routes.ts'
import { dotted, sdkDocument, type SdkOperation } from './sdk_operations.ts'
import { outcomeOf, schemasWithOutcome, type SdkOutcome } from './sdk_outcomes.ts'
import { comment, refName, schemaType, type SdkSchema } from './sdk_schema_type.ts'
import { queryName } from './sdk_types.ts'

type Schemas = Readonly<Record<string, SdkSchema>>
type Waiting = { readonly get: SdkOperation; readonly outcome: SdkOutcome }

/**
 * One line for each operation, for the run time, and the same once more as types. A line is name, method, path below
 * `/v1/` and flags: `b` body, `q` filters, `l` list with pages, `s` stream, `v` the vault's.
 */
export async function sdkResources(): Promise<string> {
  const { operations, schemas } = await sdkDocument()
  const waiting = waitingOf(operations, schemas)
  const types = interfaceOf([], operations, waiting)
  const known = new Set([...Object.keys(schemas), ...operations.map(queryName), 'WebhookEvent'])
  const used = new Set(
    types
      .replaceAll(/\/\*\*.*?\*\//gs, '')
      .match(/\b[A-Z]\w+/g)
      ?.filter((name) => known.has(name)),
  )
  return `// Made by \`npm run gen\` from the OpenAPI document.

import type { Call, CallOptions, List, StreamCall } from '../call_types.ts'
import type { FinalWaitOptions, WaitOptions } from '../wait_types.ts'
import type {
${[...used]
  .sort()
  .map((name) => `  ${name},`)
  .join('\n')}
} from './types.gen.ts'

export const operations = \`
${operations.map(tableLine).join('\n')}\`

/** Where the outcome of a thing stands, and which values are outcomes; behind \`/\` those of payments captured by hand. */
export const outcomes: Readonly<Record<string, string>> = {
${waiting.map(outcomeLine).join('\n')}
}

export type Resources = ${types}
`
}

function tableLine(operation: SdkOperation): string {
  const flags = [
    operation.body === undefined ? '' : 'b',
    operation.kind === 'list'
      ? 'l'
      : operation.kind === 'stream'
        ? 's'
        : operation.query.length > 0
          ? 'q'
          : '',
    operation.is_vault ? 'v' : '',
  ].join('')
  return `${dotted(operation)} ${operation.method} ${operation.path.slice('/v1/'.length)} ${flags}`.trimEnd()
}

function waitingOf(operations: readonly SdkOperation[], schemas: Schemas): Waiting[] {
  const found = operations
    .filter(({ verb, answer }) => verb === 'get' && answer?.$ref !== undefined)
    .flatMap((get) => {
      const outcome = outcomeOf(refName(get.answer?.$ref ?? ''), schemas)
      return outcome === undefined ? [] : [{ get, outcome }]
    })
  if (found.length !== schemasWithOutcome.length)
    throw new Error('an outcome of no route stands in the table')
  return found
}

const outcomeLine = ({ get, outcome }: Waiting): string =>
  `  '${get.noun.join('.')}': '${outcome.field} ${outcome.decided.join(' ')}${outcome.manual_only.map((state) => ` /${state}`).join('')}',`

/** The members of a noun: its verbs, then the nouns below it. */
function interfaceOf(
  noun: readonly string[],
  operations: readonly SdkOperation[],
  waiting: readonly Waiting[],
): string {
  const below = operations.filter((one) => noun.every((word, at) => one.noun[at] === word))
  const verbs = below.filter((one) => one.noun.length === noun.length)
  const nouns = [...new Set(below.flatMap((one) => one.noun[noun.length] ?? []))]
  const waits = waiting.filter(({ get }) => get.noun.join('.') === noun.join('.'))
  const lines = [
    ...verbs.map((one) => `${comment(one.say)}${one.verb}${signature(one)}`),
    ...waits.map(waitLine),
    ...nouns.map((word) => `readonly ${word}: ${interfaceOf([...noun, word], below, waiting)}`),
  ]
  return `{\n${lines.join('\n').replaceAll(/^/gm, '  ')}\n}`
}

function signature(operation: SdkOperation): string {
  const { params, body, query, kind } = operation
  const args = params.map((name) => `${name}: string`)
  if (body !== undefined) args.push(`body${body.is_required ? '' : '?'}: ${bodyType(body.schema)}`)
  if (query.length > 0)
    args.push(`query${query.some((one) => one.required === true) ? '' : '?'}: ${queryName(operation)}`)
  const isStream = kind === 'stream'
  return `(${[...args, `options?: ${isStream ? 'StreamCall' : 'CallOptions'}`].join(', ')}): ${answerType(operation)}`
}

const bodyType = (schema: SdkSchema): string => schemaType(schema, 'sent')

function answerType({ kind, answer, text }: SdkOperation): string {
  if (kind === 'stream') return 'AsyncGenerator<WebhookEvent, void, undefined>'
  const shape = text === 'only' ? 'string' : answer === undefined ? 'null' : schemaType(answer, 'answered')
  return kind === 'list' ? `List<${shape}>` : `Call<${shape}${text === 'also' ? ' | string' : ''}>`
}

function waitLine({ get, outcome }: Waiting): string {
  const text = `Waits for the outcome: ${[...outcome.decided, ...outcome.manual_only].map((state) => `\`${state}\``).join(', ')}. Errors: OutcomeUnknownError when it takes longer than \`timeout_ms\`.`
  const options = outcome.has_finality ? 'FinalWaitOptions' : 'WaitOptions'
  const args = [...get.params.map((name) => `${name}: string`), `options?: ${options}`]
  return `${comment(text)}wait(${args.join(', ')}): Promise<${schemaType(get.answer ?? {}, 'answered')}>`
}

/** What the documentation writes for a route: its name, and whether a body or a query stands behind its ids. */
export async function sdkNames(): Promise<string> {
  const { operations } = await sdkDocument()
  return inLines(
    operations.map((one) => [
      `${one.method} ${one.path}`,
      {
        name: dotted(one),
        ...(one.kind === 'one' ? {} : { kind: one.kind }),
        ...(one.is_vault ? { is_vault: true } : {}),
      },
    ]),
  )
}
