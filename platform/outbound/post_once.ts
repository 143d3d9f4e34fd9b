import type { Dispatcher, Pool } from 'undici'
import type { World } from '../../kernel/world.ts'
import { ANSWER_KEPT_BYTES_MAX } from './limits.ts'
import { reasonOf } from './safe_connect.ts'
import type { Post, PostReply } from './safe_dialer.ts'

type Headers = Record<string, string | string[]>

/**
 * One POST through a pool, by its lowest layer: no redirects, no retries, no streams. The deadline is one timer for
 * all of it, the wait for a connection included. An answer that is longer than what is kept ends the connection: its
 * status counts, the rest nobody needs.
 */
export const createPost =
  (world: World) =>
  (pool: Pool, url: URL, post: Post): Promise<PostReply> =>
    new Promise((resolve) => {
      let isOver = false
      const reading = readAnswer((reply) => {
        if (isOver) return
        isOver = true
        cancel()
        resolve(reply)
      })
      const cancel = world.after(post.timeout_ms, () => reading.giveUp(post.timeout_ms))
      pool.dispatch(
        {
          path: `${url.pathname}${url.search}`,
          method: 'POST',
          headers: post.headers as string[],
          body: post.body,
          headersTimeout: 0,
          bodyTimeout: 0,
        },
        reading.callbacks,
      )
    })

/** What undici calls while an answer comes; `end` may be called more than once. */
function readAnswer(end: (reply: PostReply) => void) {
  let controller: Dispatcher.DispatchController | undefined
  let isLate = false
  let status = 0
  let headers: Headers = {}
  let bytes = 0
  const chunks: Buffer[] = []
  const answered = (): void => {
    const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)
    end({ kind: 'answered', status, headers, body })
  }
  const take = (begun: Dispatcher.DispatchController, chunk: Buffer): void => {
    const room = ANSWER_KEPT_BYTES_MAX - bytes
    chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk)
    bytes += chunk.length
    if (bytes <= ANSWER_KEPT_BYTES_MAX) return
    answered()
    begun.abort(enough)
  }
  const callbacks: Dispatcher.DispatchHandler = {
    onRequestStart(begun) {
      controller = begun
      if (isLate) begun.abort(late)
    },
    onResponseStart(_, code, answeredWith) {
      status = code
      headers = answeredWith as Headers
    },
    onResponseData: take,
    onResponseEnd: answered,
    onResponseError: (_, error) => end(whyNot(error)),
  }
  return {
    callbacks,
    giveUp(timeout_ms: number): void {
      isLate = true
      end({ kind: 'failed', why: `no answer within ${timeout_ms} ms` })
      controller?.abort(late)
    },
  }
}

const late = new Error('no answer in time')
const enough = new Error('the answer is long enough')

function whyNot(error: unknown): PostReply {
  const { code = '' } = error as { code?: string }
  return { kind: code === 'FLORIN_DIAL_REFUSED' ? 'refused' : 'failed', why: reasonOf(error) }
}
