import type { Day } from '../../../../kernel/world.ts'
import { plusMonths } from '../../calendars/days.ts'
import type { RuleBook } from '../rule_book.ts'
import { allow, refuse, throughDay, type Verdict } from '../verdict.ts'
import { type SepaRule, sepaRules } from './facts/sepa_rules.ts'
import type { SddScheme } from './timeline.ts'

export type MandateLapseAsked = {
  readonly signed_on: Day
  /** The due date of the last collection that was presented, also one that came back; null: none yet. */
  readonly last_collection_on: Day | null
  /** The due date of the collection that is asked about. */
  readonly on: Day
}

/** Whether a mandate is still good: it lapses 36 months after its last collection, or after its signature if unused [K]. */
export function mandateIsAlive(
  { signed_on, last_collection_on, on }: MandateLapseAsked,
  rules: RuleBook<SepaRule> = sepaRules,
): Verdict {
  const from = last_collection_on ?? signed_on
  const { value, source } = rules.on('mandate_dormancy', from)
  const because = `A mandate lapses ${value} months after its last collection.`
  return throughDay(on, plusMonths(from, value), 'sepa.mandate.dormancy', because, source)
}

export const sequenceTypes = ['FRST', 'RCUR', 'FNAL', 'OOFF'] as const
export type SequenceType = (typeof sequenceTypes)[number]

export type SequenceAsked = {
  readonly mandate: 'one_off' | 'recurrent'
  /** Of the collections under this mandate that settled, oldest first. One that was rejected before is not among them. */
  readonly settled: readonly SequenceType[]
  /** No collection follows this one. */
  readonly is_last: boolean
  /** The due date. */
  readonly on: Day
}
export type SequenceVerdict = Verdict & {
  /** What to write. Null when nothing may be collected any more. */
  readonly sequence_type: SequenceType | null
  /** What a bank must take. */
  readonly accepted: readonly SequenceType[]
}

/**
 * The sequence type of the next collection. The first of a recurrent mandate was FRST until November 2016 and may be
 * RCUR since; after a FNAL or a OOFF nothing follows. A first collection that was rejected leaves the next one first.
 */
export function nextSequenceType(
  { mandate, settled, is_last, on }: SequenceAsked,
  rules: RuleBook<SepaRule> = sepaRules,
): SequenceVerdict {
  const { source } = rules.on('rcur_as_first', on)
  const none = (rule: string, because: string): SequenceVerdict => ({
    ...refuse(rule, because, source),
    sequence_type: null,
    accepted: [],
  })
  const some = (because: string, ...accepted: [SequenceType, ...SequenceType[]]): SequenceVerdict => ({
    ...allow('sepa.sequence.next', because, source),
    sequence_type: accepted[0],
    accepted,
  })
  if (settled.includes('FNAL')) return none('sepa.sequence.final', 'The final collection was made.')
  if (settled.includes('OOFF') || (mandate === 'one_off' && settled.length > 0))
    return none('sepa.sequence.one_off', 'A one-off mandate is used up.')
  if (mandate === 'one_off') return some('The only collection.', 'OOFF')
  const isFirst = settled.length === 0
  if (isFirst && !rules.isInForce('rcur_as_first', on)) return some('The first had to be FRST.', 'FRST')
  if (is_last) return some('The last collection.', 'FNAL')
  return isFirst ? some('The first may be RCUR.', 'RCUR', 'FRST') : some('A further collection.', 'RCUR')
}

/** Whether a file’s sequence type fits the mandate. */
export function checkSequenceType(
  asked: SequenceAsked & { readonly sequence_type: SequenceType },
  rules: RuleBook<SepaRule> = sepaRules,
): Verdict {
  const next = nextSequenceType(asked, rules)
  if (!next.allowed || next.accepted.includes(asked.sequence_type)) return next
  const because = `${asked.sequence_type} does not fit: ${next.accepted.join(' or ')}.`
  return refuse('sepa.sequence.fits', because, next.source)
}

/** What of a mandate a collection carries. */
export type MandateTerms = {
  readonly mandate_id: string
  readonly creditor_id: string
  readonly creditor_name: string
  readonly debtor_name: string
  readonly debtor_iban: string
  readonly debtor_bank: string
}
/** What the next collections must say of a change, until one of them settled. Null: it did not change. */
export type MandateAmendment = {
  readonly amendment_indicator: boolean
  readonly original_mandate_id: string | null
  readonly original_creditor_id: string | null
  readonly original_creditor_name: string | null
  /** The former IBAN within one bank; `SMNDA`, same mandate with new debtor account, when the bank changed too. */
  readonly original_debtor_account: string | null
}
const amendments = '[K] EPC SDD rulebooks: amendment of mandates, SMNDA'

/** What a change of a mandate makes of its next collection. A change of the debtor’s name alone is no amendment. */
export function amendMandate(before: MandateTerms, after: MandateTerms): MandateAmendment {
  const former = (name: keyof MandateTerms): string | null =>
    before[name] === after[name] ? null : before[name]
  const original = {
    original_mandate_id: former('mandate_id'),
    original_creditor_id: former('creditor_id'),
    original_creditor_name: former('creditor_name'),
    original_debtor_account: former('debtor_bank') === null ? former('debtor_iban') : 'SMNDA',
  }
  return { amendment_indicator: Object.values(original).some((value) => value !== null), ...original }
}

export type MandateUseAsked = {
  readonly scheme: SddScheme
  readonly mandate_id: string
  readonly on: Day
  /** B2B: the debtor’s bank has the mandate. */
  readonly is_at_debtor_bank: boolean
  readonly before: MandateTerms
  readonly after: MandateTerms
}

/** Whether a collection may go out under a mandate as it is now. */
export function mayUseMandate(asked: MandateUseAsked, rules: RuleBook<SepaRule> = sepaRules): Verdict {
  const { scheme, mandate_id, on, is_at_debtor_bank, before, after } = asked
  const { value, source } = rules.on('umr_length_max', on)
  if (mandate_id.length === 0 || mandate_id.length > value)
    return refuse('sepa.mandate.reference', `A mandate reference has 1 to ${value} characters.`, source)
  if (before.debtor_name !== after.debtor_name && before.debtor_iban !== after.debtor_iban)
    return refuse('sepa.mandate.new_debtor', 'Another debtor signs a mandate of their own.', amendments)
  if (scheme === 'sdd_b2b' && !is_at_debtor_bank)
    return refuse('sepa.mandate.b2b_bank', 'The debtor’s bank must hold a B2B mandate first.', source)
  return allow('sepa.mandate.use', 'The mandate may be used.', source)
}
