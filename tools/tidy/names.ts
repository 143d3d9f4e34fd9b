import { basename } from 'node:path'
import { type BindingPattern, type ParamPattern, type PropertyKey, Visitor } from 'oxc-parser'
import { type Code, lineAt, type TidyFault } from './sources.ts'

/** Words that say nothing about a payment. Whole words only: `metadata` and `database` are fine. */
const banned = new Set(
  'data info infos manager managers helper helpers util utils process processes handle handles handler handlers'.split(
    ' ',
  ),
)
/**
 * Names that others chose. Only names we declare are read, so `process.env` or `.on('data')` never count;
 * these are the members we must declare under a foreign name: the `data` of a list on the wire, the log level
 * `info`, and options of libraries that take a function.
 */
const foreignMembers = new Set(['data', 'info', 'handler', 'errorHandler', 'clientErrorHandler'])
/** PostgreSQL's own word for where a cluster lives, and so the name of the variable that sets it. */
const foreignTerms = /data_?dir/gi

const wordsOf = (name: string): string[] =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)

export const bannedWord = (name: string): string | undefined =>
  wordsOf(name.replaceAll(foreignTerms, '')).find((word) => banned.has(word))

/** Says which declared names, and whether the file's own name, use a banned word. */
export function nameFaults(code: Code): TidyFault[] {
  const faults = fileNameFaults(code.path)
  for (const { name, at } of declaredNames(code)) {
    const word = bannedWord(name)
    const why = `«${name}» uses the banned word «${word}»`
    if (word !== undefined) faults.push({ path: code.path, line: lineAt(code.text, at), rule: 'words', why })
  }
  return faults
}

export function fileNameFaults(path: string): TidyFault[] {
  const word = bannedWord(basename(path))
  return word === undefined ? [] : [{ path, line: 0, rule: 'words', why: `its name uses «${word}»` }]
}

type Name = { readonly name: string; readonly at: number }

/** Functions, types, variables, parameters and the members of types; keys of plain objects only when they are functions. */
function declaredNames(code: Code): Name[] {
  const names: Name[] = []
  const add = (node: { name: string; start: number } | null) => {
    if (node !== null) names.push({ name: node.name, at: node.start })
  }
  const member = (key: PropertyKey, isOurs = true) => {
    if (key.type === 'Identifier' && isOurs && !foreignMembers.has(key.name)) add(key)
  }
  const patterns = (list: readonly ParamPattern[]) => {
    for (const pattern of list) bound(pattern, add)
  }
  const callable = (node: { id?: Parameters<typeof add>[0]; params: readonly ParamPattern[] }) => {
    add(node.id ?? null)
    patterns(node.params)
  }
  new Visitor({
    VariableDeclarator: (node) => bound(node.id, add),
    FunctionDeclaration: callable,
    FunctionExpression: callable,
    ArrowFunctionExpression: (node) => patterns(node.params),
    ClassDeclaration: (node) => add(node.id),
    MethodDefinition: (node) => member(node.key),
    PropertyDefinition: (node) => member(node.key),
    TSTypeAliasDeclaration: (node) => add(node.id),
    TSInterfaceDeclaration: (node) => add(node.id),
    TSFunctionType: (node) => patterns(node.params),
    TSPropertySignature: (node) => member(node.key),
    TSMethodSignature(node) {
      member(node.key)
      patterns(node.params)
    },
    Property: (node) => member(node.key, node.value.type.includes('Function')),
    ImportSpecifier(node) {
      if (node.imported.type !== 'Identifier' || node.imported.name !== node.local.name) add(node.local)
    },
    CatchClause: (node) => node.param !== null && bound(node.param, add),
  }).visit(code.program)
  return names
}

/** Every name that a pattern binds, through defaults, rests and destructuring. */
function bound(
  pattern: ParamPattern | BindingPattern,
  add: (node: { name: string; start: number }) => void,
): void {
  switch (pattern.type) {
    case 'Identifier':
      return add(pattern)
    case 'AssignmentPattern':
      return bound(pattern.left, add)
    case 'RestElement':
      return bound(pattern.argument, add)
    case 'ArrayPattern':
      return pattern.elements.forEach((element) => element !== null && bound(element, add))
    case 'ObjectPattern':
      return pattern.properties.forEach((property) =>
        bound(property.type === 'RestElement' ? property.argument : property.value, add),
      )
    case 'TSParameterProperty':
      return bound(pattern.parameter, add)
  }
}
