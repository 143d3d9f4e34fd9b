import { isCurrency, minorUnits } from '../../../../kernel/currency.ts'
import { ownOf } from '../../../../kernel/own.ts'
import { child, type Element, textOf } from '../../xml/element.ts'
import { type FaultList, quoted } from '../fault_list.ts'
import type { StatementLine } from '../statement.ts'
import { decimalAmount, known } from '../text.ts'
import { transactionTypes } from './facts/transaction_types.ts'
import { readDay } from './values.ts'

/**
 * A decimal of the element `name`, in minor units of `currency`; undefined when it is none, or is not there, and then a
 * fault says so. A currency that is none has its own fault where it stands, and no amount.
 */
export function readAmount(
  from: Element,
  name: string,
  currency: string,
  faults: FaultList,
): bigint | undefined {
  const text = textOf(from, name)
  const at = from.children.find((one) => one.name === name) ?? from
  if (!isCurrency(currency)) return undefined
  if (text === undefined) {
    faults.refuse(at, 'ofx_amount', name, `${name} is not there`)
    return undefined
  }
  const digits = minorUnits(currency)
  const read = decimalAmount(text, digits)
  if ('minor' in read) return read.minor
  const why = read.wrong === 'form' ? 'is no amount' : `has more than ${digits} digits behind the point`
  faults.refuse(at, 'ofx_amount', name, `${quoted(text)} ${why}`)
  return undefined
}

/**
 * A STMTTRN, or a STMTTRNP that is still pending, as a line. Its sign is that of TRNAMT: negative took money from the
 * account. Undefined when it has no day or no amount. Source: OFX 2.2, 11.4.4 (statement transaction).
 */
export function readTransaction(
  from: Element,
  default_currency: string,
  faults: FaultList,
): StatementLine | undefined {
  const is_pending = from.name === 'STMTTRNP'
  const currency = lineCurrency(from, default_currency, faults)
  const amount = readAmount(from, 'TRNAMT', currency, faults)
  const booking_on = readDay(from, is_pending ? 'DTTRAN' : 'DTPOSTED', faults, true)
  const value_on = readDay(from, 'DTAVAIL', faults, false)
  const type = readType(from, amount, faults)
  const ext_id = textOf(from, 'FITID')
  if (ext_id === undefined && !is_pending)
    faults.refuse(
      from,
      'ofx_required',
      'FITID',
      'FITID is not there, and nothing else tells the line from others',
    )
  if (amount === undefined || booking_on === undefined) return undefined
  const is_debit = amount === 0n ? ownOf(transactionTypes, type) === 'debit' : amount < 0n
  return known<StatementLine>({
    line_number: from.line,
    column: from.column,
    ext_id,
    booking_on,
    value_on,
    amount_minor: amount < 0n ? -amount : amount,
    currency,
    direction: is_debit ? 'debit' : 'credit',
    is_reversal: false,
    status: is_pending || type === 'HOLD' ? 'pending' : 'booked',
    is_item: false,
    bank_transaction_code: type,
    refs: readRefs(from),
    counterparty: readCounterparty(from),
    remittance: [textOf(from, 'MEMO')].filter((text) => text !== undefined),
    corrects: readCorrection(from, faults),
  })
}

/** CURRENCY says in which currency TRNAMT is; ORIGCURRENCY only in which it once was. */
function lineCurrency(from: Element, default_currency: string, faults: FaultList): string {
  const symbol = textOf(from, 'CURRENCY', 'CURSYM')
  if (symbol === undefined) return default_currency
  if (!isCurrency(symbol))
    faults.refuse(from, 'ofx_currency', 'CURSYM', `${quoted(symbol)} is no currency of ISO 4217`)
  return symbol
}

function readType(from: Element, amount: bigint | undefined, faults: FaultList): string {
  const written = textOf(from, 'TRNTYPE') ?? ''
  const type = written.toUpperCase()
  const at = child(from, 'TRNTYPE') ?? from
  const side = ownOf(transactionTypes, type)
  if (side === undefined || type !== written)
    faults.note(at, 'ofx_transaction_type', 'TRNTYPE', `${quoted(written)} is none of the transaction types`)
  if (amount === undefined || amount === 0n || side === undefined || side === 'either') return type
  if (amount > 0n !== (side === 'credit'))
    faults.note(at, 'ofx_sign', 'TRNAMT', `a ${type} has the sign of the other side; the sign decides`)
  return type
}

function readRefs(from: Element): StatementLine['refs'] {
  const check = textOf(from, 'CHECKNUM')
  return known<StatementLine['refs']>({
    transaction_id: textOf(from, 'REFNUM'),
    bank_reference: textOf(from, 'SRVRTID'),
    check_number: check !== undefined && /^0+$/.test(check) ? undefined : check,
  })
}

function readCounterparty(from: Element): StatementLine['counterparty'] {
  const name = textOf(from, 'NAME') ?? textOf(from, 'PAYEE', 'NAME') ?? textOf(from, 'EXTDNAME')
  const account = textOf(from, 'BANKACCTTO', 'ACCTID') ?? textOf(from, 'CCACCTTO', 'ACCTID')
  if (name === undefined && account === undefined) return undefined
  return known<NonNullable<StatementLine['counterparty']>>({ name, account })
}

function readCorrection(from: Element, faults: FaultList): StatementLine['corrects'] {
  const ext_id = textOf(from, 'CORRECTFITID')
  const action = textOf(from, 'CORRECTACTION')
  if (ext_id === undefined && action === undefined) return undefined
  if (ext_id !== undefined && (action === 'REPLACE' || action === 'DELETE'))
    return { ext_id, action: action === 'REPLACE' ? 'replace' : 'delete' }
  faults.refuse(
    from,
    'ofx_correction',
    'CORRECTACTION',
    'a correction names the line that it corrects, and how',
  )
  return undefined
}
