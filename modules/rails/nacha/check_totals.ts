import { fieldOf, type Layout } from './layout.ts'
import type { AchBatchControl, AchFileControl } from './model.ts'
import { hashText, type OpenBatch, type Totals } from './open_batch.ts'
import type { NachaRule, Report } from './rules.ts'

type Stated = {
  readonly entry_addenda_count: number
  readonly entry_hash: string
  readonly total_debit: bigint
  readonly total_credit: bigint
}

/** What a control states against what was counted. */
function checkTotals(layout: Layout, stated: Stated, counted: Totals, line: number, report: Report): void {
  const tell = (rule: NachaRule, name: string, says: string, is: string) => {
    if (says !== is) report(rule, line, fieldOf(layout, name), `the control says ${says}, the records ${is}`)
  }
  tell('nacha_entry_count', 'entry_addenda_count', String(stated.entry_addenda_count), String(counted.count))
  tell('nacha_entry_hash', 'entry_hash', stated.entry_hash.padStart(10, '0'), hashText(counted))
  tell('nacha_total_debit', 'total_debit', String(stated.total_debit), String(counted.debit))
  tell('nacha_total_credit', 'total_credit', String(stated.total_credit), String(counted.credit))
}

/** Whether a batch control fits the header and the entries of its batch. */
export function checkBatchControl(
  batch: OpenBatch,
  control: AchBatchControl,
  line: number,
  report: Report,
): void {
  const { header, control: layout, totals } = batch
  const tell = (name: 'service_class_code' | 'odfi_identification' | 'batch_number') => {
    if (control[name] !== header[name])
      report(
        'nacha_control_differs',
        line,
        fieldOf(layout, name),
        `the control says ${control[name]}, the header ${header[name]}`,
      )
  }
  tell('service_class_code')
  tell('odfi_identification')
  tell('batch_number')
  if (
    control.kind === 'company' &&
    control.company_identification.trim() !== header.company_identification.trim()
  )
    tellCompany(layout, control.company_identification, header.company_identification, line, report)
  if (batch.entries === 0)
    report('nacha_batch_empty', line, fieldOf(layout, 'entry_addenda_count'), 'the batch has no entries')
  checkTotals(layout, control, totals, line, report)
}

function tellCompany(layout: Layout, says: string, is: string, line: number, report: Report): void {
  const place = fieldOf(layout, 'company_identification')
  report('nacha_company_identification', line, place, `the control says «${says}», the header «${is}»`)
}

/** Whether a file control fits the batches before it. `records` is how many stand in the file, the control included. */
export function checkFileControl(
  layout: Layout,
  control: AchFileControl,
  counted: { readonly totals: Totals; readonly batches: number; readonly records: number },
  line: number,
  report: Report,
): void {
  const { totals, batches, records } = counted
  if (control.batch_count !== batches)
    report(
      'nacha_batch_count',
      line,
      fieldOf(layout, 'batch_count'),
      `the control says ${control.batch_count}, the file has ${batches}`,
    )
  const blocks = Math.ceil(records / 10)
  if (control.block_count !== blocks)
    report(
      'nacha_block_count',
      line,
      fieldOf(layout, 'block_count'),
      `the control says ${control.block_count}, the file has ${blocks}`,
    )
  if (batches === 0)
    report('nacha_file_without_batches', line, fieldOf(layout, 'batch_count'), 'the file has no batches')
  checkTotals(layout, control, totals, line, report)
}
