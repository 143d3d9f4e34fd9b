import { ownOf } from '../../../../kernel/own.ts'
import { type Element, element, optional } from '../../xml/element.ts'
import type { MtAnswer, MtCancellation, MtOriginal } from '../investigations.ts'
import { type Coded, findCode, joinedText } from '../narrative.ts'
import { isUetr } from '../values.ts'
import { envelope, type MxContext } from './envelope.ts'
import { amountElement, bicAgent, codedText, group, NOT_PROVIDED, piecesOf, unknownAgent } from './parts.ts'

type Made = { readonly definition: string; readonly envelope: Element }
const TEXT_MAX = 105

const assignment = ({ from, to, message_id, created_at }: MxContext): Element =>
  element('Assgnmt', [
    element('Id', message_id),
    element('Assgnr', [bicAgent('Agt', from)]),
    element('Assgne', [bicAgent('Agt', to)]),
    element('CreDtTm', created_at),
  ])

const caseElement = (name: string, id: string): Element =>
  element(name, [element('Id', id), element('Cretr', [unknownAgent('Agt')])])

/** What a payment message of MT is in MX. */
const documents: Readonly<Record<string, string>> = {
  '103': 'pacs.008',
  '202': 'pacs.009',
  '205': 'pacs.009',
}

const originalGroup = (id: string, original: MtOriginal | undefined): Element =>
  element('OrgnlGrpInf', [
    element('OrgnlMsgId', id),
    element('OrgnlMsgNmId', ownOf(documents, original?.type ?? '') ?? `MT${original?.type ?? ''}`),
    original === undefined ? undefined : element('OrgnlCreDtTm', `${original.date}T00:00:00+00:00`),
  ])

/** The reference that the narrative gives, else that of the message. */
function uetrOf(context: MxContext, ...lists: readonly (readonly Coded[])[]): string | undefined {
  const told = findCode(lists.flat(), 'UETR')
  const text = told === undefined ? '' : joinedText(told).trim()
  return isUetr(text) ? text : context.uetr
}

/** MT192 and MT292 as camt.056. */
export function camt056(context: MxContext, request: MtCancellation): Made {
  const { original, original_amount, narrative, related_reference } = request
  const reason = narrative.find(({ code }) => /^[A-Z0-9]{4}$/.test(code) && code !== 'UETR')
  const texts = narrative
    .filter((one) => one.code !== 'UETR')
    .map((one) => (one === reason ? joinedText(one) : codedText(one)).trim())
    .filter((text) => text !== '')
  if (original?.session !== undefined) context.notCarried('11', 'the session of the original message')
  const transaction = element('TxInf', [
    caseElement('Case', request.reference),
    originalGroup(related_reference, original),
    element('OrgnlInstrId', related_reference),
    element('OrgnlEndToEndId', NOT_PROVIDED),
    optional('OrgnlUETR', uetrOf(context, narrative)),
    original_amount === undefined ? undefined : amountElement('OrgnlIntrBkSttlmAmt', original_amount.amount),
    optional('OrgnlIntrBkSttlmDt', original_amount?.date),
    element('CxlRsnInf', [
      reason === undefined ? undefined : element('Rsn', [element('Cd', reason.code)]),
      ...(texts.length === 0 ? [NOT_PROVIDED] : texts)
        .flatMap((text) => piecesOf(text, TEXT_MAX))
        .map((text) => element('AddtlInf', text)),
    ]),
  ])
  const body = element('FIToFIPmtCxlReq', [assignment(context), element('Undrlyg', [transaction])])
  const definition = 'camt.056.001.08'
  return { definition, envelope: envelope(context, definition, body) }
}

const confirmations = new Set(['CNCL', 'PDCR', 'RJCR'])

/** MT196 and MT296 as camt.029. An answer without a code is pending. */
export function camt029(context: MxContext, answer: MtAnswer): Made {
  const { answers, narrative, more, original } = answer
  const status = answers.find(({ code }) => confirmations.has(code))
  const others = answers.filter((one) => one !== status)
  const reason = others.find(({ code }) => /^[A-Z0-9]{4}$/.test(code))
  const texts = [
    ...(status === undefined ? [] : [joinedText(status)]),
    ...words(others, reason),
    ...words(narrative, undefined),
    ...words(more, undefined),
  ]
    .map((text) => text.trim())
    .filter((text) => text !== '')
  if (status === undefined) context.notCarried('76', 'an answer that is none of CNCL, PDCR and RJCR')
  if (original?.session !== undefined) context.notCarried('11', 'the session of the original message')
  const transaction = element('TxInfAndSts', [
    element('CxlStsId', answer.reference),
    caseElement('RslvdCase', answer.related_reference),
    originalGroup(NOT_PROVIDED, original),
    optional('OrgnlUETR', uetrOf(context, narrative, more)),
    group('CxlStsRsnInf', [
      reason === undefined ? undefined : element('Rsn', [element('Cd', reason.code)]),
      ...texts.flatMap((text) => piecesOf(text, TEXT_MAX)).map((text) => element('AddtlInf', text)),
    ]),
  ])
  const body = element('RsltnOfInvstgtn', [
    assignment(context),
    element('Sts', [element('Conf', status?.code ?? 'PDCR')]),
    element('CxlDtls', [transaction]),
  ])
  const definition = 'camt.029.001.09'
  return { definition, envelope: envelope(context, definition, body) }
}

const words = (list: readonly Coded[], reason: Coded | undefined): readonly string[] =>
  list.filter(({ code }) => code !== 'UETR').map((one) => (one === reason ? joinedText(one) : codedText(one)))
