import type { KindName } from '../kinds.ts'
import { type Check, elementAt, type Report } from './check.ts'

type Rule = { readonly field: string; readonly path: string; readonly severity: 'refused' | 'noted' }

const instruction: Rule = { field: 'instruction_id', path: 'PmtId/InstrId', severity: 'refused' }
const endToEnd: Rule = { field: 'end_to_end_id', path: 'PmtId/EndToEndId', severity: 'noted' }
const uetr: Rule = { field: 'uetr', path: 'PmtId/UETR', severity: 'refused' }
const cleared: readonly Rule[] = [
  { field: 'transaction_id', path: 'PmtId/TxId', severity: 'refused' },
  instruction,
  uetr,
  endToEnd,
]
const initiated: readonly Rule[] = [instruction, uetr, endToEnd]

const rules: Readonly<Partial<Record<KindName, readonly Rule[]>>> = {
  'pain.001': initiated,
  'pain.008': initiated,
  'pain.013': initiated,
  'pacs.003': cleared,
  'pacs.008': cleared,
  'pacs.009': cleared,
  'pacs.004': [{ field: 'return_id', path: 'RtrId', severity: 'refused' }],
  'pacs.007': [{ field: 'reversal_id', path: 'RvslId', severity: 'refused' }],
  'pain.007': [{ field: 'reversal_id', path: 'RvslId', severity: 'refused' }],
  'camt.056': [{ field: 'cancellation_id', path: 'CxlId', severity: 'refused' }],
  'acmt.023': [{ field: 'id', path: 'Id', severity: 'refused' }],
}

// Some 100 MB of names. A message of more payments than that is unheard of, and its later ones are not compared.
const REMEMBERED_MAX = 1_000_000
/** What a bank writes when the customer gave no name. */
const NO_NAME = 'NOTPROVIDED'

/** No two payments of a message have the same name. The one of the customer may repeat, which is noted. */
export function openDuplicates(kind: KindName, report: Report): Check | undefined {
  const found = rules[kind]
  if (found === undefined) return undefined
  const seen = found.map((rule) => ({ rule, names: new Set<string>() }))
  return {
    item({ noun, element }) {
      if (noun === undefined) return
      for (const { rule, names } of seen) {
        const name: unknown = Reflect.get(noun, rule.field)
        if (typeof name !== 'string' || name === NO_NAME) continue
        if (names.has(name)) {
          const detail = `${rule.field} ${name.slice(0, 36)} stands in an earlier payment of this message`
          report(elementAt(element, rule.path), 'iso20022_duplicate', detail, rule.severity)
        } else if (names.size < REMEMBERED_MAX) names.add(name)
      }
    },
    end: () => undefined,
  }
}
