import type { AchEntry } from './codec.ts'

const ACCOUNT_CHARS = 17
const NAME_CHARS = 22

/** What a notification of change asks for: another account at another bank, as laid out for its code; '' for codes without. */
export function correctedText(code: string, entry: AchEntry): string {
  const account = `8${entry.account_number.trim().slice(1)}`
  const routing = otherRouting(entry.routing_number)
  const transaction = otherType(entry.transaction_code)
  switch (code) {
    case 'C01':
      return account
    case 'C02':
      return routing
    case 'C03':
      return `${routing} ${account}`
    case 'C04':
      return `${entry.individual_name.slice(0, NAME_CHARS - 3).trim()} JR`
    case 'C05':
      return transaction
    case 'C06':
      return `${account.padEnd(ACCOUNT_CHARS)} ${transaction}`
    case 'C07':
      return `${routing}${account.padEnd(ACCOUNT_CHARS)}${transaction}`
    case 'C09':
      return `ID${entry.trace_number.slice(-7)}`
    default:
      return ''
  }
}

/** Checking becomes savings, savings checking; prenotes are answered with the code of the payment to come. */
function otherType(transaction_code: string): string {
  const [type = '2', what = '2'] = transaction_code
  const live = Number(what) >= 6 ? '7' : '2'
  return `${type === '2' ? '3' : '2'}${live}`
}

/** The next routing number. */
function otherRouting(routing_number: string): string {
  const eight = String((Number(routing_number.slice(0, 8)) + 1) % 100_000_000).padStart(8, '0')
  return withCheckDigit(eight)
}

/** The ninth digit of a routing number: weights 3, 7 and 1. */
export function withCheckDigit(eight: string): string {
  let sum = 0
  for (let place = 0; place < eight.length; place++) sum += Number(eight[place]) * ([3, 7, 1][place % 3] ?? 0)
  return `${eight}${(10 - (sum % 10)) % 10}`
}
