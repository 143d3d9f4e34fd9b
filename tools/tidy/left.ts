import { Visitor } from 'oxc-parser'
import { type Code, isCode, lineAt, type Source, type TidyFault } from './sources.ts'

type Rule = { readonly pattern: RegExp; readonly why: string }

// Put together from halves, so that this list does not find itself.
const words = ['TO' + 'DO', 'FIX' + 'ME', 'HA' + 'CK'].join('|')
const markers: Rule = { pattern: new RegExp(`\\b(${words})\\b`, 'g'), why: 'a marker for later work' }
const silencers: Rule = {
  pattern: /@ts-(?:ignore|nocheck)\b|(?:ox|es)lint-disable(?!(?:-next-line|-line)? [\w/,@ -]+ -- \S)/g,
  why: 'silences a check without naming the rule and the reason (`-- why`)',
}
const conflicts: Rule = { pattern: /^(?:<{7}|={7}|>{7})(?: |$)/gm, why: 'a merge conflict' }
/** A folder of one person's or one machine's file system, at the start of a path. */
const machinePaths: Rule = {
  pattern: /(?<![\w.:\]})/-])\/(?:home|root|Users|work|workspaces?|builds)\/[\w.-]+|\b[A-Z]:\\Users\\/g,
  why: 'a path of one machine',
}

const matches = (path: string, text: string, rules: readonly Rule[], shift = 0): TidyFault[] =>
  rules.flatMap(({ pattern, why }) =>
    [...text.matchAll(pattern)].map((match) => ({
      path,
      line: lineAt(text, match.index) + shift,
      rule: 'left',
      why: `${match[0].trim()}: ${why}`,
    })),
  )

/** What was left behind in a file of any kind; code is read further by `codeLeftFaults`. */
export const leftFaults = ({ path, text }: Source): TidyFault[] =>
  matches(path, text, isCode(path) ? [conflicts, machinePaths] : [markers, conflicts, machinePaths])

/** Markers and silenced checks in comments, tests that do not always run, and paths that are none. */
export function codeLeftFaults(code: Code): TidyFault[] {
  const inComments = code.comments.flatMap(({ value, start }) =>
    matches(code.path, value, [markers, silencers], lineAt(code.text, start) - 1),
  )
  return [...inComments, ...testFaults(code), ...pathFaults(code)]
}

/** In a URL a space is %20 and an é is %C3%A9, so its path names no file in a folder that is called so. */
function pathFaults(code: Code): TidyFault[] {
  const faults: TidyFault[] = []
  const why = '.pathname of import.meta.url: fileURLToPath says which file that is'
  new Visitor({
    MemberExpression({ object, property, start }) {
      if (property.type !== 'Identifier' || property.name !== 'pathname') return
      if (object.type !== 'NewExpression' || !code.text.slice(start, object.end).includes('import.meta.url'))
        return
      faults.push({ path: code.path, line: lineAt(code.text, start), rule: 'left', why })
    },
  }).visit(code.program)
  return faults
}

const runners = new Set(['test', 'it', 'describe', 'suite'])
const switches = new Set(['skip', 'only', 'todo'])

/**
 * Every test runs, every time. A `skip` that is computed stands: it says that the real part (a broker, the
 * machine's own PostgreSQL) is not there.
 */
function testFaults(code: Code): TidyFault[] {
  const faults: TidyFault[] = []
  const add = (name: string, at: number) => {
    const why = `${name}: a test that does not always run`
    faults.push({ path: code.path, line: lineAt(code.text, at), rule: 'left', why })
  }
  new Visitor({
    MemberExpression({ object, property, start }) {
      if (object.type !== 'Identifier' || property.type !== 'Identifier') return
      if (runners.has(object.name) && switches.has(property.name))
        add(`${object.name}.${property.name}`, start)
    },
    Property({ key, value, start }) {
      if (key.type !== 'Identifier' || value.type !== 'Literal' || value.value === false) return
      if (switches.has(key.name)) add(key.name, start)
    },
  }).visit(code.program)
  return faults
}
