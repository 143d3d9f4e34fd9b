import { type Expression, type Statement, type TSType, Visitor } from 'oxc-parser'
import { type Code, isTest, lineAt, type TidyFault } from './sources.ts'

/**
 * Says where a table whose keys are words, a constant of `Record<string, …>`, is read as `table[word]`. Such words come
 * from banks, callers and files; every object inherits `constructor` and others, and would answer to those. `ownOf` reads
 * what was written into the table and nothing else.
 */
export function tableFaults(code: Code): TidyFault[] {
  if (isTest(code.path)) return []
  const tables = new Set(code.program.body.flatMap((statement) => tablesOf(statement)))
  if (tables.size === 0) return []
  const faults: TidyFault[] = []
  new Visitor({
    MemberExpression(node) {
      if (!node.computed || node.object.type !== 'Identifier' || !tables.has(node.object.name)) return
      if (isWritten(node.property)) return
      const why = `${node.object.name}[…] also finds what every object inherits: ownOf(${node.object.name}, …) does not`
      faults.push({ path: code.path, line: lineAt(code.text, node.start), rule: 'tables', why })
    },
  }).visit(code.program)
  return faults
}

/** Constants of a module that are written out as objects, under words. */
function tablesOf(statement: Statement | { type: 'ExportNamedDeclaration' }): string[] {
  const declared =
    statement.type === 'ExportNamedDeclaration' && 'declaration' in statement
      ? statement.declaration
      : statement
  if (declared?.type !== 'VariableDeclaration') return []
  return declared.declarations.flatMap(({ id, init }) =>
    id.type === 'Identifier' &&
    init?.type === 'ObjectExpression' &&
    isByWord(id.typeAnnotation?.typeAnnotation)
      ? [id.name]
      : [],
  )
}

/** `Record<string, …>`, however it is wrapped: `Readonly<Partial<Record<string, …>>>`. */
function isByWord(type: TSType | undefined): boolean {
  if (type?.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') return false
  const [first] = type.typeArguments?.params ?? []
  const name = type.typeName.name
  return name === 'Record'
    ? first?.type === 'TSStringKeyword'
    : /^(Readonly|Partial)$/.test(name) && isByWord(first)
}

const isWritten = (property: Expression | { type: string }): boolean => property.type === 'Literal'
