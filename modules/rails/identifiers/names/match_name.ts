import { type Day, startOfDay } from '../../../../kernel/world.ts'
import { nameRules, type NameRule, type NameRules } from '../facts/name_rules.ts'
import { nameWords } from '../facts/name_words.ts'
import { INPUT_CHARS_MAX } from '../fault.ts'
import { type Difference, wordDifferences } from './align.ts'
import { type HolderKind, type PlainName, plainName } from './plain.ts'

/** Outcomes of Verification of Payee: match, close match, no match, not possible. */
export type VopOutcome = 'MTCH' | 'CMTC' | 'NMTC' | 'NOAP'
export type NameAsked = {
  /** What the payer typed. */
  readonly name: string
  /** Whether the payer means a person or a company, when that was asked. */
  readonly kind?: HolderKind
}
export type AccountHolder = {
  /** Every name the account may be paid by: of each joint holder, of a company also its trading names. */
  readonly names: readonly string[]
  readonly kind: HolderKind
}
export type NameReason = { readonly rule: NameRule; readonly text: string; readonly points: number }
export type NameMatch = {
  readonly outcome: VopOutcome
  /** 100 less the points of every reason, not below 0. 0 when it is not possible. */
  readonly score: number
  readonly reasons: readonly NameReason[]
  /** The holder's name, to be shown to the payer: only of a close match. */
  readonly name: string | null
}

const NAMES_MAX = 32
const impossible: NameMatch = { outcome: 'NOAP', score: 0, reasons: [], name: null }

/**
 * Compares the name that a payer typed with the names of an account's holder, as a bank answers it in Verification of
 * Payee (EU) or Confirmation of Payee (UK). Pure: the same names have the same answer on the same day, and `reasons` say
 * how the score came about. `NOAP` when there is nothing to compare, or the scripts differ and cannot be brought together.
 * Points and thresholds: facts/name_rules.ts. Never throws.
 */
export function matchName(asked: NameAsked, holder: AccountHolder, on: Day): NameMatch {
  const rules = nameRules(startOfDay(on)).value
  const results = holder.names.slice(0, NAMES_MAX).map((name) => compare(asked, name, holder.kind, rules))
  const joint =
    holder.kind === 'individual' && holder.names.length > 1 ? jointMatch(asked, holder, rules) : undefined
  return [...results, ...(joint === undefined ? [] : [joint])].reduce(better, impossible)
}

const better = (a: NameMatch, b: NameMatch): NameMatch =>
  a.outcome === 'NOAP' || (b.outcome !== 'NOAP' && b.score > a.score) ? b : a

function compare(asked: NameAsked, held: string, kind: HolderKind, rules: NameRules): NameMatch {
  const a = plainName(asked.name, kind)
  const h = plainName(held, kind)
  if (a.words.length === 0 || h.words.length === 0 || a.is_foreign !== h.is_foreign) return impossible
  const differences: Difference[] = [...outerDifferences(a, h), ...wordDifferences(a, h, kind, rules)]
  if (asked.kind !== undefined && asked.kind !== kind)
    differences.push({ rule: 'kind_differs', text: kind, times: 1 })
  if (differences.length === 0 && asked.name.trim() !== held.trim())
    differences.push({ rule: 'case_or_marks', text: '', times: 1 })
  return matchFrom(differences, held, rules)
}

/** Differences that are not between the words of the names. */
function outerDifferences(a: PlainName, h: PlainName): readonly Difference[] {
  const differences: Difference[] = []
  const add = (rule: NameRule, text = ''): unknown => differences.push({ rule, text, times: 1 })
  if (a.is_transliterated !== h.is_transliterated) add('transliteration')
  if (a.titles.join(' ') !== h.titles.join(' ')) add('title', [...a.titles, ...h.titles].join(' '))
  if (a.fillers !== h.fillers) add('filler')
  if (a.legal_form !== h.legal_form) {
    const is_missing = a.legal_form === undefined || h.legal_form === undefined
    add(
      is_missing ? 'legal_form_missing' : 'legal_form_differs',
      [a.legal_form, h.legal_form].filter(Boolean).join(', '),
    )
  }
  return differences
}

function matchFrom(differences: readonly Difference[], held: string, rules: NameRules): NameMatch {
  const reasons = differences.map(({ rule, text, times }) => ({
    rule,
    text,
    points: rules.points[rule] * times,
  }))
  const score = Math.max(0, 100 - reasons.reduce((sum, { points }) => sum + points, 0))
  if (score >= rules.match_min) return { outcome: 'MTCH', score, reasons, name: null }
  if (score >= rules.close_match_min) return { outcome: 'CMTC', score, reasons, name: held }
  return { outcome: 'NMTC', score, reasons, name: null }
}

const joints: ReadonlySet<string> = new Set(nameWords.joints)

/**
 * A payer may name all the holders of a joint account: `Anna and Peter Berg`. Each part must fit another holder; a part
 * without a family name has that of the last one. The worst part decides.
 */
function jointMatch(asked: NameAsked, holder: AccountHolder, rules: NameRules): NameMatch | undefined {
  const parts = jointParts(asked.name)
  if (parts.length < 2 || parts.length > holder.names.length) return undefined
  const free = holder.names.slice(0, NAMES_MAX)
  let worst: NameMatch | undefined
  for (const name of parts) {
    const results = free.map((held) => compare({ ...asked, name }, held, holder.kind, rules))
    const best = results.reduce(better, impossible)
    free.splice(results.indexOf(best), 1)
    if (worst === undefined || best.score < worst.score) worst = best
  }
  return worst?.outcome === 'CMTC' ? { ...worst, name: holder.names.join(' / ') } : worst
}

function jointParts(name: string): readonly string[] {
  const parts: string[][] = [[]]
  for (const word of name
    .slice(0, INPUT_CHARS_MAX)
    .replaceAll(/[&/,;+]/g, ' and ')
    .split(/\s+/)) {
    if (joints.has(word.toLowerCase())) parts.push([])
    else if (word !== '') parts.at(-1)?.push(word)
  }
  const said = parts.filter((part) => part.length > 0)
  const family = said.at(-1)?.at(-1) ?? ''
  return said.map((part) => (part.length === 1 ? [...part, family] : part).join(' '))
}
