import type { Element } from '../../../xml/element.ts'
import type { KindName } from '../kinds.ts'
import { elementsAt } from '../shape/group.ts'
import { type Amount, scaled, scaledAmount, unscaled } from '../shape/numbers.ts'
import { type Check, elementAt, type Report, textAt } from './check.ts'

type Figures = { readonly count?: string; readonly sum?: string; readonly total?: string }
type Rule = {
  readonly amounts: readonly string[]
  readonly message: Figures
  /** Of what the parts stand in. */
  readonly batch?: Figures
}

const groupFigures = { count: 'GrpHdr/NbOfTxs', sum: 'GrpHdr/CtrlSum' }
const batchFigures = { count: 'NbOfTxs', sum: 'CtrlSum' }
const interbank: Rule = {
  amounts: ['interbank_settlement_amount'],
  message: { ...groupFigures, total: 'GrpHdr/TtlIntrBkSttlmAmt' },
}

/** Which figures of a message count its parts, and which amount of a part they add. */
const rules: Readonly<Partial<Record<KindName, Rule>>> = {
  'pain.001': {
    amounts: ['instructed_amount', 'equivalent_amount'],
    message: groupFigures,
    batch: batchFigures,
  },
  'pain.008': { amounts: ['instructed_amount'], message: groupFigures, batch: batchFigures },
  'pain.013': { amounts: ['instructed_amount', 'equivalent_amount'], message: groupFigures },
  'pain.007': { amounts: ['reversed_instructed_amount'], message: groupFigures },
  'pacs.003': interbank,
  'pacs.008': interbank,
  'pacs.009': interbank,
  'pacs.004': {
    amounts: ['returned_interbank_settlement_amount'],
    message: { ...groupFigures, total: 'GrpHdr/TtlRtrdIntrBkSttlmAmt' },
  },
  'pacs.007': {
    amounts: ['reversed_interbank_settlement_amount'],
    message: { ...groupFigures, total: 'GrpHdr/TtlRvsdIntrBkSttlmAmt' },
  },
  'pacs.029': { amounts: [], message: {}, batch: { count: 'NbOfMvmntRcrds' } },
}

type Sums = { count: number; units: bigint; is_complete: boolean }
const noSums = (): Sums => ({ count: 0, units: 0n, is_complete: true })

/**
 * The number of parts and the sum of their amounts against what the message says, for the whole and for each batch. A
 * message that speaks of a whole group has no parts, and nothing to count.
 */
export function openTotals(kind: KindName, report: Report): Check | undefined {
  const rule = rules[kind]
  if (rule === undefined) return undefined
  const all = noSums()
  const batches = new Map<Element, Sums>()
  return {
    item({ noun, parent }) {
      const amount = rule.amounts.map((name) => amountIn(noun, name)).find((found) => found !== undefined)
      const batch = batches.get(parent) ?? noSums()
      if (rule.batch !== undefined) batches.set(parent, batch)
      for (const sums of [all, batch]) add(sums, amount)
    },
    end({ body }) {
      if (all.count === 0) return
      compare(rule.message, body, all, report)
      for (const [element, sums] of batches) compare(rule.batch ?? {}, element, sums, report)
    },
  }
}

function add(sums: Sums, amount: Amount | undefined): void {
  sums.count += 1
  if (amount === undefined) sums.is_complete = false
  else sums.units += scaledAmount(amount)
}

function amountIn(noun: object | undefined, name: string): Amount | undefined {
  const value: unknown = noun === undefined ? undefined : Reflect.get(noun, name)
  if (typeof value !== 'object' || value === null) return undefined
  if ('minor' in value) return value as Amount
  return 'amount' in value ? (value.amount as Amount) : undefined
}

function compare({ count, sum, total }: Figures, at: Element, sums: Sums, report: Report): void {
  const counted = count === undefined ? undefined : textAt(at, count)
  if (count !== undefined && counted !== undefined && Number(counted) !== sums.count) {
    const detail = `${counted.slice(0, 20)} are announced, ${sums.count} are there`
    report(elementAt(at, count), 'iso20022_number_of_transactions', detail)
  }
  // A part that could not be read has been refused; the sum of the others says nothing.
  if (!sums.is_complete) return
  for (const [path, rule] of [
    [sum, 'iso20022_control_sum'],
    [total, 'iso20022_total_amount'],
  ] as const) {
    const said = path === undefined ? undefined : elementsAt(at, path.split('/'))[0]
    const units = said === undefined ? undefined : scaled(said.text.trim())
    if (said === undefined || units === undefined || units === sums.units) continue
    report(said, rule, `${unscaled(units)} is announced, the amounts make ${unscaled(sums.units)}`)
  }
}
