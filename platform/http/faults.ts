import { FAULTS_MAX } from '../../kernel/limits.ts'
import type { Fault } from '../../kernel/result.ts'
import { type JsonType, typeNames } from './json_schema.ts'

/**
 * One schema, compiled into two functions that agree: `check` is the hot path (about 0.1 µs a field) and says
 * yes or no; `explain` names every fault with its dotted path. Nothing is coerced, defaulted or dropped.
 */
export type Checker = {
  /** The JSON types a value can have to pass; says which branch of a union was meant. */
  readonly types: readonly JsonType[]
  /** The only values that pass, when there are few. */
  readonly allowed?: readonly unknown[]
  /** Fields that hold one fixed value: they tell the branches of a union of objects apart. */
  readonly constants?: Readonly<Record<string, readonly unknown[]>>
  /** Fields with few values, fixed or not. */
  readonly choices?: Readonly<Record<string, readonly unknown[]>>
  /** The fields an object must have. */
  readonly required?: readonly string[]
  /** The fields an object can have: the branch that knows most of those given was meant. */
  readonly names?: readonly string[]
  check(value: unknown): boolean
  explain(value: unknown, path: string, faults: Fault[]): void
}

export const within = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`)

export function addFault(faults: Fault[], code: string, param: string, detail: string): void {
  if (faults.length < FAULTS_MAX) faults.push({ code, param, detail })
}

export function wrongType(faults: Fault[], path: string, wanted: readonly JsonType[]): void {
  addFault(faults, 'wrong_type', path, `must be ${typeNames(wanted)}`)
}
