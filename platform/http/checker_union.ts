import type { Fault } from '../../kernel/result.ts'
import { type Checker, within } from './faults.ts'

/** The faults of the branch the caller most likely meant. */
export function nearest(branches: readonly Checker[], value: unknown, path: string): Fault[] {
  const told = branches.filter((branch) => hasConstants(branch, value))
  const candidates = told.length > 0 ? told : closest(branches, value)
  const choice =
    told.length > 0
      ? undefined
      : (discriminatorFault(branches, candidates, value, path) ?? emptyFault(branches, value, path))
  if (choice !== undefined) return [choice]
  const all = candidates.map((branch) => {
    const faults: Fault[] = []
    branch.explain(value, path, faults)
    return faults
  })
  return all.reduce((least, faults) => (faults.length < least.length ? faults : least))
}

/** The branches that know most of the fields given; all of them when it is not about fields. */
function closest(branches: readonly Checker[], value: unknown): readonly Checker[] {
  const known = branches.map(
    ({ names = [] }) => names.filter((name) => Object.hasOwn(value as object, name)).length,
  )
  const most = Math.max(...known)
  return branches.filter((_, index) => known[index] === most)
}

const hasConstants = ({ constants = {} }: Checker, value: unknown): boolean =>
  Object.keys(constants).length > 0 &&
  Object.entries(constants).every(([name, allowed]) =>
    allowed.includes((value as Record<string, unknown>)[name]),
  )

/**
 * A field that tells branches apart and has a value that none of them knows, or that all of them fix and that is
 * missing, is the fault. All values are named, of whichever branch.
 */
function discriminatorFault(
  branches: readonly Checker[],
  candidates: readonly Checker[],
  value: unknown,
  path: string,
): Fault | undefined {
  const names = new Set(branches.flatMap(({ constants = {} }) => Object.keys(constants)))
  for (const name of names) {
    const isMissing = !Object.hasOwn(value as object, name)
    const matters = isMissing
      ? branches.every(({ constants }) => constants?.[name] !== undefined)
      : candidates.every(({ choices }) => choices?.[name] !== undefined)
    const allowed = [...new Set(branches.flatMap(({ choices }) => choices?.[name] ?? []))]
    if (!matters || allowed.includes((value as Record<string, unknown>)[name])) continue
    const detail = `must be one of: ${allowed.map(String).join(', ')}`
    return { code: isMissing ? 'required' : 'not_one_of', param: within(path, name), detail }
  }
  return undefined
}

/** Of an object without any field nobody can say which branch was meant: what each needs is told. */
function emptyFault(branches: readonly Checker[], value: unknown, path: string): Fault | undefined {
  if (typeof value !== 'object' || value === null || Object.keys(value).length > 0) return undefined
  const needs = new Set(branches.map(({ required = [] }) => required.join(', ')))
  if (needs.size < 2 || needs.has('')) return undefined
  return { code: 'required', param: path, detail: `must have ${[...needs].join('; or ')}` }
}
