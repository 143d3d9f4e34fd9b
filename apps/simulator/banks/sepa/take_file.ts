import type { Day } from '../../../../kernel/world.ts'
import { codecs } from '../../../../modules/rails/index.ts'
import { accountDetails } from '../accounts.ts'
import type { BankGround, InboundFile, InboundReader } from '../ground.ts'
import { beginStatementsOf } from '../statement_calendar.ts'
import { answer, isRepeated } from './answer.ts'
import type { Iso } from './codec.ts'
import { type Outcome, outcomeOf } from './outcomes.ts'
import { insertPayments, type NewPayment } from './payments.ts'
import { executionDay, planExecution } from './plan_execution.ts'
import { planOnce } from './plan_once.ts'
import { type Line, type Ordered, readOrders } from './read_orders.ts'
import { takeRecalls } from './recalls.ts'
import { takeReversals } from './reversals.ts'
import type { Said } from './status_report.ts'

const KNOWN =
  /CstmrCdtTrfInitn|CstmrDrctDbtInitn|CstmrPmtRvsl|FIToFIPmtCxlReq|iso:20022:tech:xsd:(?:pain|camt)\./
const HEAD_BYTES = 2_000

/** Files of ISO 20022 by their first lines. One that is broken is still one, and is told so. */
export const sepaReader: InboundReader = {
  format: 'iso20022',
  recognises: (content) => KNOWN.test(content.toString('latin1', 0, HEAD_BYTES)),
  async load() {
    const iso = await codecs.iso20022()
    return (ground, file) => takeFile(ground, iso, file)
  },
}

function takeFile(ground: BankGround, iso: Iso, file: InboundFile): string {
  beginStatementsOf(ground, 'EUR')
  const head = file.content.toString('latin1', 0, HEAD_BYTES)
  if (head.includes('FIToFIPmtCxlReq')) return takeRecalls(ground, iso, file)
  if (head.includes('CstmrPmtRvsl')) return takeReversals(ground, iso, file)
  const read = readOrders(iso, file.content)
  if (read.ordered === undefined) {
    const { message_id, message_name, fault } = read
    return answer(ground, iso, file, {
      message_id,
      message_name,
      status: 'RJCT',
      code: 'FF01',
      text: fault,
      said: [],
    })
  }
  const { ordered } = read
  const code = whyRejected(ground, file, ordered)
  const named = { message_id: ordered.message_id, message_name: ordered.message_name }
  if (code !== undefined) return answer(ground, iso, file, { ...named, status: 'RJCT', code, said: [] })
  const judged = ordered.lines.map((line) => judge(ground, line))
  takeLines(ground, file, ordered, judged)
  const said = judged.flatMap(saidOf)
  const isNone = judged.every(({ outcome }) => outcome.kind === 'rejected')
  return answer(ground, iso, file, {
    ...named,
    status: isNone ? 'RJCT' : said.length === 0 ? 'ACCP' : 'PART',
    said,
  })
}

/** Why a file is rejected as a whole; undefined when it is not. */
function whyRejected(ground: BankGround, file: InboundFile, ordered: Ordered): string | undefined {
  if (isRepeated(ground, file)) return 'DU01'
  const { iban } = accountDetails(ground.one.merchant_number, 'EUR')
  if (ordered.own.size === 1 && ordered.own.has(iban)) return undefined
  return ordered.kind === 'pain.001' ? 'AC02' : 'AC03'
}

type Judged = { readonly line: Line; readonly executes_on: Day; readonly outcome: Outcome }

function judge({ at, one }: BankGround, line: Line): Judged {
  const executes_on = executionDay(at, line)
  const { seed, bank } = one.settings
  const words = [line.end_to_end_id, line.iban, String(line.amount)]
  const asked = {
    scheme: line.scheme,
    iban: line.iban,
    executes_on,
    words,
    seed,
    return_ppm: bank.return_ppm,
  }
  return { line, executes_on, outcome: outcomeOf(asked) }
}

function takeLines(
  ground: BankGround,
  file: InboundFile,
  { message_id, message_name }: Ordered,
  judged: readonly Judged[],
): void {
  insertPayments(
    ground,
    judged.map((one) => paymentOf(one, file.name, { message_id, message_name })),
  )
  const groups = new Map<string, { payment_id: string; executes_on: Day; scheme: Line['scheme'] }>()
  for (const { line, executes_on, outcome } of judged) {
    if (outcome.kind !== 'rejected' && outcome.kind !== 'silent')
      groups.set(`${line.payment_id} ${executes_on}`, { ...line, executes_on })
    if (outcome.kind === 'returned') planOnce(ground, outcome.at, 'bank_sepa_returns')
    if (outcome.kind === 'silent') planOnce(ground, outcome.rejected_at, 'bank_sepa_late_rejects')
  }
  for (const { payment_id, executes_on, scheme } of groups.values()) {
    const group = { message_id, payment_id, executes_on, file_name: file.name }
    planExecution(ground, group, scheme === 'SCT' ? 'transfers' : 'collections')
  }
}

/** Rejected as soon as it is known; of a silent one the code waits in the place of that of a return. */
function paymentOf(
  { line, executes_on, outcome }: Judged,
  file_name: string,
  named: Pick<NewPayment, 'message_id' | 'message_name'>,
): NewPayment {
  const { wanted_on: _wanted, ...rest } = line
  const isSilent = outcome.kind === 'silent'
  return {
    ...rest,
    ...named,
    file_name,
    executes_on,
    rejected_code: outcome.kind === 'rejected' ? outcome.code : isSilent ? 'PDNG' : null,
    returns_at: outcome.kind === 'returned' ? outcome.at : isSilent ? outcome.rejected_at : null,
    return_code: outcome.kind === 'returned' || isSilent ? outcome.code : null,
  }
}

function saidOf({ line, outcome }: Judged): readonly Said[] {
  const { payment_id, instruction_id, end_to_end_id } = line
  const names = { payment_id, instruction_id, end_to_end_id }
  if (outcome.kind === 'rejected') return [{ ...names, status: 'RJCT', code: outcome.code }]
  return outcome.kind === 'silent' ? [{ ...names, status: 'PDNG' }] : []
}
