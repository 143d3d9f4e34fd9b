/** A refusal of the API (RFC 9457), or of the network on the way to it. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail: string
  readonly retry: string
  readonly request_id: string | undefined
  readonly type: string | undefined
  readonly param: string | undefined
  readonly faults: readonly { readonly param: string; readonly detail: string }[]

  constructor(status: number, told: Readonly<Record<string, unknown>>) {
    const text = (name: string): string | undefined =>
      typeof told[name] === 'string' ? told[name] : undefined
    super(text('title') ?? 'The server could not be reached')
    this.name = 'Problem'
    this.status = status
    this.code = text('code') ?? 'unreachable'
    this.title = this.message
    this.detail = text('detail') ?? ''
    this.retry = text('retry') ?? 'same_key'
    this.request_id = text('request_id')
    this.type = text('type')
    this.param = text('param')
    this.faults = Array.isArray(told['errors']) ? (told['errors'] as { param: string; detail: string }[]) : []
  }
}

/** What the person can do now, by how the API says a repeat would end. */
export function whatToDo({ status, retry }: Problem): string {
  if (status === 0)
    return 'Look whether you are online and the server runs, then try again. Nothing was lost.'
  if (status === 401) return 'Sign in again; your session has ended.'
  if (status === 403) return 'Ask someone whose role allows it, or choose another tenant.'
  if (status === 429) return 'Wait a moment; too much was asked at once.'
  if (retry === 'same_key')
    return 'Try again as it is: if it was done after all, you get its answer and nothing happens twice.'
  if (retry === 'new_key') return 'Correct what is named above and send it again.'
  return 'Sending it again as it is would not help. Correct what is named above first.'
}
