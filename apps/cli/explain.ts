import { ConnectionError, DeclinedError, ProblemError } from '../../sdk/typescript/index.ts'
import { present } from './amount_flags.ts'
import { CommandError, type Exit, exits } from './exits.ts'

export type Explained = { readonly exit: Exit; readonly lines: readonly string[]; readonly json: unknown }

/** How the user wrote a field: `--payment-method` for `payment_method`. */
export type NameOf = (param: string) => string

/** What went wrong, in words for a person and in JSON for a script. Throws what is no one's answer: a bug. */
export function explain(error: unknown, nameOf: NameOf = (param) => param): Explained {
  if (error instanceof ProblemError) return refusal(error, nameOf)
  if (error instanceof ConnectionError)
    return {
      exit: error.reason === 'aborted' ? exits.interrupted : exits.unreachable,
      lines: [error.message, ...adviceLines(adviceOn(error))],
      json: {
        error: {
          code: error.reason,
          detail: error.message,
          ...present({ advice: adviceOn(error) }),
          attempts: error.attempts,
        },
      },
    }
  if (error instanceof CommandError)
    return {
      exit: error.exit,
      lines: [error.message, ...adviceLines(error.advice)],
      json: { error: { code: 'command', detail: error.message, ...present({ advice: error.advice }) } },
    }
  throw error
}

function refusal(error: ProblemError, nameOf: NameOf): Explained {
  const { problem, status, code, request_id } = error
  const told = (problem.errors ?? []).map(
    ({ param, detail, code: fault }) =>
      `${param === undefined || param === '' ? '' : `${nameOf(param)}: `}${detail ?? fault}`,
  )
  // One fault alone is what the API's sentence says, with its own name of the field.
  const [only] = told.length === 1 && problem.errors?.[0]?.param !== undefined ? told : []
  const faults = only === undefined ? told.map((line) => `  ${line}`) : []
  return {
    exit: exitOf(error),
    lines: [
      `${code} (${status}): ${only ?? `${problem.detail}${paramOf(problem, nameOf)}`}`,
      ...faults,
      ...declineLines(error),
      ...adviceLines(adviceFor(error)),
      ...(request_id === null ? [] : [`  request ${request_id}`]),
      ...(problem.type?.startsWith('http') === true ? [`  ${problem.type}`] : []),
    ],
    json: { error: problem },
  }
}

/** The field that a refusal is about, where its faults do not name it themselves. */
function paramOf({ param, errors = [] }: ProblemError['problem'], nameOf: NameOf): string {
  const isSaid = param === undefined || errors.some((fault) => fault.param !== undefined)
  return isSaid ? '' : ` (${nameOf(param)})`
}

function exitOf({ status }: ProblemError): Exit {
  if (status === 401 || status === 403) return exits.not_let_in
  return status === 429 || status >= 500 ? exits.unreachable : exits.refused
}

const adviceLines = (advice: string | undefined): string[] => (advice === undefined ? [] : [`  → ${advice}`])

function declineLines(error: ProblemError): string[] {
  if (!(error instanceof DeclinedError)) return []
  const { payment, decline_code, network_code, advice } = error
  const parts = [
    ...(payment === null ? [] : [`payment ${payment}`]),
    ...(decline_code === null ? [] : [`decline code ${decline_code}`]),
    ...(network_code === null ? [] : [`network code ${network_code}`]),
    ...(advice === null || advice === 'none' ? [] : [`advice ${advice}`]),
  ]
  return parts.length === 0 ? [] : [`  ${parts.join(', ')}`]
}

/** The next step, where there is one that fits. */
function adviceFor({ status, code, problem }: ProblemError): string | undefined {
  if (code === 'not_florin') return 'check the address: `florin profile list` shows the one that is used'
  if (status === 401) return 'sign in with `florin login`, or set FLORIN_KEY to a key of this server'
  if (status === 403) return 'use a key that has the scope, or ask whoever made this one'
  if (code === 'idempotency_mismatch') return 'use another --idempotency-key, or none'
  if (status === 429 || problem.retry === 'same_key')
    return 'it may work in a while: repeat it with the same --idempotency-key'
  return undefined
}

function adviceOn({ reason }: ConnectionError): string | undefined {
  if (reason === 'aborted') return undefined
  if (reason === 'unreachable')
    return 'is the server running? `npm start` starts one; `florin profile list` shows the address'
  return 'it may have been done all the same: look before you repeat it, or repeat it with the same --idempotency-key'
}
