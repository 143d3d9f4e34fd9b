import { hash } from 'node:crypto'
import type { Send, WireRequest } from '../../platform/outbound/wire.ts'

/** Chances in percent, per call that leaves for an acquirer. */
export type WireFaults = {
  /** Nothing leaves. */
  readonly refused: number
  /** No answer comes, and the acquirer never heard of it. */
  readonly unheard: number
  /** No answer comes, and it had its effect. */
  readonly lost: number
  /** The program dies before the call, or with its answer in the hand. */
  readonly crash_before: number
  readonly crash_after: number
}
export const quiet: WireFaults = { refused: 0, unheard: 0, lost: 0, crash_before: 0, crash_after: 0 }

export type FaultyWire = {
  readonly send: Send
  /** Resolves when the simulated program died; its calls stay open for ever, as a dead program's do. */
  readonly crashed: Promise<void>
  isDead(): boolean
}

const never = <T>(): Promise<T> => new Promise<T>(() => undefined)

/** A number from 0 to 99 for each request, and another one when it is sent again: whatever the order, the seed says which. */
export function createRolls(seed: bigint): (request: WireRequest) => number {
  const sent = new Map<string, number>()
  return (request) => {
    const what = request.transport === 'http' ? `${request.method} ${request.path}` : request.key
    // Ports are whatever is free, and would make another request of it.
    const name = `${what}\n${request.body}`.replaceAll(/127\.0\.0\.1:\d+/g, 'here')
    const times = (sent.get(name) ?? 0) + 1
    sent.set(name, times)
    return hash('sha256', `${seed}\n${times}\n${name}`, 'buffer').readUInt32BE(0) % 100
  }
}

/** The wire to the acquirers, broken as the rolls say. */
export function createFaultyWire(
  send: Send,
  roll: (request: WireRequest) => number,
  faults: WireFaults,
): FaultyWire {
  let isDead = false
  let announce: () => void = () => undefined
  const crashed = new Promise<void>((resolve) => void (announce = resolve))
  const die = <T>(): Promise<T> => {
    isDead = true
    announce()
    return never()
  }
  return {
    crashed,
    isDead: () => isDead,
    async send(dial, request) {
      if (isDead) return never()
      const mishap = mishapAt(roll(request), faults)
      if (mishap === 'crash_before') return die()
      if (mishap === 'refused') return { kind: 'not_sent', why: 'nobody listens' }
      if (mishap === 'unheard') return { kind: 'no_answer', why: 'the request was lost' }
      const reply = await send(dial, request)
      if (isDead) return never()
      if (mishap === 'crash_after') return die()
      return mishap === 'lost' ? { kind: 'no_answer', why: 'the answer was lost' } : reply
    },
  }
}

function mishapAt(roll: number, faults: WireFaults): keyof WireFaults | undefined {
  let until = 0
  for (const [name, chance] of Object.entries(faults)) {
    until += chance
    if (roll < until) return name as keyof WireFaults
  }
  return undefined
}
