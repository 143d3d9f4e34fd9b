import { type Element, element, optional } from '../../xml/element.ts'
import type { MtStatement } from '../statement.ts'
import { envelope, type MxContext } from './envelope.ts'
import { accountOf, balancesOf, entryElement, sumsOf } from './entries.ts'

type Made = { readonly definition: string; readonly envelope: Element }

/** MT940 and MT950 as camt.053, MT941 and MT942 as camt.052. Each message is a page of its own. */
export function camtOfStatement(context: MxContext, statement: MtStatement): Made {
  const is_report = statement.type === '941' || statement.type === '942'
  const definition = is_report ? 'camt.052.001.08' : 'camt.053.001.08'
  noteUnused(context, statement)
  const body = element(is_report ? 'BkToCstmrAcctRpt' : 'BkToCstmrStmt', [
    element('GrpHdr', [element('MsgId', context.message_id), element('CreDtTm', context.created_at)]),
    is_report ? report(context, statement) : document(context, statement),
  ])
  return { definition, envelope: envelope(context, definition, body) }
}

function numbers(name: string, statement: MtStatement): readonly (Element | undefined)[] {
  const plain = (text: string | undefined): string | undefined =>
    text === undefined ? undefined : text.replace(/^0+(?=\d)/, '')
  return [
    element('Id', statement.reference ?? 'NOTPROVIDED'),
    element(name, [
      element('PgNb', '1'),
      element('LastPgInd', statement.closing?.is_intermediate === true ? 'false' : 'true'),
    ]),
    optional('ElctrncSeqNb', plain(statement.sequence_number)),
    optional('LglSeqNb', plain(statement.statement_number)),
  ]
}

function document(context: MxContext, statement: MtStatement): Element {
  return element('Stmt', [
    ...numbers('StmtPgntn', statement),
    accountOf(statement),
    ...balancesOf(statement),
    ...statement.lines.map((line) => entryElement(context, line)),
    closingText('AddtlStmtInf', statement),
  ])
}

function report(context: MxContext, statement: MtStatement): Element {
  return element('Rpt', [
    ...numbers('RptPgntn', statement),
    optional('CreDtTm', statement.created_at),
    accountOf(statement, 'BBAN'),
    ...balancesOf(statement),
    sumsOf(statement),
    ...statement.lines.map((line) => entryElement(context, line)),
    closingText('AddtlRptInf', statement),
  ])
}

function closingText(name: string, { closing_text }: MtStatement): Element | undefined {
  const text = closing_text.join(' ').trim()
  return optional(name, text === '' ? undefined : text.slice(0, 500))
}

function noteUnused(context: MxContext, statement: MtStatement): void {
  if (statement.related_reference !== undefined) context.notCarried('21', 'a related reference')
  if (statement.floor_limits.length > 0)
    context.notCarried('34F', 'the amount from which on entries are told')
  if (statement.non_swift.length > 0) context.notCarried('NS', 'lines that are not of SWIFT')
  if (statement.closing_text.join(' ').length > 500)
    context.notCarried('86', 'what is longer than 500 characters')
}
