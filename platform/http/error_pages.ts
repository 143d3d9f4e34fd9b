import type { ErrorRow, ErrorTable, Retry } from '../../kernel/result.ts'
import { faultCodes } from './errors.ts'

const advice: Readonly<Record<Retry, string>> = {
  never: 'Do not send it again as it is: the answer would be the same. Correct the request first.',
  same_key:
    'Send the same request again, with the same Idempotency-Key, after the seconds in <code>Retry-After</code>. If the first one did something after all, you get its answer.',
  new_key:
    'Correct the request and send it with a new Idempotency-Key, and with a new id if you chose one. The old key keeps its answer, and so does the id of a refused transfer.',
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** Texts may mark code with backticks, as everywhere in the documents. */
const marked = (text: string): string => escaped(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>')

const page = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(title)}</title></head><body><main>${body}</main></body></html>`

/** What the `type` of a problem leads to: what the code means and what to do about it. */
export function errorPage(code: string, { status, retry, text }: ErrorRow): string {
  const faults = code === 'invalid_request' || code === 'invalid_json' ? faultList() : ''
  return page(
    code,
    `<p><a href="/docs/errors">All errors</a></p><h1><code>${escaped(code)}</code></h1>
<p>${marked(text)}</p>
<dl><dt>Status</dt><dd>${status}</dd><dt>Retry</dt><dd><code>${retry}</code></dd></dl>
<h2>What to do</h2><p>${advice[retry]}</p>${faults}`,
  )
}

/** A code that stands beside those of errors and is none. */
export const outcomePage = (code: string, text: string): string =>
  page(
    code,
    `<p><a href="/docs/errors">All errors</a></p><h1><code>${escaped(code)}</code></h1>
<p>${marked(text)}</p><h2>What to do</h2><p>Nothing: this is not an error.</p>`,
  )

function faultList(): string {
  const rows = Object.entries(faultCodes).map(
    ([code, text]) => `<dt id="${code}"><code>${code}</code></dt><dd>${marked(text)}</dd>`,
  )
  return `<h2>Faults in <code>errors</code></h2><dl>${rows.join('')}</dl>`
}

/** `outcomes` are codes that are no errors, by what they mean. */
export function errorIndexPage(errors: ErrorTable, outcomes: Readonly<Record<string, string>>): string {
  const rows = Object.entries(errors)
    .sort(([a, x], [b, y]) => x.status - y.status || (a < b ? -1 : 1))
    .map(([code, row]) => `<tr><td>${row.status}</td>${codeCells(code, row.text)}</tr>`)
  const others = Object.entries(outcomes).map(([code, text]) => `<tr>${codeCells(code, text)}</tr>`)
  const no_errors =
    others.length === 0 ? '' : `<h2>No errors</h2><table><tbody>${others.join('')}</tbody></table>`
  return page('Errors', `<h1>Errors</h1><table><tbody>${rows.join('')}</tbody></table>${no_errors}`)
}

const codeCells = (code: string, text: string): string =>
  `<td><a href="/docs/errors/${code}"><code>${escaped(code)}</code></a></td><td>${marked(text)}</td>`
