import { useQuery } from '@tanstack/react-query'
import { isIdle } from '../browser.ts'
import { call } from './call.ts'

export type Query = Readonly<Record<string, string | undefined>>
/** Where no stream stands, what is open is read again this often. */
const LOOK_AGAIN_MS = 30_000
export const lookAgain = (): number | false => (isIdle() ? false : LOOK_AGAIN_MS)

/** One answer of the API. Apart from lists, which need the description of every route, so that what is loaded first does not. */
export const useOne = (
  route: string,
  params: Readonly<Record<string, string>> = {},
  query: Query = {},
  isWanted = true,
) =>
  useQuery({
    queryKey: ['live', route, params, query, 'one'],
    queryFn: ({ signal }) => call(route, { params, query, signal }),
    refetchInterval: lookAgain,
    enabled: isWanted,
  })
