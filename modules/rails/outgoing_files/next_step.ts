import type { Outcome } from '../../../platform/files/outcome.ts'
import type { Settled, Uploaded } from '../../../platform/files/transport.ts'
import { ASK_AGAIN_MS, ASK_MS, RETRY_MS } from './limits.ts'
import type { FileMove } from './move_outgoing_file.ts'
import type { OutgoingFile } from './outgoing_file.ts'

/** What follows from what was found out about a file. Without `move` it stays as it is, without `plan` nothing more is done. */
export type NextStep = {
  readonly move?: FileMove
  readonly plan?: { readonly asked: number; readonly wait_ms: number }
  /** It was tried often enough: a person has to look. */
  readonly is_stuck?: boolean
}

/** After an upload was tried. `attempts` of the file counts this one. */
export function afterUpload(
  { attempts }: Pick<OutgoingFile, 'attempts'>,
  outcome: Outcome<Uploaded>,
): NextStep {
  switch (outcome.kind) {
    case 'done':
      return { move: { event: 'deliver' } }
    case 'refused':
      return tryAgain(attempts, `${outcome.reason}: ${outcome.why}`)
    case 'unknown':
      return lost(outcome.why)
  }
}

function tryAgain(attempts: number, because: string): NextStep {
  const move = { event: 'retry', because } as const
  const wait_ms = RETRY_MS[attempts - 1]
  return wait_ms === undefined ? { move, is_stuck: true } : { move, plan: { asked: 0, wait_ms } }
}

const lost = (because: string): NextStep => ({
  move: { event: 'lose', because },
  plan: { asked: 0, wait_ms: ASK_MS[0] },
})

type Asked = Pick<OutgoingFile, 'state' | 'attempts'>

/**
 * After the bank's folder was looked at for a file that may or may not have been delivered. Only where its beginning lies there
 * has it certainly not been: banks take files away at once, so nothing there means nothing. Such a file is never sent again
 * by us; after some looks only the bank's answer or a person can say.
 */
export function afterAsking({ state, attempts }: Asked, asked: number, outcome: Outcome<Settled>): NextStep {
  if (outcome.kind === 'done' && outcome.value.found === 'final') return { move: { event: 'deliver' } }
  if (outcome.kind === 'done' && outcome.value.found === 'temporary')
    return tryAgain(attempts, 'The sending broke off before the file had its name.')
  if (state === 'sending')
    return lost(outcome.kind === 'done' ? 'The sending broke off, and the bank shows no file.' : outcome.why)
  if (outcome.kind === 'unknown') return { plan: { asked, wait_ms: ASK_AGAIN_MS } }
  const wait_ms = ASK_MS[asked + 1]
  return wait_ms === undefined ? {} : { plan: { asked: asked + 1, wait_ms } }
}
