import type { Socket } from 'node:net'
import type { Client, SFTPWrapper } from 'ssh2'
import type { Cancel, World } from '../../kernel/world.ts'
import { refused, type Refused } from './outcome.ts'

/** What came of one request. Only of `lost` that was sent it is not known what the server did. */
export type Answer<T> =
  | { readonly kind: 'answered'; readonly value: T }
  /** The server said no, by a status code of SFTP. */
  | { readonly kind: 'status'; readonly code: number; readonly said: string }
  | { readonly kind: 'lost'; readonly why: Refused; readonly was_sent: boolean }

export type Settle<T> = (error: Error | null | undefined, value: T) => void
export type Ask<T> = (sftp: SFTPWrapper, settle: Settle<T>) => void

/** A session with a server that knows us. It breaks once: whoever waits hears of it, and nobody uses it again. */
export type Link = {
  isOpen(): boolean
  /** Sends one request and waits for its answer. Never rejects. */
  ask<T>(start: Ask<T>): Promise<Answer<T>>
  /** Nothing has been asked for so long, in milliseconds. */
  idle_ms(): number
  /** Calls `fn` when it breaks or is closed; what it returns takes that back. */
  onEnd(fn: () => void): () => void
  close(): void
}

const OP_UNSUPPORTED = 8

export function createLink(
  world: World,
  session: { socket: Socket; client: Client; sftp: SFTPWrapper },
  answer_ms: number,
): Link {
  const { socket, client, sftp } = session
  const waiting = new Set<(why: Refused) => void>()
  let broken: Refused | undefined
  let asked_at = world.elapsed_ms()
  const endings = new Set<() => void>()
  const breakBy = (why: Refused): void => {
    if (broken !== undefined) return
    broken = why
    for (const fn of waiting) fn(why)
    for (const fn of endings) fn()
  }
  const drop = (why: Refused): void => {
    breakBy(why)
    socket.destroy()
  }
  const lost = (): void => drop(refused('connection_lost', 'the server ended the connection'))
  client.on('error', lost).on('end', lost).on('close', lost)
  sftp.on('error', lost).on('end', lost).on('close', lost)
  const asking = { world, sftp, waiting, answer_ms, drop }
  return {
    isOpen: () => broken === undefined,
    idle_ms: () => (waiting.size > 0 ? 0 : world.elapsed_ms() - asked_at),
    ask(start) {
      if (broken !== undefined) return Promise.resolve({ kind: 'lost', why: broken, was_sent: false })
      asked_at = world.elapsed_ms()
      return askOnce(asking, start)
    },
    onEnd(fn) {
      endings.add(fn)
      return () => endings.delete(fn)
    },
    close() {
      breakBy(refused('closed', 'the transport was closed'))
      client.end()
      // After the goodbye is written, whether or not the server answers it.
      socket.destroySoon()
    },
  }
}

type Asking = {
  readonly world: World
  readonly sftp: SFTPWrapper
  /** Those who wait: each is told why when the connection breaks. */
  readonly waiting: Set<(why: Refused) => void>
  readonly answer_ms: number
  readonly drop: (why: Refused) => void
}

const askOnce = <T>({ world, sftp, waiting, answer_ms, drop }: Asking, start: Ask<T>): Promise<Answer<T>> =>
  new Promise((resolve) => {
    const end = (answer: Answer<T>): void => {
      if (!waiting.delete(lose)) return
      cancel()
      resolve(answer)
    }
    const lose = (why: Refused): void => end({ kind: 'lost', why, was_sent: true })
    // What is answered later nobody could tell from the answer to something else, so all of it ends.
    waiting.add(lose)
    // Those before it may each take their time.
    const ms = answer_ms * waiting.size
    const late = refused('no_answer_in_time', `no answer within ${ms} ms`)
    const cancel: Cancel = world.after(ms, () => drop(late))
    try {
      start(sftp, (error, value) => {
        const answer = readAnswer(error, value)
        end(answer)
        if (answer.kind === 'lost') drop(answer.why)
      })
    } catch (error) {
      // ssh2 throws for an extension that the server does not have, before anything is sent.
      end({ kind: 'status', code: OP_UNSUPPORTED, said: (error as Error).message })
    }
  })

/** An error with a number is the server's own answer; any other is about the conversation. */
function readAnswer<T>(error: Error | null | undefined, value: T): Answer<T> {
  if (error === null || error === undefined) return { kind: 'answered', value }
  const { code, message } = error as { code?: unknown; message: string }
  if (typeof code === 'number') return { kind: 'status', code, said: message }
  return { kind: 'lost', why: refused('connection_lost', 'the conversation broke'), was_sent: true }
}
