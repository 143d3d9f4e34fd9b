import { nameWords } from '../facts/name_words.ts'
import type { NameRule, NameRules } from '../facts/name_rules.ts'
import { typingErrors } from './distance.ts'
import { type HolderKind, isSameWord, type PlainName, type Word } from './plain.ts'

/** A difference between two names. `times` is more than one for several typing errors. */
export type Difference = { readonly rule: NameRule; readonly text: string; readonly times: number }
type Found = { readonly rule: NameRule; readonly times: number }
type Pair = { readonly asked: number; readonly held: number; readonly found: Found | undefined }

const groupsOf = (lists: readonly (readonly string[])[]): ReadonlyMap<string, readonly number[]> => {
  const groups = new Map<string, readonly number[]>()
  lists.forEach((list, at) => list.forEach((word) => groups.set(word, [...(groups.get(word) ?? []), at])))
  return groups
}
const nicknames = groupsOf(nameWords.nicknames)
const abbreviations = groupsOf(nameWords.abbreviations)
const joints: ReadonlySet<string> = new Set(nameWords.joints)
const isOneOf = (groups: ReadonlyMap<string, readonly number[]>, a: Word, b: Word): boolean => {
  const other = groups.get(b.plain) ?? []
  return (groups.get(a.plain) ?? []).some((group) => other.includes(group))
}

/** The differences between the words of the name that was asked for and of the holder's name. */
export function wordDifferences(
  asked: PlainName,
  held: PlainName,
  kind: HolderKind,
  rules: NameRules,
): readonly Difference[] {
  if (isSameText(asked.words, held.words))
    return asked.words.length === held.words.length ? [] : [difference('spacing', '')]
  const a = withJoined(asked.words, held.words)
  const h = withJoined(held.words, asked.words)
  const is_joined = a.length !== asked.words.length || h.length !== held.words.length
  const differences = alignedDifferences(a, h, kind, rules)
  return is_joined ? [difference('spacing', ''), ...differences] : differences
}

/** Joins two neighbours that are one word of the other name: Mac Donald. */
function withJoined(words: readonly Word[], other: readonly Word[]): readonly Word[] {
  const joined: Word[] = []
  for (let at = 0; at < words.length; at++) {
    const [first, second] = [words[at], words[at + 1]]
    if (first === undefined) break
    const both = second && { plain: first.plain + second.plain, expanded: first.expanded + second.expanded }
    const is_one = both !== undefined && other.some((word) => isSameWord(word, both))
    joined.push(is_one ? both : first)
    if (is_one) at++
  }
  return joined
}

function alignedDifferences(
  asked: readonly Word[],
  held: readonly Word[],
  kind: HolderKind,
  rules: NameRules,
): readonly Difference[] {
  const pairs = pairsOf(asked, held, kind, rules)
  const differences = pairs.flatMap(({ asked: at, found }) =>
    found === undefined ? [] : [{ ...found, text: asked[at]?.plain ?? '' }],
  )
  const is_moved = pairs
    .toSorted((a, b) => a.asked - b.asked)
    .some((pair, at, all) => pair.held < (all[at - 1]?.held ?? -1))
  if (is_moved) differences.push(difference(kind === 'individual' ? 'order' : 'word_order', ''))
  return [...differences, ...leftDifferences(asked, held, kind, pairs)]
}

const difference = (rule: NameRule, text: string): Difference => ({ rule, text, times: 1 })

const isSameText = (a: readonly Word[], b: readonly Word[]): boolean =>
  a.map(({ plain }) => plain).join('') === b.map(({ plain }) => plain).join('') ||
  a.map(({ expanded }) => expanded).join('') === b.map(({ expanded }) => expanded).join('')

