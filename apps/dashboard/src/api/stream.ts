import type { QueryClient } from '@tanstack/react-query'
import { createParser } from 'eventsource-parser'
import { useEffect, useState } from 'react'
import { after, isIdle } from '../browser.ts'
import { headersOf } from './call.ts'

export type Liveness = 'live' | 'polling'

/** What arrives together is looked at together. */
const GATHER_MS = 800
const AGAIN_MS = 15_000

/**
 * Follows the tenant's events and has every list and page that is open look again. Not an EventSource: that cannot say
 * which tenant it means. Where the line does not stand, everything is looked at every 15 seconds instead.
 */
export function useLive(client: QueryClient, tenant: string | undefined): Liveness {
  const [liveness, setLiveness] = useState<Liveness>('polling')
  useEffect(() => {
    if (tenant === undefined) return undefined
    const abort = new AbortController()
    let cancelLook: (() => void) | undefined
    let cancelAgain: (() => void) | undefined
    const look = (): void => {
      cancelLook ??= after(GATHER_MS, () => {
        cancelLook = undefined
        if (!isIdle()) void client.invalidateQueries({ queryKey: ['live'] })
      })
    }
    const follow = async (): Promise<void> => {
      await read(abort.signal, () => setLiveness('live'), look).catch(() => undefined)
      if (abort.signal.aborted) return
      setLiveness('polling')
      look()
      cancelAgain = after(AGAIN_MS, () => void follow())
    }
    void follow()
    return () => {
      abort.abort()
      cancelLook?.()
      cancelAgain?.()
    }
  }, [client, tenant])
  return liveness
}

async function read(signal: AbortSignal, stands: () => void, told: () => void): Promise<void> {
  const headers = { ...headersOf('GET', {}), accept: 'text/event-stream' }
  const reply = await fetch('/v1/events/stream', { headers, credentials: 'same-origin', signal })
  if (!reply.ok || reply.body === null) return
  stands()
  const parser = createParser({ onEvent: told })
  const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return
    parser.feed(value)
  }
}
