import { posix } from 'node:path'
import { Visitor } from 'oxc-parser'
import { floorOf, type Sight, sees, testsSee } from './floors.ts'
import { type Code, isTest, lineAt, type TidyFault } from './sources.ts'

type Place = { readonly path: string; readonly room: string; readonly part: string }
type Import = { readonly target: string | undefined; readonly at: number }

/** Calls go down: says which imports of a file break the table in `floors.ts`. */
export function lawFaults(code: Code): TidyFault[] {
  const from = placeOf(code.path)
  return importsOf(code).flatMap(({ target, at }) => {
    const why = target === undefined ? computed(from) : refusal(from, target)
    return why === undefined ? [] : [{ path: code.path, line: lineAt(code.text, at), rule: 'law', why }]
  })
}

const divided = new Set(['modules', 'connectors', 'apps'])

function placeOf(path: string): Place {
  const [room = '', second = ''] = path.split('/')
  return { path, room, part: divided.has(room) ? second : '' }
}

const computed = (from: Place): string | undefined =>
  from.room === 'tools' ? undefined : 'an import names its file, so that the law can be checked'

function refusal(from: Place, target: string): string | undefined {
  if (target.startsWith('node:'))
    return from.room === 'kernel' && !isTest(from.path) ? `the kernel is pure: no ${target}` : undefined
  if (!target.startsWith('.')) return target.startsWith('/') ? `${target} is not relative` : undefined
  const to = placeOf(posix.join(posix.dirname(from.path), target))
  if (/\.(test|spec)\.ts$/.test(to.path)) return `${to.path} is a test`
  const mayUseTestTools =
    isTest(from.path) || isTesting(from.path) || ['sim', 'bench', 'tools'].includes(from.room)
  if (isTesting(to.path) && !mayUseTestTools) return `${to.path} is for tests`
  if (from.room === to.room && from.part === to.part) return undefined
  if (to.path.endsWith('.json') && (to.room === 'sdk' || isTest(from.path))) return undefined
  const sights = [
    ...(sees[`${from.room}/${from.part}`] ?? sees[from.room] ?? []),
    ...(isTest(from.path) && from.room !== 'kernel' ? testsSee : []),
  ]
  return sights.some((sight) => isInSight(from, to, sight))
    ? undefined
    : `${placeName(from)} may not see ${to.path}`
}

const isTesting = (path: string): boolean => /(^|[/_])testing(\.ts$|\/)/.test(path)
const isFace = (to: Place): boolean => /^modules\/[^/]+\/(index|testing)\.ts$/.test(to.path)
const placeName = ({ room, part }: Place): string => (part === '' ? room : `${room}/${part}`)

function isInSight(from: Place, to: Place, sight: Sight): boolean {
  switch (sight) {
    case 'faces':
      return isFace(to)
    case 'lower faces':
      return isFace(to) && floorOf(to.part) !== -1 && floorOf(to.part) < floorOf(from.part)
    case 'face of rails':
      return isFace(to) && to.part === 'rails'
    case 'face of cli':
      return to.path === 'apps/cli/main.ts'
    default:
      return to.room === sight
  }
}

/** Every way one file can name another: import, export from, `import()`, import types and `require`. */
function importsOf(code: Code): Import[] {
  const found: Import[] = []
  const literal = (node: { type: string; value?: unknown; start: number } | null): void => {
    if (node === null) return
    found.push({ target: typeof node.value === 'string' ? node.value : undefined, at: node.start })
  }
  new Visitor({
    ImportDeclaration: (node) => literal(node.source),
    ExportNamedDeclaration: (node) => literal(node.source),
    ExportAllDeclaration: (node) => literal(node.source),
    ImportExpression: (node) => literal(node.source),
    TSImportType: (node) => literal(node.source),
    TSExternalModuleReference: (node) => literal(node.expression),
    CallExpression(node) {
      const isRequire = node.callee.type === 'Identifier' && node.callee.name === 'require'
      if (isRequire) literal(node.arguments[0] ?? null)
    },
  }).visit(code.program)
  return found
}
