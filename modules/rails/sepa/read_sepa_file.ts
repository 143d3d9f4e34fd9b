import type { OpenScope } from '../../../platform/scope.ts'
import type { BankConnection } from '../bank_connections/bank_connection.ts'
import type { BankFile } from '../bank_files/bank_file.ts'
import { createBankFiles, type FileEnd } from '../bank_files/bank_files.ts'
import { toTemporal, wallDay } from '../calendars/zone.ts'
import { openMessages, type ReadFile } from '../iso20022/messages/public.ts'
import type { OrderDeps } from '../payment_orders/deps.ts'
import { applyAnswers, type SepaReading } from './apply_answers.ts'
import { applyWholes } from './apply_wholes.ts'
import { answersOf } from './read_items.ts'
import type { SepaAnswer } from './sepa_answer.ts'

const CHUNK_ANSWERS = 1_000
/** The reader tells of parts while it is given bytes, so it is given few at a time. */
const SLICE_BYTES = 65_536

/**
 * Reads what a bank sent about orders of ours, part by part, and does what it says in chunks of 1,000: statuses (pain.002),
 * returns and reversals (pacs.004, pacs.007, entries of camt.053 and camt.054), answers to our recalls (camt.029) and recalls of
 * what we received (camt.056). What is said of a whole file or group comes last (`applyWholes`).
 *
 * Each payment stands for itself: it counts only for an order with its end_to_end_id and amount, so the payments of a file
 * whose sums are wrong are taken too, and the faults say that somebody must look. A run that died is begun anew: a repeat
 * moves nothing twice.
 */
export async function readSepaFile(
  deps: OrderDeps,
  scope: OpenScope,
  connection: BankConnection,
  file: BankFile,
): Promise<FileEnd> {
  const today = wallDay(toTemporal(scope.world.now()), 'Europe/Brussels')
  const reading: SepaReading = { connection: connection.id, file: file.id, today }
  const waiting: SepaAnswer[] = []
  let place = 0
  const reader = openMessages({
    onItem(item) {
      for (const answer of answersOf(item)) waiting.push({ ...answer, place: ++place })
    },
  })
  const flush = async (least: number): Promise<void> => {
    while (waiting.length > 0 && waiting.length >= least)
      await applyAnswers(deps, scope, reading, waiting.splice(0, CHUNK_ANSWERS))
  }
  for await (const piece of createBankFiles(deps).openFile(scope, file.id))
    for (let from = 0; from < piece.length; from += SLICE_BYTES) {
      reader.push(piece.subarray(from, from + SLICE_BYTES))
      await flush(CHUNK_ANSWERS)
    }
  const read = reader.end()
  await flush(1)
  const wholes = await applyWholes(deps, scope, reading, read)
  return endOf(read, place + wholes)
}

function endOf({ messages, faults }: ReadFile, answers: number): FileEnd {
  const isFaulty = faults.some(({ severity }) => severity === 'refused')
  const kinds = [...new Set(messages.map(({ kind }) => kind))].join(', ')
  return {
    state: !isFaulty ? 'loaded' : answers === 0 ? 'refused' : 'quarantined',
    format: 'iso20022',
    title: `${kinds === '' ? 'No message' : kinds}: ${answers} answers about payments`,
    faults,
  }
}
