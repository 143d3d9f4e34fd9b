import { QueryCache, QueryClient } from '@tanstack/react-query'
import { Problem } from './problem.ts'

const RETRIES = 2

/**
 * Keeps answers of the API while pages show them. `onEnded` is told when one says that nobody is signed in any more, or that
 * the tenant is not there any more.
 */
export function newClient(onEnded: () => void = () => undefined): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (error instanceof Problem && (error.status === 401 || error.code === 'tenant_not_yours')) onEnded()
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // What was refused stays refused; what was not reached is asked for again.
        retry: (count, error) =>
          count < RETRIES && error instanceof Problem && (error.status === 0 || error.status >= 500),
      },
    },
  })
}
