import names from '../../../sdk/typescript/generated/names.gen.json' with { type: 'json' }
import type { Call } from './examples.ts'

type Named = { readonly name: string; readonly kind?: string; readonly is_vault?: boolean }
const routes: readonly (readonly [string, Named])[] = Object.entries(names)

/** The call by the SDK, by the name that it has there. A route of signed-in members has none, and is written by its path. */
export function writeTypeScript({ method, path, body, version }: Call): string {
  const [bare = '', search] = path.split('?')
  const [pattern, route] = routeOf(method, bare) ?? []
  const given = body === undefined ? undefined : literalOf(body)
  const vault = route?.is_vault === true ? `, vault_url: 'http://127.0.0.1:4011'` : ''
  const asked = version === undefined ? '' : `, api_version: '${version}'`
  const head = [
    `import { Florin } from './sdk/typescript/index.ts'`,
    '',
    `const florin = new Florin('sk_test_…', { url: 'http://127.0.0.1:4010'${vault}${asked} })`,
  ]
  if (route === undefined || pattern === undefined) {
    const ask = given === undefined ? '' : `, { body: ${given} }`
    return [
      ...head,
      `const { body: answer } = await florin.request('${method}', '${path}'${ask})`,
      SHOW,
    ].join('\n')
  }
  const query = search === undefined ? undefined : queryOf(search)
  const args = [...idsOf(pattern, bare), given ?? query].filter((one) => one !== undefined).join(', ')
  const called = `florin.${route.name}(${args})`
  return route.kind === 'stream'
    ? [...head, `for await (const event of ${called}) console.log(event)`].join('\n')
    : [...head, `const answer = await ${called}`, SHOW].join('\n')
}
const SHOW = 'console.log(answer)'

/** Of several routes that fit, the one with the most words of its own. */
function routeOf(method: string, path: string): readonly [string, Named] | undefined {
  const parts = path.split('/')
  const fits = ([key]: readonly [string, Named]): boolean => {
    const [verb, pattern = ''] = key.split(' ')
    const own = pattern.split('/')
    return (
      verb === method &&
      own.length === parts.length &&
      own.every((part, at) => isId(part) || part === parts[at])
    )
  }
  return routes.filter(fits).sort(([a], [b]) => a.split('{').length - b.split('{').length)[0]
}

const isId = (part: string): boolean => part.startsWith('{')
const idsOf = (key: string, path: string): string[] => {
  const parts = path.split('/')
  const own = (key.split(' ')[1] ?? '').split('/')
  return own.flatMap((part, at) => (isId(part) ? [`'${decodeURIComponent(parts[at] ?? '')}'`] : []))
}

function queryOf(search: string): string {
  const pairs = [...new URLSearchParams(search)].map(([name, value]) => `${name}: ${valueOf(name, value)}`)
  return `{ ${pairs.join(', ')} }`
}
function valueOf(name: string, value: string): string {
  if (name === 'limit' || value === 'true' || value === 'false') return value
  return name === 'types' ? JSON.stringify(value.split(',')) : `'${value}'`
}

/** JSON as people write it in a program: in the same lines, names bare and texts in single quotes. */
const literalOf = (json: string): string =>
  json.replaceAll(/("(?:[^"\\]|\\.)*")(\s*:)?/g, (_all, text: string, colon?: string) => {
    const bare = text.slice(1, -1)
    if (colon !== undefined) return `${/^[A-Za-z_]\w*$/.test(bare) ? bare : text}${colon}`
    return /['\\]/.test(bare) ? text : `'${bare}'`
  })
