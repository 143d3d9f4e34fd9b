import { describedRoutes, inLines, type Operation } from './described_routes.ts'
import { operationNames } from './operation_names.ts'

/**
 * What the command line and the MCP server know of each route that an API key may call, by `noun verb`:
 * `ledger accounts freeze`. Routes for signed-in members alone are the dashboard's.
 */
export async function cliOperations(): Promise<string> {
  const routes = (await describedRoutes()).filter(({ operation }) => isForKeys(operation))
  const names = operationNames(
    routes.map(({ method, path, operation }) => ({
      method,
      path,
      is_list: operation.operationId.startsWith('list'),
    })),
  )
  const told = routes.map(({ method, path, operation, route, first_shape }) => {
    const { noun = [], verb = '' } = names.get(`${method} ${path}`) ?? {}
    const params = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const answers = mediaOf(operation)
    const more = {
      ...(params.length === 0 ? {} : { params }),
      ...(answers === undefined ? {} : { answers }),
      // The only other address there is.
      ...(operation.servers === undefined ? {} : { is_at_vault: true }),
    }
    return [
      [...noun, verb].join(' '),
      {
        id: operation.operationId,
        method,
        path,
        ...more,
        ...route,
        ...(first_shape === undefined ? {} : { fields: first_shape }),
      },
    ] as const
  })
  return inLines(told.sort(([a], [b]) => (a < b ? -1 : 1)))
}

const isForKeys = ({ security = [] }: Operation): boolean =>
  security.some(({ bearer }) => bearer !== undefined)

/** What a success can be beside JSON, such as a CSV file. */
const mediaOf = ({ responses = {} }: Operation): string | undefined =>
  Object.entries(responses)
    .filter(([status]) => status.startsWith('2'))
    .flatMap(([, { content = {} }]) => Object.keys(content))
    .find((media) => media !== 'application/json')
