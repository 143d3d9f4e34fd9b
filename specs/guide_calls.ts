import { readFileSync } from 'node:fs'
import { present } from '../kernel/assert.ts'
import { type Call, callsOf } from '../apps/server/docs_site/examples.ts'
import { blocksFor, type DocBlock, root } from './document_blocks.ts'

/** A block of a document that calls the API, with what its comment says. */
export type GuideCall = {
  readonly page: string
  readonly line: number
  readonly call: Call
  /** The statuses that it may be answered with; any success when there is none. */
  readonly statuses: readonly number[]
  /** Who makes it, when that is not the reader. */
  readonly as: string | undefined
  /** The test that makes it instead, because it takes more than a page can have. */
  readonly elsewhere: string | undefined
}
export type Guide = {
  readonly page: string
  /** What the reader has before the first call, as the page says: see `guides.spec.ts`. */
  readonly given: readonly string[]
  readonly calls: readonly GuideCall[]
  /** Answers, or parts of them, as the page shows them. */
  readonly shown: readonly DocBlock[]
}

const GIVEN = /^<!-- given: (.*) -->$/m

function callsIn(block: DocBlock): GuideCall[] {
  const { page, line, text, mark, value } = block
  const marked = (name: string): string | undefined => (mark === name ? value : undefined)
  const statuses = (marked('answers') ?? '').split(' or ').filter(Boolean).map(Number)
  const how = { page, line, statuses, as: marked('as'), elsewhere: marked('elsewhere') }
  return present(callsOf(text), `calls at ${page}:${line}`).map((call) => ({ ...how, call }))
}

/** Every document that calls the API. */
export const guides: readonly Guide[] = [...blocksFor('specs/guides.spec.ts')].map(([page, blocks]) => ({
  page,
  given: GIVEN.exec(readFileSync(root + page, 'utf8'))?.[1]?.split(', ') ?? [],
  calls: blocks.filter(({ language }) => language !== 'json').flatMap(callsIn),
  shown: blocks.filter(({ language }) => language === 'json'),
}))
