import type { FileFault } from '../../files/fault.ts'
import { err, ok, type Result } from '../../../../kernel/result.ts'
import type { Element } from '../../xml/element.ts'
import { readConfirmation, readMt210 } from '../advices.ts'
import { mtFault, placeIn } from '../field.ts'
import { readAnswer, readCancellation } from '../investigations.ts'
import type { MtMessage } from '../message.ts'
import { readMt101 } from '../mt101.ts'
import { type Read, readMt103, returnOf } from '../mt103.ts'
import { readMt202 } from '../mt202.ts'
import { readReturn } from '../narrative.ts'
import type { MtStatement } from '../statement.ts'
import { camt054, camt057 } from './advices.ts'
import { contextOf, type Mx, type MxContext, type MxOptions } from './envelope.ts'
import { camt029, camt056 } from './investigations.ts'
import { pacs008 } from './pacs008.ts'
import { pacs009 } from './pacs009.ts'
import { pain001 } from './pain001.ts'
import { pacs002, pacs004, pacs004OfBanks } from './returns.ts'
import { camtOfStatement } from './statements.ts'

type Made = { readonly definition: string; readonly envelope: Element }

/**
 * Translates a message to the ISO 20022 document that CBPR+ has for it: 101 → pain.001, 103 → pacs.008 (with `/RETN/`
 * pacs.004, with `/REJT/` pacs.002), 202 → pacs.009, 192 and 292 → camt.056, 196 and 296 → camt.029, 210 → camt.057, 900
 * and 910 → camt.054. Faults of the reading and what the document has no place for come as `notes`; refused faults among
 * them say what in the document cannot be relied on. An error is the faults for which there is no document.
 */
export function messageToMx(message: MtMessage, options: MxOptions = {}): Result<Mx, readonly FileFault[]> {
  switch (message.type) {
    case '101':
      return translate(message, readMt101(message), options, pain001)
    case '103':
      return translate(message, readMt103(message), options, (context, payment) => {
        const back = returnOf(payment)
        if (back === undefined) return pacs008(context, payment)
        return back.kind === 'return'
          ? pacs004(context, payment, back)
          : pacs002(context, { type: '103', reference: payment.reference }, back, tagsOf(message))
      })
    case '202':
      return translate(message, readMt202(message), options, (context, transfer) => {
        const back = readReturn(transfer.sender_to_receiver)
        if (back === undefined) return pacs009(context, transfer)
        return back.kind === 'return'
          ? pacs004OfBanks(context, transfer, back)
          : pacs002(context, { type: '202', reference: transfer.reference }, back, tagsOf(message))
      })
    case '192':
    case '292':
      return translate(message, readCancellation(message), options, camt056)
    case '196':
    case '296':
      return translate(message, readAnswer(message), options, camt029)
    case '210':
      return translate(message, readMt210(message), options, camt057)
    case '900':
    case '910':
      return translate(message, readConfirmation(message), options, camt054)
    default:
      return err([mtFault(message, 'mt_mx_type', '{2:}', `there is no translation of MT${message.type}`)])
  }
}

const tagsOf = ({ fields }: MtMessage): readonly string[] => [...new Set(fields.map(({ tag }) => tag))]

function translate<T extends { readonly reference: string }>(
  message: MtMessage,
  { value, faults }: Read<T>,
  options: MxOptions,
  make: (context: MxContext, value: T) => Made,
): Result<Mx, readonly FileFault[]> {
  if (value === undefined) return err(faults)
  const context = contextOf(message, value.reference, options)
  if (!('notes' in context)) return err([...faults, ...context])
  const made = make(context, value)
  noteParties(context, message)
  return ok({ ...made, notes: [...faults, ...context.notes] })
}

/** Lines of option F that no document has a place for: additions (8), and a birth that is not complete. */
function noteParties(context: MxContext, { fields }: MtMessage): void {
  for (const field of fields) {
    if (field.tag !== '50F' && field.tag !== '59F') continue
    const has_birth = field.lines.some((line) => /^4\/\d{8}\s*$/.test(line))
    for (const [index, line] of field.lines.entries())
      if (line.startsWith('8/') || (!has_birth && /^[45]\//.test(line)))
        context.notCarried(field.tag, `the line ${line.slice(0, 2)} of a party`, placeIn(field, index))
  }
}

/** Translates a statement: MT940 and MT950 to camt.053, MT941 and MT942 to camt.052. Bare files need `from`, `to` and `created_at`. */
export function statementToMx(
  statement: MtStatement,
  options: MxOptions = {},
): Result<Mx, readonly FileFault[]> {
  const context = contextOf({ ...statement, fields: [] }, statement.reference ?? 'NOTPROVIDED', options)
  if (!('notes' in context)) return err(context)
  const made = camtOfStatement(context, statement)
  return ok({ ...made, notes: context.notes })
}
