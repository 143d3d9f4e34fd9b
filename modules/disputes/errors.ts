import { type CodeOf, type ErrorRow, errors } from '../../kernel/result.ts'

/** Everything that disputes refuse. */
export const disputeErrors = errors({
  dispute_not_found: { status: 404, retry: 'never', text: 'No dispute has this id.' },
  dispute_not_open: {
    status: 409,
    retry: 'never',
    text: 'The dispute does not wait for an answer; `detail` says how it stands.',
  },
  response_too_late: {
    status: 409,
    retry: 'never',
    text: 'The time to answer is over; `detail` names the deadline.',
  },
  response_under_way: {
    status: 409,
    retry: 'same_key',
    text: 'An answer was sent, and it is not known yet whether it arrived.',
  },
  evidence_empty: {
    status: 422,
    retry: 'new_key',
    text: 'There is nothing to send: give evidence first.',
  },
  evidence_too_large: {
    status: 422,
    retry: 'new_key',
    text: 'The evidence is larger than acquirers take; shorten the texts.',
  },
  response_refused: {
    status: 422,
    retry: 'new_key',
    text: 'The acquirer did not take the answer; `detail` says why.',
  },
  response_not_sent: {
    status: 503,
    retry: 'new_key',
    text: 'The acquirer could not be reached. Nothing was sent.',
  },
})
export type DisputeCode = CodeOf<typeof disputeErrors>

export const errorRows = (...codes: readonly DisputeCode[]): Record<string, ErrorRow> =>
  Object.fromEntries(codes.map((code) => [code, disputeErrors.table[code]]))
