import { type Expression, Visitor } from 'oxc-parser'
import { ownOf } from '../../kernel/own.ts'
import { type Code, lineAt, type TidyFault } from './sources.ts'

/** Members of globals and modules that read a clock, wait for one, or draw a number. */
const members: Readonly<Record<string, readonly string[] | 'all'>> = {
  Date: ['now'],
  Math: ['random'],
  performance: 'all',
  process: ['hrtime', 'uptime'],
  crypto: ['randomUUID', 'randomBytes', 'randomInt', 'randomFillSync', 'getRandomValues'],
  AbortSignal: ['timeout'],
  Temporal: ['Now'],
  Atomics: ['wait', 'waitAsync'],
}
const waits = new Set(['setTimeout', 'setInterval', 'setImmediate'])
const chances = new Set([
  'randomUUID',
  'randomBytes',
  'randomInt',
  'randomFillSync',
  'getRandomValues',
  'hrtime',
])
const modules = new Set([
  'node:timers',
  'node:timers/promises',
  'node:perf_hooks',
  'timers',
  'timers/promises',
])

/**
 * The only places that may touch what `World` stands for. Each line says why it cannot ask a World. A path
 * ending in `/` covers the folder.
 */
const clockAllowed: readonly { path: string; names: readonly string[] | 'all'; why: string }[] = [
  { path: 'kernel/world.ts', names: 'all', why: 'it is the World' },
  {
    path: 'sdk/typescript/runtime.ts',
    names: 'all',
    why: 'programs of others import the SDK, which may import nothing of ours: it has a door of its own',
  },
  {
    path: 'apps/dashboard/src/browser.ts',
    names: 'all',
    why: 'it runs in a browser, for people: it may import nothing of ours, and has a door of its own',
  },
  {
    path: 'apps/server/docs_site/browser/',
    names: 'all',
    why: 'it runs in a browser, for people',
  },
  {
    path: 'docs/examples/',
    names: 'all',
    why: 'programs that readers take away: they import nothing of ours',
  },
  {
    path: 'platform/batcher/',
    names: ['setImmediate'],
    why: 'gathers what arrives in one turn of the event loop',
  },
  {
    path: 'tools/run.mjs',
    names: 'all',
    why: 'plain JavaScript that starts before Node 26, so before the kernel',
  },
  { path: 'tools/run/', names: 'all', why: 'part of tools/run.mjs' },
]

/** Says where a file reads time or draws chance by itself. */
export function clockFaults(code: Code): TidyFault[] {
  return usesOf(code)
    .filter(({ name }) => !isAllowed(code.path, name))
    .map(({ name, at }) => ({
      path: code.path,
      line: lineAt(code.text, at),
      rule: 'clock',
      why: `${name}: time and chance come from World`,
    }))
}

const isAllowed = (path: string, name: string): boolean =>
  clockAllowed.some(
    (row) =>
      (row.path.endsWith('/') ? path.startsWith(row.path) : path === row.path) &&
      (row.names === 'all' || row.names.includes(name)),
  )

type Use = { readonly name: string; readonly at: number }

function usesOf(code: Code): Use[] {
  const uses: Use[] = []
  const add = (name: string, node: { start: number }) => uses.push({ name, at: node.start })
  new Visitor({
    MemberExpression(node) {
      const owner = rootName(node.object)
      const name = memberName(node)
      const listed = owner === undefined ? undefined : ownOf(members, owner)
      if (listed === 'all' || listed?.includes(name) === true) add(`${owner}.${name}`, node)
      if (owner === 'globalThis' && waits.has(name)) add(name, node)
    },
    NewExpression(node) {
      if (rootName(node.callee) === 'Date' && node.arguments.length === 0) add('new Date()', node)
    },
    CallExpression(node) {
      if (node.callee.type === 'Identifier' && node.callee.name === 'Date') add('Date()', node)
    },
    // Any mention counts, not only a call: a timer passed on as a value still tells the time.
    Identifier(node) {
      if (waits.has(node.name) && !isMember(code, node.start)) add(node.name, node)
    },
    VariableDeclarator(node) {
      const owner = node.init?.type === 'Identifier' ? node.init.name : ''
      if (owner in members && owner !== 'process' && owner !== 'crypto') add(owner, node)
    },
    ImportDeclaration(node) {
      if (modules.has(node.source.value)) add(node.source.value, node)
    },
    ImportSpecifier(node) {
      const name = node.imported.type === 'Identifier' ? node.imported.name : node.imported.value
      if (chances.has(name)) add(name, node)
    },
  }).visit(code.program)
  return uses
}

/** `globalThis.Date` and `Date` are the same door. */
function rootName(node: Expression): string | undefined {
  if (node.type === 'Identifier') return node.name
  if (node.type !== 'MemberExpression') return undefined
  return node.object.type === 'Identifier' && node.object.name === 'globalThis' ? memberName(node) : undefined
}

function memberName(node: { property: { type: string; name?: unknown; value?: unknown } }): string {
  const { name, value } = node.property
  return typeof name === 'string' ? name : typeof value === 'string' ? value : ''
}

/** `socket.setTimeout` and `{ setTimeout: … }` are names of others; `globalThis.setTimeout` is found above. */
const isMember = (code: Code, at: number): boolean =>
  /\.\s*$/.test(code.text.slice(Math.max(0, at - 20), at)) || /^\w+\s*\??:/.test(code.text.slice(at, at + 40))
