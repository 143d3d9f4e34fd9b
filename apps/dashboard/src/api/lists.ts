import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { allRows, call, type Page, ROWS_OF_PAGE } from './call.ts'
import { lookAgain, type Query } from './one.ts'
import { newestFirst, routeOf } from '../registry/routes.ts'

/** A list, page by page. Every answer of the API is read again when an event tells of a change (`stream.ts`). */
export const useList = (route: string, query: Query, params: Readonly<Record<string, string>> = {}) => {
  const limit = routeOf(route).is_paged === true ? { limit: String(ROWS_OF_PAGE) } : {}
  return useInfiniteQuery({
    queryKey: ['live', route, params, query],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      call<Page>(route, {
        params,
        signal,
        query: { ...newestFirst(route, query), ...limit, cursor: pageParam === '' ? undefined : pageParam },
      }),
    getNextPageParam: (page: Page) => (page.has_more === true ? (page.next_cursor ?? undefined) : undefined),
    refetchInterval: lookAgain,
  })
}

/** All rows up to a limit, for what is counted or drawn. */
export const useAll = (
  route: string,
  query: Query,
  rows_max: number,
  params: Readonly<Record<string, string>> = {},
) =>
  useQuery({
    queryKey: ['live', route, params, query, rows_max],
    queryFn: ({ signal }) =>
      routeOf(route).is_paged === true
        ? allRows(route, { params, query: newestFirst(route, query), signal }, rows_max)
        : call<Page>(route, { params, query, signal }).then((page) => page.data),
    refetchInterval: lookAgain,
  })
