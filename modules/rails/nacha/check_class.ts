import { amountLimits, microEntryLimit, sameDayLimit } from './facts/amount_limits.ts'
import type { Sec } from './facts/sec_codes.ts'
import type { AchEntry } from './model.ts'
import type { OpenBatch } from './open_batch.ts'
import { type Report, wholeRecord } from './rules.ts'

/** Classes that acknowledge or carry remittance, so an entry may be worth nothing. */
const zeroDollar = new Set(['CCD', 'CTX', 'ACK', 'ATX', 'IAT', 'COR'])

/** What the class of a batch asks of an entry: its side, its amount, what its two discretionary characters say. */
export function checkClass(batch: OpenBatch, entry: AchEntry, line: number, report: Report): void {
  const { sec } = batch
  checkAmount(batch, entry, line, report)
  if (sec === undefined || entry.category !== 'forward') return
  checkSide(batch, sec, entry, line, report)
  checkDescribed(batch, entry, line, report)
  checkLimits(batch, sec, entry, line, report)
  if (sec.code === 'WEB' || sec.code === 'TEL') checkPaymentType(batch, sec, entry, line, report)
  if (sec.code === 'POS' || sec.code === 'SHR') checkCard(batch, entry, line, report)
}

function checkAmount(
  { layout, sec, header }: OpenBatch,
  entry: AchEntry,
  line: number,
  report: Report,
): void {
  const { amount, purpose, category, transaction_code } = entry
  const place = layout.amount
  if (category === 'notification' || category === 'refused_notification') {
    if (amount !== 0n)
      report('nacha_notification_amount', line, place, 'a notification of change moves no money')
  } else if (purpose === 'prenote') {
    if (amount !== 0n)
      report('nacha_prenote_amount', line, place, `a prenote (${transaction_code}) has no amount`)
  } else if (purpose === 'zero_dollar') {
    if (amount !== 0n)
      report('nacha_zero_dollar_amount', line, place, `an entry of code ${transaction_code} has no amount`)
    if (!zeroDollar.has(header.sec_code))
      report(
        'nacha_transaction_code',
        line,
        layout.transaction_code,
        `${transaction_code} does not belong into ${header.sec_code}`,
      )
  } else if (amount === 0n && purpose === 'live' && category === 'forward')
    report('nacha_amount_zero', line, place, `an entry of code ${transaction_code} has an amount`)
  if (purpose !== 'zero_dollar' && category === 'forward' && (sec?.code === 'ACK' || sec?.code === 'ATX'))
    report('nacha_transaction_code', line, layout.transaction_code, `${sec.code} has zero dollar codes only`)
}

/** A reversal is of the other side than what it undoes. */
function checkSide(
  { description, layout }: OpenBatch,
  sec: Sec,
  entry: AchEntry,
  line: number,
  report: Report,
): void {
  if (sec.sides === 'both' || sec.sides === entry.direction || description?.purpose === 'reversal') return
  report(
    'nacha_sec_side',
    line,
    layout.transaction_code,
    `${sec.code} has ${sec.sides}s only, and this is a ${entry.direction}`,
  )
}

function checkDescribed(
  { description, layout }: OpenBatch,
  entry: AchEntry,
  line: number,
  report: Report,
): void {
  if (description?.direction !== undefined && description.direction !== entry.direction)
    report(
      'nacha_description',
      line,
      layout.transaction_code,
      `${description.text} is for ${description.direction}s`,
    )
  if (description?.purpose === 'account_verification' && entry.amount >= microEntryLimit.cents)
    report('nacha_description', line, layout.amount, 'a micro-entry is worth less than a dollar')
}

function checkLimits(batch: OpenBatch, sec: Sec, { amount }: AchEntry, line: number, report: Report): void {
  const place = batch.layout.amount
  const limit = amountLimits.get(sec.code)
  if (limit !== undefined && amount > limit.cents)
    report(
      'nacha_amount_limit',
      line,
      place,
      `${sec.code} is for at most ${limit.cents} cents, not ${amount}`,
    )
  else if (limit?.is_below === true && amount === limit.cents)
    report('nacha_amount_limit', line, place, `${sec.code} is for less than ${limit.cents} cents`, 'noted')
  if (batch.is_same_day && amount > sameDayLimit.cents)
    report(
      'nacha_same_day_limit',
      line,
      place,
      `the same day is for at most ${sameDayLimit.cents} cents, not ${amount}`,
    )
}

/** `R` for a payment that comes again, `S` for a single one. */
function checkPaymentType(
  { layout }: OpenBatch,
  sec: Sec,
  { discretionary }: AchEntry,
  line: number,
  report: Report,
): void {
  const type = discretionary.trim()
  if (type === 'R' || type === 'S') return
  report(
    'nacha_payment_type',
    line,
    layout.discretionary ?? wholeRecord,
    `the payment type of ${sec.code} is R or S, not «${discretionary}»`,
  )
}

const cardTypes = new Set(['01', '02', '03', '11', '12', '13', '21', '99'])

function checkCard(
  { layout }: OpenBatch,
  { discretionary, details }: AchEntry,
  line: number,
  report: Report,
): void {
  if (!cardTypes.has(discretionary))
    report(
      'nacha_card_transaction_type',
      line,
      layout.discretionary ?? wholeRecord,
      `«${discretionary}» is no card transaction type`,
    )
  const expiration = details.card_expiration
  if (expiration !== undefined && !/^(0[1-9]|1[0-2])\d\d$/.test(expiration))
    report(
      'nacha_card_expiration',
      line,
      { name: 'card_expiration', start: 40 },
      `«${expiration}» is no month and year as MMYY`,
    )
}
