// Goal: who has to move from one version of the API to the next finds a page that says all of what changed, and is led there.
// Method: the page of each version is read beside the changes that the code makes to requests and answers; that the examples
// work is seen by guides.spec.ts, which makes every call and compares every answer.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { callsOf } from '../apps/server/docs_site/examples.ts'
import { versions } from '../apps/server/versions.ts'
import { present } from '../kernel/assert.ts'
import type { OperationChange, VersionChange } from '../platform/http/versions.ts'
import type { OpenApiDocument } from '../platform/http/openapi.ts'
import { readBlocks, root } from './document_blocks.ts'
import { shownAnswer } from './shown_answers.ts'

const INDEX = 'docs/upgrades/0-readme.md'
const pageOf = (version: string): string => `docs/upgrades/${version}.md`
const textOf = (page: string): string => readFileSync(root + page, 'utf8')
const { paths } = JSON.parse(textOf('docs/openapi.gen.json')) as OpenApiDocument

/** The operation of a call that stands on a page. */
function operationOf(method: string, path: string): string {
  const [bare = ''] = path.split('?')
  const fits = (pattern: string): boolean =>
    new RegExp(`^${pattern.replaceAll(/\{\w+\}/g, String.raw`(?:\{\w+\}|\w+_…)`)}$`).test(bare)
  const found = Object.entries(paths).find(
    ([pattern, operations]) => fits(pattern) && operations[method.toLowerCase()] !== undefined,
  )
  return String(present(found?.[1][method.toLowerCase()], `${method} ${path}`).operationId)
}

type Example = {
  readonly operation: string
  readonly version: string
  readonly body: unknown
  /** The answer, as far as the page shows it. */
  readonly answer: unknown
}

/** The calls of a page that say their version, with what is shown below each. */
function examplesOf(page: string): Example[] {
  const blocks = readBlocks(page)
  return blocks.flatMap(({ language, text }, at) => {
    const [call] = language === '' ? (callsOf(text) ?? []) : []
    if (call?.version === undefined) return []
    const { method, path, body, version } = call
    const below = present(blocks[at + 1], `the answer to ${method} ${path}`)
    assert.equal(below.language, 'json', `${page}:${below.line}`)
    return [
      {
        operation: operationOf(method, path),
        version,
        body: body === undefined ? undefined : (JSON.parse(body) as unknown),
        answer: shownAnswer(below.text),
      },
    ]
  })
}

const sameWay = (change: VersionChange, before: string): void => {
  const examples = examplesOf(pageOf(change.introduced_in))
  const ofOne = (operation: string, version: string): Example =>
    present(
      examples.find((one) => one.operation === operation && one.version === version),
      `${operation} in ${version} on ${pageOf(change.introduced_in)}`,
    )
  for (const [operation, { body, reply }] of Object.entries<OperationChange>(change.operations)) {
    const [older, newer] = [ofOne(operation, before), ofOne(operation, change.introduced_in)]
    if (body !== undefined) assert.deepEqual(body.up(older.body), newer.body, `${operation}: what is sent`)
    if (reply !== undefined)
      assert.deepEqual(reply.down(newer.answer), older.answer, `${operation}: the answer`)
  }
}

test('every version that is on its way out leads to a page that is there', () => {
  assert.ok(versions.older.length > 0)
  for (const { guide, version } of versions.older) {
    const text = textOf(`${guide.slice(1)}.md`)
    assert.ok(text.includes(version), `${guide} names ${version}`)
  }
})

test('every change has a page with its words, and with what each operation was sent and answered before and after', () => {
  const all = [versions.current, ...versions.older.map(({ version }) => version)]
  assert.ok(versions.changes.length > 0)
  for (const change of versions.changes) {
    const summary = change.summary.replace(/^The/, 'the')
    assert.ok(textOf(pageOf(change.introduced_in)).includes(summary), `${change.introduced_in}: ${summary}`)
    sameWay(change, present(all[all.indexOf(change.introduced_in) + 1], 'the version before'))
  }
})

test('the list of versions says of each since when and until when it is served', () => {
  const rows = [
    `| ${versions.current} | current | |`,
    ...versions.older.map(
      ({ version, deprecated_on, sunset_on, guide }) =>
        `| ${version} | deprecated since ${deprecated_on}, served until ${sunset_on} | [upgrade](${guide.split('/').at(-1)}.md) |`,
    ),
  ]
  const listed = [...textOf(INDEX).matchAll(/^\| \d{4}-.*$/gm)].map(([row]) => row)
  assert.deepEqual(listed, rows)
})
