import type { FileFault } from '../../../files/fault.ts'
import { type Element, element } from '../../../xml/element.ts'
import type { Codec, Field, Fields, GroupRules, NounOf, Occurs, OneOf, Place } from './codec.ts'
import { below, type Reading, report } from './reading.ts'
import { refuse, within, type Writing } from './writing.ts'

type Rules<F extends Fields> = {
  readonly one_of?: readonly (readonly (keyof F & string)[])[]
  readonly at_most_one_of?: readonly (readonly (keyof F & string)[])[]
  readonly always?: readonly string[]
}
export type Group<F extends Fields> = Codec<NounOf<F>> & { readonly fields: F }

/**
 * The codec of a noun with several fields, which stand in the order of the schema. A noun whose required field is
 * absent is reported and not given; one that was empty comes as an empty object.
 */
export function group<F extends Fields>(fields: F, given: Rules<F> = {}): Group<F> {
  const rules: GroupRules = { one_of: [], at_most_one_of: [], always: [], ...given }
  const entries = Object.entries(fields)
  return {
    fields,
    form: { kind: 'group', fields, rules },
    read: (from, reading) => readGroup(entries, from, reading) as NounOf<F> | undefined,
    write: (name, noun, writing) => writeGroup({ name, entries, rules }, noun, writing),
  }
}

/** The codec of a noun that has exactly one of the fields: of two that stand there, the first is read. */
export function choice<F extends Fields>(fields: F): Codec<OneOf<F>> {
  const keys = Object.keys(fields)
  const rules: GroupRules = { one_of: [keys], at_most_one_of: [], always: [] }
  const entries = Object.entries(fields)
  return {
    form: { kind: 'group', fields, rules },
    read(from, reading) {
      for (const entry of entries) {
        const noun = readGroup([entry], from, reading, false)
        if (noun !== undefined && Object.keys(noun).length > 0) return noun as OneOf<F>
      }
      return undefined
    },
    write: (name, noun, writing) => writeGroup({ name, entries, rules }, noun, writing),
  }
}

type Entry = readonly [key: string, field: Field<unknown, Occurs>]
type Noun = Record<string, unknown>

function readGroup(
  entries: readonly Entry[],
  from: Element,
  outer: Reading,
  isWhole = true,
): Noun | undefined {
  // Text where fields should be: an older form of the same name, which another field of the parent reads.
  if (from.children.length === 0 && from.text.trim() !== '') return undefined
  const reading = below(outer, from.name)
  const noun: Noun = {}
  let isComplete = true
  for (const [key, field] of entries) {
    const values = readField(field, from, reading)
    if (field.occurs === 'list') noun[key] = values
    else if (field.occurs === 'many') {
      if (values.length > 0) noun[key] = values
    } else if (values[0] !== undefined) noun[key] = values[0]
    else if (field.occurs === 'one' && isWhole) {
      isComplete = false
      reportMissing(field, from, outer)
    }
  }
  if (!isComplete) return undefined
  reading.nouns.set(from, noun)
  return noun
}

function reportMissing({ places }: Field<unknown, Occurs>, from: Element, reading: Reading): void {
  // What is there and could not be read has been reported where it stands.
  if (places.some(({ path }) => elementsAt(from, path).length > 0)) return
  const name = places[0]?.path.join('/') ?? ''
  const detail = `${from.name} has no ${name}, so it cannot be used`
  report(reading, from, { rule: 'iso20022_missing', detail, severity: 'refused' })
}

function readField(field: Field<unknown, Occurs>, from: Element, reading: Reading): unknown[] {
  for (const { path, before } of field.places) {
    const found = elementsAt(from, path)
    if (found.length === 0) continue
    const isSingle = field.occurs === 'one' || field.occurs === 'optional'
    // A place of former years may hold something else by now: what is wrong there counts only when it was that.
    const faults: FileFault[] = before === 0 ? [] : reading.faults
    const above = path.length === 1 ? reading : path.slice(0, -1).reduce(below, reading)
    const inside = faults === reading.faults ? above : { ...above, faults }
    const values: unknown[] = []
    for (const at of isSingle ? found.slice(0, 1) : found) {
      const value = field.codec.read(at, inside)
      if (value !== undefined && (field.occurs === 'one' || !isEmpty(value))) values.push(value)
    }
    if (values.length === 0) continue
    if (faults !== reading.faults) reading.faults.push(...faults)
    return values
  }
  return []
}

