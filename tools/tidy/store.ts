import { Visitor } from 'oxc-parser'
import { floorOf, floors, publishedFunctions } from './floors.ts'
import { type Code, isTest, lineAt, type TidyFault } from './sources.ts'

const schemas = ['platform', ...floors.flat()]
const mention = new RegExp(`\\b(${schemas.join('|')})\\.([a-z_]+)\\b`, 'g')
const statement =
  /^\s*(?:select\b[\s\S]*\bfrom\b|insert\s+into\b|update\s+\w+\.\w+\s+\w*\s*set\b|delete\s+from\b)/i
const builders = new Set(['selectFrom', 'insertInto', 'updateTable', 'deleteFrom'])

/** A module's SQL stands in `store.ts` or `store_*.ts`, and stays inside the module's own schema. */
export function storeFaults(code: Code): TidyFault[] {
  const own = /^modules\/([^/]+)\//.exec(code.path)?.[1]
  if (own === undefined || isTest(code.path)) return []
  const faults: TidyFault[] = []
  const add = (at: number, why: string | undefined) => {
    if (why !== undefined) faults.push({ path: code.path, line: lineAt(code.text, at), rule: 'walls', why })
  }
  const judge = /\/store(_[a-z0-9_]+)?\.ts$/.test(code.path) ? wallFault : placeFault
  new Visitor({
    Literal(node) {
      if (typeof node.value === 'string') add(node.start, judge(own, node.value))
    },
    TemplateLiteral(node) {
      add(node.start, judge(own, node.quasis.map((part) => part.value.raw).join('?')))
    },
    MemberExpression(node) {
      const name = node.property.type === 'Identifier' ? node.property.name : ''
      if (judge === placeFault && builders.has(name))
        add(node.property.start, `${name}() stands in the store`)
    },
  }).visit(code.program)
  return faults
}

const placeFault = (_own: string, text: string): string | undefined =>
  statement.test(text) ? 'SQL stands in the module’s store.ts' : undefined

function wallFault(own: string, text: string): string | undefined {
  for (const [whole, schema = '', name = ''] of text.matchAll(mention)) {
    const isLower = schema === 'platform' || floorOf(schema) < floorOf(own)
    const isDoor = isLower && publishedFunctions[schema]?.includes(name) === true
    if (schema !== own && !isDoor) return `${whole} stands behind the wall of ${schema}`
  }
  return undefined
}
