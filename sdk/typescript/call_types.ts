import type { Answer, Ask, Page } from './client_types.ts'
import type { StreamOptions } from './stream_types.ts'

/** What a single call may say besides its body. */
export type CallOptions = Omit<Ask, 'body' | 'query'>
export type StreamCall = Omit<StreamOptions, 'query'>

/** A call that is under way: awaited it is what was asked for; `answer()` is that with the request id and all else. */
export type Call<T> = Promise<T> & { answer(): Promise<Answer<T>> }

/** A page of a list, with the way to the next one. */
export type ListPage<T> = Page<T> & {
  readonly request_id: string | null
  /** Null behind the last page. */
  next(): Promise<ListPage<T> | null>
}
/**
 * A list: `for await` reads every row, page after page as they are needed, and `await` reads the first page. Nothing is
 * asked before one of the two happens.
 */
export type List<T> = AsyncIterable<T> &
  PromiseLike<ListPage<T>> & {
    /** Page after page. */
    pages(): AsyncGenerator<ListPage<T>, void, undefined>
  }
