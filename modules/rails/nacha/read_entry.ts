import type { SecCode } from './facts/sec_codes.ts'
import { transactionCodes } from './facts/transaction_codes.ts'
import { areDigits, isBlank } from './layout.ts'
import { type EntryLayout, entryLayouts } from './layouts/entry_records.ts'
import type { AchAddenda, AchCategory, AchEntry, AchEntryDetails, AchEntryText } from './model.ts'
import { centsAt, textAt } from './records.ts'

const none: AchEntryDetails = Object.freeze({})

/**
 * The layout that an entry really has. Some senders write the entries of DNE and ENR like plain ones; then a name stands
 * where the count of addenda should, which is not digits.
 */
export function layoutOfEntry(layout: EntryLayout, sec_code: SecCode | undefined, text: string): EntryLayout {
  if (sec_code !== 'DNE' && sec_code !== 'ENR') return layout
  return areDigits(text, 54, 58) || isBlank(text, 54, 58) ? layout : entryLayouts.plain
}

/** Reads an entry of 94 characters; its addenda follow in lines of their own. */
export function readEntryText(layout: EntryLayout, text: string): AchEntryText {
  const { account_number, amount, identification_number, individual_name, discretionary, trace_number } =
    layout
  return {
    transaction_code: text.slice(1, 3),
    routing_number: text.slice(3, 12),
    account_number: textAt(text, account_number.from, account_number.to),
    amount: centsAt(text, amount.from, amount.to),
    identification_number:
      identification_number === undefined
        ? ''
        : textAt(text, identification_number.from, identification_number.to),
    individual_name:
      individual_name === undefined ? '' : textAt(text, individual_name.from, individual_name.to),
    discretionary: discretionary === undefined ? '' : textAt(text, discretionary.from, discretionary.to),
    trace_number: trace_number === undefined ? '' : textAt(text, trace_number.from, trace_number.to),
    details: layout.details.length === 0 ? none : detailsAt(layout, text),
    addenda: [],
  }
}

function detailsAt({ details }: EntryLayout, text: string): AchEntryDetails {
  const values: { -readonly [D in keyof AchEntryDetails]: string } = {}
  for (const { name, from, to } of details) values[name] = textAt(text, from, to)
  return values
}

/** What an entry is for, by its addenda; the last word counts where several stand in one entry. */
function categoryOf(addenda: readonly AchAddenda[], isAdvice: boolean): AchCategory {
  const last = addenda.at(-1)
  switch (last?.kind) {
    case 'return':
    case 'iat_return':
      return 'return'
    case 'dishonored_return':
    case 'contested_return':
    case 'refused_notification':
      return last.kind
    case 'notification':
    case 'iat_notification':
      return 'notification'
    case undefined:
    default:
      return isAdvice ? 'advice' : 'forward'
  }
}

/**
 * Adds to an entry what its code and its addenda mean. The direction of a code that is not known follows the pattern of the
 * others: a second digit below 5 is a credit.
 */
export function completeEntry(
  entry: AchEntryText,
  addenda: readonly AchAddenda[],
  isAdvice: boolean,
): AchEntry {
  const known = transactionCodes.get(entry.transaction_code)
  return {
    transaction_code: entry.transaction_code,
    direction: known?.direction ?? (entry.transaction_code.charAt(1) < '5' ? 'credit' : 'debit'),
    account_type: known?.account_type,
    purpose: known?.purpose,
    is_prenote: known?.purpose === 'prenote',
    category: categoryOf(addenda, isAdvice),
    routing_number: entry.routing_number,
    account_number: entry.account_number,
    amount: entry.amount,
    identification_number: entry.identification_number,
    individual_name: entry.individual_name,
    discretionary: entry.discretionary,
    trace_number: entry.trace_number,
    details: entry.details,
    addenda,
  }
}
