import { createContext, useContext, useSyncExternalStore } from 'react'
import { clock, now, wallNow } from '../browser.ts'

/** Around what is told by everybody’s clock and not by the tenant’s: sessions, requests, seals. */
export const ByTheWall = createContext(false)

/** The time of the tenant that is shown; what says “in 3 days” is drawn again when its clock is read or moved. */
export function useNow(): Date {
  useSyncExternalStore(clock.watch, clock.ahead)
  return useContext(ByTheWall) ? wallNow() : now()
}
