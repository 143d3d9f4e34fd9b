import type { Route } from '../../platform/http/route.ts'

/** Every scope that a key can be given: those that some route asks for. In alphabetical order. */
export const collectScopes = (routes: readonly Pick<Route, 'scope'>[]): readonly string[] =>
  [...new Set(routes.map(({ scope }) => scope))].sort()
