import { type Json, textAt } from './value.ts'

/** A step of paths such as `assets:bank:main`, with the accounts that end there and the steps below. */
export type Branch = {
  readonly name: string
  readonly path: string
  readonly accounts: readonly Json[]
  readonly below: readonly Branch[]
  /** Of this step and all below. */
  readonly count: number
}

/** Accounts as the tree that their paths make, in the order of the alphabet. */
export const treeOf = (accounts: readonly Json[]): readonly Branch[] =>
  grow(
    accounts.map((account) => [textAt(account, 'path').split(':'), account] as const),
    '',
  )

function grow(rest: readonly (readonly [readonly string[], Json])[], above: string): readonly Branch[] {
  const names = [...new Set(rest.map(([[name = '']]) => name))].sort()
  return names.map((name): Branch => {
    const own = rest.filter(([path]) => path[0] === name)
    const path = above === '' ? name : `${above}:${name}`
    const deeper = own
      .filter(([steps]) => steps.length > 1)
      .map(([steps, account]) => [steps.slice(1), account] as const)
    return {
      name,
      path,
      accounts: own.filter(([steps]) => steps.length === 1).map(([, account]) => account),
      below: grow(deeper, path),
      count: own.length,
    }
  })
}
