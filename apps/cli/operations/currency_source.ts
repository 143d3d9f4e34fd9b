import type { Client } from '../../../sdk/typescript/index.ts'
import { isRow } from './cell.ts'
import { flagOf, type Operation, operations } from './catalogue.ts'
import type { OperationOptions } from './operation_command.ts'
import type { CurrencyOf } from './read_fields.ts'

/** Fields that name what an amount is taken from, or goes to. */
const holders = [
  ['payment', '/v1/payments/'],
  ['account', '/v1/ledger/accounts/'],
  ['account_id', '/v1/ledger/accounts/'],
] as const

/** The currency of what is acted on: the payment that is captured, the account that is paid out from. */
export function currencySource(
  client: Client,
  { path: pattern, fields = [] }: Operation,
  path: string,
  options: OperationOptions,
): CurrencyOf {
  return async () => {
    const holder =
      holderOf(pattern, path) ??
      fieldHolder(
        fields.map(({ name }) => name),
        options,
      )
    if (holder === undefined) return undefined
    const { body } = await client.get(holder)
    if (!isRow(body)) return undefined
    const currency = isRow(body['amount']) ? body['amount']['currency'] : body['currency']
    return typeof currency === 'string' ? currency : undefined
  }
}

/** The object before the verb, where it can be read. */
function holderOf(pattern: string, path: string): string | undefined {
  const object = /^.*\{\w+\}/.exec(pattern)?.[0]
  if (object === undefined) return undefined
  const isRead = [...operations().values()].some((one) => one.method === 'GET' && one.path === object)
  return isRead ? path.split('/').slice(0, object.split('/').length).join('/') : undefined
}

function fieldHolder(fields: readonly string[], options: OperationOptions): string | undefined {
  for (const [field, path] of holders) {
    const id = options[attributeOf(field)]
    if (fields.includes(field) && typeof id === 'string') return path + encodeURIComponent(id)
  }
  return undefined
}

const attributeOf = (field: string): string =>
  flagOf(field)
    .slice(2)
    .replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
