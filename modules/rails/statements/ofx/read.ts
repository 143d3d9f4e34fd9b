import { type Element, textOf } from '../../xml/element.ts'
import { type FaultList, faultList, quoted } from '../fault_list.ts'
import { RUN_LINES_MAX } from '../limits.ts'
import type {
  StatementEvent,
  StatementFoot,
  StatementHead,
  StatementLine,
  StatementReader,
} from '../statement.ts'
import { readFoot, readHead, statementKinds } from './account.ts'
import { type Body, bodyReader } from './decode.ts'
import { type Tokens, tokens } from './tokens.ts'
import { readTransaction } from './transaction.ts'
import { type OpenElement, type Tree, tree } from './tree.ts'

type Reading = {
  readonly faults: FaultList
  events: StatementEvent[]
  run: StatementLine[]
  open: { readonly line: number; readonly column: number; readonly head: StatementHead } | undefined
  statements: number
}

/** Lists of securities, positions and orders: nothing in them is a movement of money. */
const unread = new Set(['SECLIST', 'INVPOSLIST', 'INVOOLIST', 'INV401K', 'INV401KBAL'])
/** What stands in INVTRANLIST beside trades and income. */
const notTrades = new Set(['DTSTART', 'DTEND', 'INVBANKTRAN'])

/**
 * Reads OFX 1 (SGML), OFX 2 (XML) and QFX, bank, card and investment statements, as they come. Of an investment
 * statement only the cash lines are read; each trade is named as a fault that is noted. Whatever the bytes are,
 * statements come one after the other, each opened and closed.
 */
export function ofxStatements(): StatementReader {
  const faults = faultList('ofx_faults')
  const body = bodyReader(faults)
  const reading: Reading = { faults, events: [], run: [], open: undefined, statements: 0 }
  let parts: { readonly tokens: Tokens; readonly tree: Tree } | undefined

  const take = (part: Body | undefined) => {
    if (part === undefined) return
    parts ??= {
      tokens: tokens(part, faults),
      tree: tree(
        { is_xml: body.header()?.form === 2, ended: (element, around) => ended(element, around, reading) },
        faults,
      ),
    }
    for (const token of parts.tokens.push(part.text)) parts.tree.take(token)
  }
  const taken = (): readonly StatementEvent[] => {
    flush(reading)
    return reading.events.splice(0)
  }
  return {
    push(chunk) {
      take(body.push(chunk))
      return taken()
    },
    end() {
      take(body.end())
      for (const token of parts?.tokens.end() ?? []) parts?.tree.take(token)
      parts?.tree.end()
      return taken()
    },
  }
}

function flush({ run, events, faults }: Reading): void {
  if (run.length > 0) events.push({ event: 'lines', lines: run.splice(0) })
  for (const fault of faults.taken()) events.push({ event: 'fault', fault })
}

/** True for an element that nobody needs any more. */
function ended(element: Element, around: readonly OpenElement[], reading: Reading): boolean {
  const { name } = element
  const parent = around.at(-1)?.name ?? ''
  if (name === 'STATUS') checkStatus(element, parent, reading.faults)
  if (name === 'STMTTRN' || name === 'STMTTRNP') {
    takeTransaction(element, around, reading)
    return true
  }
  if (Object.hasOwn(statementKinds, name)) {
    takeStatement(element, around, reading)
    return true
  }
  if (parent === 'INVTRANLIST' && !notTrades.has(name)) {
    const detail = `a ${quoted(name)} of an investment account is no line of cash, and is not read`
    reading.faults.note(element, 'ofx_investment', name, detail)
    return true
  }
  return name.endsWith('TRNRS') || name.endsWith('MSGSRSV1') || around.some((one) => unread.has(one.name))
}

/** Source: OFX 2.2, 3.1.5 (status): 0 is success, and WARN says that it was done nevertheless. */
function checkStatus(status: Element, parent: string, faults: FaultList): void {
  const code = textOf(status, 'CODE')
  const severity = textOf(status, 'SEVERITY')
  if (code === '0' && severity !== 'ERROR') return
  const rule = parent === 'SONRS' ? 'ofx_signon_status' : 'ofx_status'
  const detail = `the bank answers ${quoted(code ?? '')} (${quoted(severity ?? '')}) in ${quoted(parent)}`
  if (severity === 'WARN' || severity === 'INFO') faults.note(status, rule, 'CODE', detail)
  else faults.refuse(status, rule, 'CODE', detail)
}

function takeTransaction(element: Element, around: readonly OpenElement[], reading: Reading): void {
  const { faults, run, events } = reading
  const index = around.findLastIndex(({ name }) => Object.hasOwn(statementKinds, name))
  const at = around[index]
  if (at === undefined) {
    faults.refuse(element, 'ofx_place', element.name, 'a transaction stands outside of a statement')
    return
  }
  const { name, line, column } = at
  const head = openStatement({ name, line, column }, around, reading, () =>
    around.slice(index).flatMap(({ children }) => children),
  )
  const read = readTransaction(element, head.currency, faults)
  if (read !== undefined) run.push(read)
  if (run.length >= RUN_LINES_MAX) events.push({ event: 'lines', lines: run.splice(0) })
}

function takeStatement(element: Element, around: readonly OpenElement[], reading: Reading): void {
  const head = openStatement(element, around, reading, () => {
    const lists = element.children.filter(({ name }) => name.includes('TRANLIST'))
    return [...element.children, ...lists.flatMap(({ children }) => children)]
  })
  closeStatement(readFoot(element, head.currency, reading.faults), reading)
}

/** The head of the statement that begins at `at`; it is opened when it was not. */
function openStatement(
  at: Pick<Element, 'name' | 'line' | 'column'>,
  around: readonly OpenElement[],
  reading: Reading,
  found: () => readonly Element[],
): StatementHead {
  const { open, faults, events } = reading
  const { name, line, column } = at
  if (open?.line === line && open.column === column) return open.head
  if (open !== undefined) {
    faults.refuse(at, 'ofx_nested', name, 'a statement begins within another one')
    closeStatement({ balances: [] }, reading)
  }
  flush(reading)
  reading.statements++
  const response = around.findLast((one) => one.name.endsWith('TRNRS'))
  const trnuid = response?.children.find((one) => one.name === 'TRNUID')?.text ?? ''
  const element: Element = { name, namespace: '', attributes: {}, children: found(), text: '', line, column }
  const head = readHead(element, `${trnuid}/${reading.statements}`, faults)
  reading.open = { line, column, head }
  events.push({ event: 'opened', head })
  return head
}

function closeStatement(foot: StatementFoot, reading: Reading): void {
  flush(reading)
  reading.events.push({ event: 'closed', foot })
  reading.open = undefined
}
