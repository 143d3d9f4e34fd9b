import { type FetchReply, signatureOf, type StreamEvent } from '../../sdk/typescript/index.ts'
import type { Means } from './means.ts'

/** As long as a webhook endpoint has. Source: Standard Webhooks 1.0.0 (15 to 30 s). */
const ANSWER_MS_MAX = 15_000

export type Forwarded = {
  /** Null when no answer came. */
  readonly status: number | null
  readonly took_ms: number
  readonly fault: string | null
}

/** Sends one event as a webhook would be sent: the same bytes, the same headers, signed at the moment it leaves. */
export async function forwardEvent(
  { runtime, ...means }: Means,
  to: { readonly url: string; readonly secret: string; readonly event: StreamEvent },
): Promise<Forwarded> {
  const { id, text: body } = to.event
  const timestamp = Math.floor(runtime.now() / 1_000_000)
  const stop = new AbortController()
  const cancel = runtime.after(ANSWER_MS_MAX, () => stop.abort())
  const started_ms = runtime.elapsed_ms()
  const took = (): number => Math.round(runtime.elapsed_ms() - started_ms)
  try {
    const send = means.fetch ?? ((url, init): Promise<FetchReply> => fetch(url, init))
    const reply = await send(to.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Florin-Webhooks/1',
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': await signatureOf({ id, timestamp, body }, to.secret),
      },
      body,
      signal: stop.signal,
      redirect: 'manual',
    })
    await reply.text()
    return {
      status: reply.status,
      took_ms: took(),
      fault: reply.status >= 300 && reply.status < 400 ? 'redirects are not followed' : null,
    }
  } catch (error) {
    const fault = stop.signal.aborted ? `nothing within ${ANSWER_MS_MAX / 1_000} s` : causeOf(error)
    return { status: null, took_ms: took(), fault }
  } finally {
    cancel()
  }
}

function causeOf(error: unknown): string {
  const { cause, message } = error as { cause?: { code?: string }; message?: string }
  return cause?.code ?? message ?? String(error)
}
