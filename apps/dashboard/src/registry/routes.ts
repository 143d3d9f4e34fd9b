import { ownOf } from '../../../../sdk/typescript/own.ts'
import type { ApiField, ApiRoute } from './kinds.ts'
import described from './routes.gen.json' with { type: 'json' }

const routes = described as unknown as Readonly<Record<string, ApiRoute>>

/** The names of all routes: `GET /v1/payments`. */
export const routeNames: readonly string[] = Object.keys(routes)
export const routeOf = (name: string): ApiRoute => ownOf(routes, name) ?? { say: '', scope: '' }

/** A body as people send it; of a live tenant, where no test card pays, with their own payment method to be filled in. */
export function exampleOf(name: string, isLive: boolean): ApiRoute['example'] {
  const { example } = routeOf(name)
  if (example === undefined || !isLive) return example
  return JSON.parse(JSON.stringify(example).replaceAll(/"pm_card_\w+"/g, '"pm_…"')) as typeof example
}

/** In which direction a list goes; under the same name others are asked for the order of a payment. */
export const isOrder = ({ name, options = [] }: ApiField): boolean =>
  name === 'order' && options.includes('newest_first')

/** What a list is asked for: people look at what is newest, also where programs read from the beginning. */
export function newestFirst<Q extends Readonly<Record<string, string | undefined>>>(name: string, query: Q) {
  const hasOrder = routeOf(name).query?.some(isOrder) === true
  return hasOrder ? { order: 'newest_first', ...query } : query
}

/** The command that does the same, with a key of the reader's own where it says so. */
export function curlOf(route: string, origin: string, body?: unknown): string {
  const [method = '', path = ''] = route.split(' ')
  const { moves_money } = routeOf(route)
  const lines = [
    `curl${method === 'GET' ? '' : ` -X ${method}`} ${origin}${path}`,
    `  -H "Authorization: Bearer $KEY"`,
    ...(moves_money === true ? [`  -H 'Idempotency-Key: a-new-one-each-time'`] : []),
    ...(body === undefined
      ? []
      : [`  -H 'Content-Type: application/json'`, `  -d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`]),
  ]
  return lines.join(' \\\n')
}
