import type { Day } from '../../../../kernel/world.ts'
import { clocks, localDay } from '../days.ts'
import type { BankGround, InboundFile } from '../ground.ts'
import { answer, isRepeated } from './answer.ts'
import type { Iso } from './codec.ts'
import { REVERSAL_DAYS } from './facts.ts'
import { insertPayments, markReturned, type NewPayment, paymentByName, type SepaPayment } from './payments.ts'
import { executionDay, planExecution } from './plan_execution.ts'
import { UNKNOWN } from './read_orders.ts'
import { readReversals, type ReversalLine } from './read_reversals.ts'
import type { Said } from './status_report.ts'

/** Takes collections that the customer gives back (pain.007): the money leaves with the next collections. */
export function takeReversals(ground: BankGround, iso: Iso, file: InboundFile): string {
  const { message_id, message_name, lines, fault } = readReversals(iso, file.content)
  const names = { message_id, message_name }
  const refuse = (code: string, text?: string): string =>
    answer(ground, iso, file, {
      ...names,
      status: 'RJCT',
      code,
      ...(text === undefined ? undefined : { text }),
      said: [],
    })
  if (lines === undefined) return refuse('FF01', fault)
  if (isRepeated(ground, file)) return refuse('DU01')
  const judged = lines.map((line) => judge(ground, line))
  const good = judged.filter((one) => one.original !== undefined)
  takeGood(ground, good, { ...names, file_name: file.name })
  const said = judged.flatMap(saidOf)
  const status = good.length === 0 ? 'RJCT' : said.length === 0 ? 'ACCP' : 'PART'
  return answer(ground, iso, file, { ...names, status, said })
}

type Good = { readonly line: ReversalLine; readonly original: SepaPayment }
type Judged = Good | { readonly line: ReversalLine; readonly code: string; readonly original?: undefined }

/** A collection that is given back counts as returned from now on: nobody else gives it back, and it is not reversed again. */
function judge(ground: BankGround, line: ReversalLine): Judged {
  const name = line.original_end_to_end_id
  const original = name === undefined ? undefined : paymentByName(ground, name)
  if (original === undefined || original.scheme === 'SCT' || original.executed_on === null)
    return { line, code: 'NOOR' }
  const today = localDay(ground.at, 'EUR')
  const code = whyNot(original, original.executed_on as Day, line, today)
  if (code !== undefined) return { line, code }
  markReturned(ground, original.id, today)
  return { line, original }
}

function whyNot(
  { returned_on, amount }: SepaPayment,
  executed_on: Day,
  { amounts }: ReversalLine,
  today: Day,
): string | undefined {
  if (returned_on !== null) return 'ARDT'
  if (today > clocks.EUR.calendar.addBankingDays(executed_on, REVERSAL_DAYS)) return 'TM01'
  const isSame = amounts.every(({ minor, currency }) => currency === 'EUR' && minor === BigInt(amount))
  return amounts.length > 0 && isSame ? undefined : 'AM09'
}

function takeGood(
  ground: BankGround,
  good: readonly Good[],
  names: Pick<NewPayment, 'message_id' | 'message_name' | 'file_name'>,
): void {
  const wanted_on = clocks.EUR.calendar.nextBankingDay(localDay(ground.at, 'EUR'))
  const executes_on = executionDay(ground.at, { scheme: 'CORE', wanted_on })
  insertPayments(
    ground,
    good.map((one) => ({ ...paymentOf(one), ...names, executes_on })),
  )
  for (const payment_id of new Set(good.map(({ line }) => line.payment_id)))
    planExecution(ground, { ...names, payment_id, executes_on }, 'collections')
}

/** It keeps the customer's name of the original, so that a statement says which collection was given back. */
const paymentOf = ({
  line,
  original,
}: Good): Omit<NewPayment, 'message_id' | 'message_name' | 'file_name' | 'executes_on'> => ({
  scheme: 'REVERSAL',
  payment_id: line.payment_id,
  instruction_id: line.reversal_id,
  end_to_end_id: original.end_to_end_id,
  amount: original.amount,
  name: original.name,
  iban: original.iban,
  mandate_id: original.mandate_id,
  rejected_code: null,
  returns_at: null,
  return_code: null,
})

function saidOf(judged: Judged): readonly Said[] {
  if (judged.original !== undefined) return []
  const { payment_id, original_instruction_id, original_end_to_end_id } = judged.line
  return [
    {
      payment_id,
      instruction_id: original_instruction_id,
      end_to_end_id: original_end_to_end_id ?? UNKNOWN,
      status: 'RJCT',
      code: judged.code,
    },
  ]
}