export function elementsAt(from: Element, path: readonly string[]): readonly Element[] {
  let found: readonly Element[] = from.children
  for (const [depth, name] of path.entries()) {
    if (name === '.') return [from]
    // Most fields are absent in most messages: nothing is made for those.
    if (depth === 0 && !from.children.some((one) => one.name === name)) return []
    if (depth > 0) found = found.flatMap((at) => at.children)
    found = found.filter((one) => one.name === name)
  }
  return found
}

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0

type Written = { readonly path: readonly string[]; readonly element: Element | undefined }
type Writer = { readonly name: string; readonly entries: readonly Entry[]; readonly rules: GroupRules }

function writeGroup({ name, entries, rules }: Writer, noun: object, writing: Writing): Element {
  const written: Written[] = rules.always.map((container) => ({ path: [container], element: undefined }))
  const values = noun as Readonly<Noun>
  for (const [key, field] of entries) {
    const value = values[key]
    if (value === undefined || (field.occurs !== 'one' && isEmpty(value))) {
      if (writing.release < field.needed_before) refuse(writing, `this version needs ${key}`)
      continue
    }
    within(writing, key, () => writeField(field, value, writing, written))
  }
  for (const keys of rules.one_of) {
    const there = keys.filter((key) => values[key] !== undefined).length
    if (there !== 1) refuse(writing, `exactly one of ${keys.join(', ')} is written, not ${there}`)
  }
  for (const keys of rules.at_most_one_of) {
    const there = keys.filter((key) => values[key] !== undefined).length
    if (there > 1) refuse(writing, `only one of ${keys.join(', ')} is written`)
  }
  return element(name, nest(written))
}

function writeField(
  field: Field<unknown, Occurs>,
  value: unknown,
  writing: Writing,
  written: Written[],
): void {
  const place = placeFor(field.places, writing.release)
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (values.length === 0) return keepPlace(field, place, writing, written)
  if (place === undefined) return refuse(writing, 'this version of the message has no place for it')
  if (values.length > place.max)
    return refuse(writing, `at most ${place.max} of them can be written in this version`)
  const name = place.path.at(-1) ?? ''
  values.forEach((one, index) => {
    const write = () => field.codec.write(name, one, writing)
    written.push({
      path: place.path,
      element: Array.isArray(value) ? within(writing, String(index), write) : write(),
    })
  })
}

function keepPlace(
  field: Field<unknown, Occurs>,
  place: Place | undefined,
  writing: Writing,
  written: Written[],
): void {
  if (place !== undefined && writing.later.has(field.codec))
    written.push({ path: place.path, element: element('', place.path.at(-1) ?? '') })
}

export const placeFor = (places: readonly Place[], release: number): Place | undefined =>
  places.find((one) => release >= one.since && release < one.before)

/** Puts elements into their containers; a container stands where its first element does. */
function nest(written: readonly Written[]): readonly Element[] {
  const nested: (Element | Written[])[] = []
  const containers = new Map<string, Written[]>()
  for (const { path, element: leaf } of written) {
    const [name = '', ...rest] = path
    if (rest.length === 0 && leaf !== undefined) {
      nested.push(leaf)
      continue
    }
    const inside = containers.get(name) ?? []
    if (!containers.has(name)) nested.push(inside)
    containers.set(name, inside)
    if (leaf !== undefined) inside.push({ path: rest, element: leaf })
  }
  const names = [...containers.keys()]
  return nested.map((one) => (Array.isArray(one) ? element(names.shift() ?? '', nest(one)) : one))
}
