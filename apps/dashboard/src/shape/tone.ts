import { ownOf } from '../../../../sdk/typescript/own.ts'
export type Tone = 'good' | 'waiting' | 'attention' | 'bad' | 'quiet'

/** What a state means for whoever looks; the word is always shown beside the colour. */
const tones: Readonly<Record<Exclude<Tone, 'quiet'>, string>> = {
  good: 'succeeded active enabled open_for_business settled approved reconciled matched confirmed won completed accepted credited loaded verified posted paid ok allow match ready applied final returned_in_full holds live done resolved',
  waiting:
    'processing pending authorized partially_captured created submitting submitted scheduled queued sending gathering written sent ordered under_review provisional advancing loading proposed in_progress received opening',
  attention:
    'requires_action in_review needs_response needs_approval needs_details unknown review challenge held waiting frozen frozen_debits suspended near close_match quarantined open half_open warning sandbox partial noted late',
  bad: 'declined failed blocked rejected reversed lost dead disabled over no_match error refused block denied broken returned expired revoked missing violated no',
}
const toneOf = new Map(
  Object.entries(tones).flatMap(([tone, states]) => states.split(' ').map((state) => [state, tone as Tone])),
)

/** Open is good for an account and a question for a break; a resource can say so. */
export const toneOfState = (state: string, own?: Readonly<Record<string, Tone>>): Tone =>
  ownOf(own ?? {}, state) ?? toneOf.get(state) ?? toneOfStatus(state)

/** Of an answer of HTTP: what the caller can mend asks for attention, what the server did wrong is bad. */
function toneOfStatus(state: string): Tone {
  if (/^[23]\d\d$/.test(state)) return 'good'
  return /^4\d\d$/.test(state) ? 'attention' : /^5\d\d$/.test(state) ? 'bad' : 'quiet'
}

/** As their owners write them. */
const ownNames: Readonly<Record<string, string>> = {
  ach: 'ACH',
  amex: 'Amex',
  b2b: 'B2B',
  fednow: 'FedNow',
  mastercard: 'Mastercard',
  rtp: 'RTP',
  sct: 'SCT',
  sdd: 'SDD',
  sepa: 'SEPA',
  visa: 'Visa',
}

/** `sepa_core` is “SEPA core”, `needs_response` is “needs response”. */
export const wordsOf = (state: string): string =>
  state
    .split('_')
    .map((word) => ownOf(ownNames, word) ?? word)
    .join(' ')
