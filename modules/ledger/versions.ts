import type { Day } from '../../kernel/world.ts'
import type { JsonSchema } from '../../platform/http/json_schema.ts'
import type { OperationChange, VersionChange } from '../../platform/http/versions.ts'

type Fields = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Until 2026-11-21 the amount of a transfer stood in two fields of its own. */
function flatSchema(schema: JsonSchema): JsonSchema {
  const { anyOf, items, properties } = schema
  if (anyOf !== undefined) return { ...schema, anyOf: anyOf.map(flatSchema) }
  if (items !== undefined) return { ...schema, items: flatSchema(items) }
  if (properties === undefined) return schema
  const amount = properties['amount']?.properties
  if (amount !== undefined) return flatObject(schema, amount)
  const inner = Object.entries(properties).map(([name, field]) => [name, flatSchema(field)] as const)
  return { ...schema, properties: Object.fromEntries(inner) }
}

function flatObject(
  schema: JsonSchema,
  { value, currency }: Readonly<Record<string, JsonSchema>>,
): JsonSchema {
  const properties = Object.entries(schema.properties ?? {}).flatMap(([name, field]) =>
    name === 'amount'
      ? [['amount_minor', value ?? {}] as const, ['currency', currency ?? {}] as const]
      : [[name, field] as const],
  )
  const required = schema.required?.flatMap((name) =>
    name === 'amount' ? ['amount_minor', 'currency'] : [name],
  )
  return {
    ...schema,
    properties: Object.fromEntries(properties),
    ...(required === undefined ? {} : { required }),
  }
}

function nestItem(item: unknown): unknown {
  if (!isObject(item)) return item
  const { amount_minor, currency, ...rest } = item
  if (amount_minor === undefined && currency === undefined) return item
  const value = amount_minor === undefined ? {} : { value: amount_minor }
  return { ...rest, amount: { ...value, ...(currency === undefined ? {} : { currency }) } }
}

const nestBody = (body: unknown): unknown =>
  isObject(body) && Array.isArray(body['transfers'])
    ? { ...body, transfers: body['transfers'].map(nestItem) }
    : nestItem(body)

/** A transfer, or a list of transfers or of outcomes that hold one. */
function flatReply(reply: unknown): unknown {
  if (!isObject(reply)) return reply
  if (Array.isArray(reply['data'])) return { ...reply, data: reply['data'].map(flatReply) }
  if (isObject(reply['transfer'])) return { ...reply, transfer: flatReply(reply['transfer']) }
  const { amount } = reply
  if (!isObject(amount)) return reply
  const fields = Object.entries(reply).flatMap(([name, field]) =>
    name === 'amount'
      ? [
          ['amount_minor', amount['value']],
          ['currency', amount['currency']],
        ]
      : [[name, field]],
  )
  return Object.fromEntries(fields) as Fields
}

const olderParam = (path: string): string =>
  path
    .replace(/(^|\.)amount\.value$/, '$1amount_minor')
    .replace(/(^|\.)amount\.currency$/, '$1currency')
    .replace(/(^|\.)amount$/, '$1amount_minor')

const reply = { schema: flatSchema, down: flatReply }
const both: OperationChange = { body: { schema: flatSchema, up: nestBody }, reply, param: olderParam }

/** What changed in the ledger's routes, version by version. */
export const ledgerVersions: readonly VersionChange[] = [
  {
    introduced_in: '2026-11-21' as Day,
    summary: 'The amount of a transfer is one object, `amount`, instead of `amount_minor` and `currency`.',
    operations: {
      createLedgerTransfers: both,
      postLedgerTransfer: both,
      reverseLedgerTransfer: both,
      voidLedgerTransfer: { reply, param: olderParam },
      getLedgerTransfer: { reply },
      listLedgerTransfers: { reply },
    },
  },
]
