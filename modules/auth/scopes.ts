import type { Route } from '../../platform/http/route.ts'

/** Every scope that a key can be given: those that some route asks for. In alphabetical order. */
export const collectScopes = (routes: readonly Pick<Route, 'scope' | 'callers'>[]): readonly string[] =>
  [...new Set(routes.filter(isForKeys).map(({ scope }) => scope))].sort()

const isForKeys = ({ callers = 'keys_and_members' }: Pick<Route, 'callers'>): boolean =>
  callers === 'keys_and_members'
