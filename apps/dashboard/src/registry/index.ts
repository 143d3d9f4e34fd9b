import { banks } from './banks.ts'
import { ledger, reconciliation } from './books.ts'
import { developers } from './developers.ts'
import { organization } from './organization.ts'
import type { Note, Resource, Unsafe } from './kinds.ts'
import { acquiring, payments } from './payments.ts'
import { payouts } from './payouts.ts'

/** Every object of the API that has a list, in the order of the menu. */
export const resources: readonly Resource[] = [
  ...payments,
  ...acquiring,
  ...payouts,
  ...banks,
  ...ledger,
  ...reconciliation,
  ...developers,
  ...organization,
]

const byName = new Map(resources.map((resource) => [resource.name, resource]))
const byPrefix = new Map(resources.flatMap((one) => (one.prefix === undefined ? [] : [[one.prefix, one]])))

export const resourceOf = (name: string): Resource | undefined => byName.get(name)

/** Where an id leads: `pay_…` to its payment. Undefined for ids without a page. */
export function pageOfId(id: string): string | undefined {
  const resource = byPrefix.get(id.slice(0, id.indexOf('_')))
  return resource?.item === undefined ? undefined : `/${resource.name}/${id}`
}

/** The path that the objects of a resource lie below. */
const baseOf = ({ list, item }: Resource): string =>
  (item?.replace(/\/\{id\}$/, '') ?? list).slice('GET '.length)

export type Action = Note & { readonly route: Unsafe; readonly label: string }

/** Every route that changes one object, with what the registry notes of it. */
export function actionsOf(resource: Resource, routes: readonly string[]): Action[] {
  const below = `${baseOf(resource)}/{id}`
  const own = routes.filter((route) => {
    const [method = '', path = ''] = route.split(' ')
    return (
      method !== 'GET' &&
      (path === below || path.startsWith(`${below}/`)) &&
      !path.slice(below.length).includes('{')
    )
  }) as Unsafe[]
  const noted = own.map((route) => ({ route, ...resource.actions?.[route] }))
  const also = Object.entries(resource.also ?? {}).map(([route, note]) => ({
    route: route as Unsafe,
    ...note,
  }))
  return [...also, ...noted].map((action) => ({
    ...action,
    label: action.label ?? labelOfRoute(action.route),
  }))
}

/** The route that makes a new one, where the API has it. */
export function createOf(resource: Resource, routes: readonly string[]): Unsafe | undefined {
  const route: Unsafe = `POST ${resource.list.slice('GET '.length) as `/v1/${string}`}`
  return routes.includes(route) && !ceremonies.has(route) ? route : undefined
}

/** What a form cannot make: the page with its own steps does. */
const ceremonies: ReadonlySet<string> = new Set(['POST /v1/session/passkeys', 'POST /v1/sessions'])

function labelOfRoute(route: string): string {
  const [method = '', path = ''] = route.split(' ')
  if (method === 'DELETE') return 'Delete'
  if (path.endsWith('{id}')) return 'Change'
  const words = (path.split('/').at(-1) ?? '').replaceAll('-', ' ')
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}