/** Pairs each word with one of the other name, the surest kinds of pair first. */
function pairsOf(
  asked: readonly Word[],
  held: readonly Word[],
  kind: HolderKind,
  rules: NameRules,
): readonly Pair[] {
  const pairs: Pair[] = []
  const steps: readonly ((a: Word, h: Word, at: number) => Found | 'same' | undefined)[] = [
    (a, h) => (isSameWord(a, h) ? 'same' : undefined),
    (a, h, at) => initialFound(a, h, kind, at > 0 && at < held.length - 1),
    (a, h) => knownFound(a, h, kind),
    (a, h) => typingFound(a, h, rules),
  ]
  for (const step of steps)
    for (const [at, word] of asked.entries()) {
      if (pairs.some((pair) => pair.asked === at)) continue
      const pair = firstPair(word, held, pairs, step)
      if (pair !== undefined) pairs.push({ ...pair, asked: at })
    }
  return pairs
}

function firstPair(
  word: Word,
  held: readonly Word[],
  pairs: readonly Pair[],
  step: (a: Word, h: Word, at: number) => Found | 'same' | undefined,
): Omit<Pair, 'asked'> | undefined {
  for (const [at, other] of held.entries()) {
    if (pairs.some((pair) => pair.held === at)) continue
    const found = step(word, other, at)
    if (found !== undefined) return { held: at, found: found === 'same' ? undefined : found }
  }
  return undefined
}

function initialFound(a: Word, h: Word, kind: HolderKind, is_middle: boolean): Found | undefined {
  const is_initial =
    (a.plain.length === 1) !== (h.plain.length === 1) && a.plain.startsWith(h.plain.charAt(0))
  if (kind === 'business' || !is_initial) return undefined
  return { rule: is_middle ? 'middle_initial' : 'initial', times: 1 }
}

function knownFound(a: Word, h: Word, kind: HolderKind): Found | undefined {
  if (kind === 'individual') return isOneOf(nicknames, a, h) ? { rule: 'nickname', times: 1 } : undefined
  return isOneOf(abbreviations, a, h) ? { rule: 'abbreviation', times: 1 } : undefined
}

function typingFound(
  a: Word,
  h: Word,
  { typing_chars: [none_below, one_below] }: NameRules,
): Found | undefined {
  const shorter = Math.min(a.plain.length, h.plain.length)
  // Of a very short word a letter can be missing (Jon), but another letter makes another name (Tim and Tom).
  const is_risky = shorter === none_below && a.plain.length === h.plain.length
  const max = shorter < none_below || is_risky ? 0 : shorter < one_below ? 1 : 2
  const errors = [typingErrors(a.plain, h.plain, max), typingErrors(a.expanded, h.expanded, max)]
  const fewest = Math.min(...errors.map((count) => count ?? Number.POSITIVE_INFINITY))
  return fewest > 0 && fewest <= max ? { rule: 'typing', times: fewest } : undefined
}

/** What the words come to that have no partner. */
function leftDifferences(
  asked: readonly Word[],
  held: readonly Word[],
  kind: HolderKind,
  pairs: readonly Pair[],
): readonly Difference[] {
  const left = asked.flatMap((word, at) => (pairs.some((pair) => pair.asked === at) ? [] : [{ word, at }]))
  const other = held.flatMap((word, at) => (pairs.some((pair) => pair.held === at) ? [] : [{ word, at }]))
  const differing = Math.min(left.length, other.length)
  const differences = left.slice(0, differing).map(({ word }) => difference('word_differs', word.plain))
  const [missing, whole] = left.length > other.length ? [left, asked] : [other, held]
  const rest = missing.slice(differing)
  if (rest.length === 0) return differences
  if (kind === 'business')
    return [...differences, ...rest.map(({ word }) => difference('word_missing', word.plain))]
  if (pairs.length < 2) return [...differences, difference('one_name_only', '')]
  const last = whole.length - 1
  return [
    ...differences,
    ...rest.map(({ word, at }) => difference(leftRule(word, at === last || at === 0), word.plain)),
  ]
}

/** A name with an «and» that the other does not have is one of two people. */
const leftRule = ({ plain }: Word, is_outer: boolean): NameRule => {
  if (joints.has(plain)) return 'joint_name'
  return is_outer ? 'last_name_missing' : 'middle_name_missing'
}
