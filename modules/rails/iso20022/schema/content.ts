import type { ElementType, Item, Leaf } from './definitions.ts'

type Elements = Extract<ElementType, { readonly kind: 'elements' }>

/** How far the children of one element were read. It starts before the first item, which nothing of was seen. */
export type Progress = { readonly type: Elements; item: number; leaf: Leaf | undefined; count: number }

export const startOf = (type: Elements): Progress => ({ type, item: -1, leaf: undefined, count: 0 })

/** Where something must stand: the one element, or the choice of several. */
type Place = Item['leaves']

export type Step =
  | { readonly kind: 'taken'; readonly leaf: Leaf }
  /** It may stand there once these are there before it. */
  | { readonly kind: 'missing'; readonly leaf: Leaf; readonly missing: readonly Place[] }
  /** The type has it, elsewhere: too often, or before something that already came. */
  | { readonly kind: 'misplaced'; readonly leaf: Leaf; readonly is_repeated: boolean }
  | { readonly kind: 'unknown'; readonly expected: readonly Leaf[] }

export type ChildName = { readonly name: string; readonly namespace: string }

/** A child comes: says what it is, and goes on to it where that is possible. */
export function stepTo(progress: Progress, child: ChildName, namespace: string): Step {
  const { type, leaf, count, item: from } = progress
  if (leaf !== undefined && count < leaf.max && isLeaf(leaf, child, namespace)) {
    progress.count++
    return { kind: 'taken', leaf }
  }
  for (let at = from + 1; at < type.items.length; at++) {
    const found = leafOf(type.items[at], child, namespace)
    if (found === undefined) continue
    const missing = missingBefore(progress, at)
    progress.item = at
    progress.leaf = found
    progress.count = 1
    return missing.length === 0 ? { kind: 'taken', leaf: found } : { kind: 'missing', leaf: found, missing }
  }
  for (let at = 0; at <= from; at++) {
    const found = leafOf(type.items[at], child, namespace)
    if (found !== undefined) return { kind: 'misplaced', leaf: found, is_repeated: found === leaf }
  }
  return { kind: 'unknown', expected: expectedAfter(progress) }
}

const isLeaf = ({ name, any_namespace }: Leaf, child: ChildName, namespace: string): boolean =>
  name === '*'
    ? any_namespace === '' || any_namespace === child.namespace
    : name === child.name && namespace === child.namespace

const leafOf = (item: Item | undefined, child: ChildName, namespace: string): Leaf | undefined =>
  item?.leaves.find((leaf) => isLeaf(leaf, child, namespace))

/** What should have come before item `end`; at the end of the element, before the end of all items. */
export function missingBefore(
  { type, leaf, count, item }: Progress,
  end = type.items.length,
): readonly Place[] {
  const missing: Place[] = leaf !== undefined && count < leaf.min ? [[leaf]] : []
  for (let at = item + 1; at < end; at++) {
    const skipped = type.items[at]
    if (skipped?.is_optional === false) missing.push(skipped.leaves)
  }
  return missing
}

/** What may come next: the same again, and everything up to the next that must come. */
function expectedAfter({ type, leaf, count, item }: Progress): readonly Leaf[] {
  const expected = leaf !== undefined && count < leaf.max ? [leaf] : []
  for (const { leaves, is_optional } of type.items.slice(item + 1)) {
    expected.push(...leaves)
    if (!is_optional) break
  }
  return expected
}
