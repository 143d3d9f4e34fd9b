import type { ErrorRow, ErrorTable, Retry } from '../../kernel/result.ts'
import { faultCodes } from './errors.ts'
import { problemText } from './problem.ts'

/** A page of the documents, for people and as Markdown for programs. */
export type CodeDoc = { readonly title: string; readonly html: string; readonly markdown: string }
/** What is known of the codes of a server. */
export type CodeBook = {
  readonly errors: ErrorTable
  /** Codes that are no errors, by what they mean. */
  readonly outcomes: Readonly<Record<string, string>>
  /** Of each code the routes that have it for a reason of their own, as `POST /v1/payments`. */
  readonly routes: ReadonlyMap<string, readonly string[]>
  readonly docs_url: string
}

const advice: Readonly<Record<Retry, string>> = {
  never: 'Do not send it again as it is: the answer would be the same. Correct the request first.',
  same_key:
    'Send the same request again, with the same Idempotency-Key, after the seconds in `Retry-After`. If the first one did something after all, you get its answer.',
  new_key:
    'Correct the request and send it with a new Idempotency-Key, and with a new id if you chose one. The old key keeps its answer, and so does the id of a refused transfer.',
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** Texts may mark code with backticks, as everywhere in the documents. */
const marked = (text: string): string => escaped(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>')

/** A part of a page: sentences, a list of named things, or a block of JSON. */
type Part = {
  readonly heading: string
  readonly text?: string
  readonly rows?: readonly (readonly [name: string, text: string])[]
  readonly json?: string
}

const partHtml = ({ heading, text, rows = [], json }: Part): string =>
  [
    `<h2>${marked(heading)}</h2>`,
    text === undefined ? '' : `<p>${marked(text)}</p>`,
    rows.length === 0
      ? ''
      : `<dl>${rows.map(([name, what]) => `<dt id="${escaped(name)}"><code>${escaped(name)}</code></dt><dd>${marked(what)}</dd>`).join('')}</dl>`,
    json === undefined
      ? ''
      : `<div class="code"><pre tabindex="0"><code class="json">${escaped(json)}</code></pre></div>`,
  ].join('')

const partMarkdown = ({ heading, text, rows = [], json }: Part): string =>
  [
    `## ${heading}`,
    ...(text === undefined ? [] : [text]),
    ...(rows.length === 0 ? [] : [rows.map(([name, what]) => `- \`${name}\`: ${what}`).join('\n')]),
    ...(json === undefined ? [] : [`\`\`\`json\n${json}\n\`\`\``]),
  ].join('\n\n')

function docOf(code: string, text: string, parts: readonly Part[]): CodeDoc {
  return {
    title: code,
    html: `<p><a href="/docs/errors">All errors</a></p><h1><code>${escaped(code)}</code></h1><p>${marked(text)}</p>${parts.map(partHtml).join('')}`,
    markdown: `# \`${code}\`\n\n${[text, ...parts.map(partMarkdown)].join('\n\n')}\n`,
  }
}

const ROUTES_MAX = 12

/** What the `type` of a problem leads to: what the code means, what to do about it, how it looks, and who answers it. */
export function errorDoc(code: string, row: ErrorRow, { routes, docs_url }: CodeBook): CodeDoc {
  const answered = routes.get(code) ?? []
  const more = answered.length > ROUTES_MAX ? `, and ${answered.length - ROUTES_MAX} more` : ''
  const named = answered.slice(0, ROUTES_MAX).map((route) => `\`${route}\``)
  const problem: unknown = JSON.parse(problemText({ code, ...row }, docs_url, 'req_…'))
  const faults = code === 'invalid_request' || code === 'invalid_json'
  return docOf(code, row.text, [
    { heading: 'What to do', text: advice[row.retry] },
    {
      heading: 'The answer',
      text: `Status ${row.status}, \`retry\` is \`${row.retry}\`. \`detail\` says what happened in your case, and \`param\` which field it is about, where it is about one.`,
      json: JSON.stringify(problem, null, 2),
    },
    {
      heading: 'Who answers it',
      text: named.length === 0 ? 'Any route can.' : `${named.join(', ')}${more}.`,
    },
    ...(faults ? [{ heading: 'Faults in `errors`', rows: Object.entries(faultCodes) }] : []),
  ])
}

/** A code that stands beside those of errors and is none. */
export const outcomeDoc = (code: string, text: string): CodeDoc =>
  docOf(code, text, [{ heading: 'What to do', text: 'Nothing: this is not an error.' }])

/** All codes: errors by their status, and then what is no error. */
export function errorIndexDoc({ errors, outcomes }: CodeBook): CodeDoc {
  const rows = Object.entries(errors)
    .sort(([a, x], [b, y]) => x.status - y.status || (a < b ? -1 : 1))
    .map(([code, { status, text }]) => ({ code, status: String(status), text }))
  const others = Object.entries(outcomes).map(([code, text]) => ({ code, status: '', text }))
  const all = [...rows, ...others]
  const cells = all.map(
    ({ code, status, text }) =>
      `<tr><td>${status}</td><td><a href="/docs/errors/${code}"><code>${escaped(code)}</code></a></td><td>${marked(text)}</td></tr>`,
  )
  const lines = all.map(
    ({ code, status, text }) => `| ${status} | [\`${code}\`](/docs/errors/${code}.md) | ${text} |`,
  )
  const intro =
    'Every refusal is `application/problem+json`, and its `code` is one of these. Those without a status are no errors: they stand beside a result.'
  return {
    title: 'Errors',
    html: `<h1>Errors</h1><p>${marked(intro)}</p><div class="table" tabindex="0"><table><thead><tr><th>Status</th><th>Code</th><th>What it means</th></tr></thead><tbody>${cells.join('')}</tbody></table></div>`,
    markdown: `# Errors\n\n${intro}\n\n| Status | Code | What it means |\n|---|---|---|\n${lines.join('\n')}\n`,
  }
}

/** For a listener that has no frame of its own. */
export const plainFrame = ({ title, html }: { readonly title: string; readonly html: string }): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(title)} · Florin</title><link rel="stylesheet" href="/docs/site.css"></head><body><header><a class="name" href="/docs/">Florin</a></header><main class="alone">${html}</main></body></html>`
