import { ownOf } from '../../../kernel/own.ts'
import type { SentEvent } from '../../../platform/http/edge_types.ts'
import { examplesOf } from './examples.ts'
import { escaped } from './html.ts'

type Field = { readonly [name: string]: unknown }
export type EventDoc = { readonly title: string; readonly html: string; readonly markdown: string }
const code = (text: string): string => `<code>${escaped(text)}</code>`
/** Texts may mark code with backticks, as everywhere in the documents. */
const worded = (text: string): string => escaped(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>')

const INTRO =
  'What Florin tells you, by webhook, as a list (`GET /v1/events`) and as a stream (`GET /v1/events/stream`). Each is told once it is certain, in the transaction in which it happened.'
const NEXT =
  'Verify the signature, answer 2xx at once, and do the work afterwards. The same event may come twice, with the same `webhook-id`. Events of one object can overtake each other, unless the endpoint asks for order: where the present state matters, read the object by its `id`.'

/** The page at a path below `/docs/`: of all events, or of one. */
export function eventDocAt(events: readonly SentEvent[], path: string): EventDoc | undefined {
  if (path === 'events') return eventIndex(events)
  const event = events.find(({ type }) => path === `events/${type}`)
  return event === undefined ? undefined : eventDoc(event)
}

function eventIndex(events: readonly SentEvent[]): EventDoc {
  const groups = [...Map.groupBy(events, ({ type }) => type.split('.')[0] ?? type)].sort(([a], [b]) =>
    a < b ? -1 : 1,
  )
  const parts = groups.map(([name, some]) => {
    const rows = some.map(
      ({ type, text }) =>
        `<tr><td><a href="/docs/events/${escaped(type)}">${code(type)}</a></td><td>${worded(text)}</td></tr>`,
    )
    return `<h2 id="${escaped(name)}">${escaped(name.replaceAll('_', ' '))}</h2><div class="table" tabindex="0"><table><tbody>${rows.join('')}</tbody></table></div>`
  })
  const lists = groups.map(
    ([name, some]) =>
      `## ${name.replaceAll('_', ' ')}\n\n${some.map(({ type, text }) => `- [\`${type}\`](/docs/events/${type}.md): ${text}`).join('\n')}`,
  )
  return {
    title: 'Events',
    html: `<h1>Events</h1><p>${worded(INTRO)}</p>${parts.join('')}`,
    markdown: `# Events\n\n${INTRO}\n\n${lists.join('\n\n')}\n`,
  }
}

/** The kinds that a schema of an event takes, in words. */
function kindOf(schema: Field): string {
  const { type, anyOf, enum: values, const: value, items } = schema
  if (Array.isArray(values)) return values.map((one) => JSON.stringify(one)).join(' | ')
  if (value !== undefined) return JSON.stringify(value)
  if (Array.isArray(anyOf)) return anyOf.map((one) => kindOf(one as Field)).join(' | ')
  if (type === 'array') return `array of ${kindOf((items ?? {}) as Field)}`
  return typeof type === 'string' ? type : 'any'
}

const DEPTH_MAX = 3
type Row = { readonly name: string; readonly kind: string; readonly text: string }
const fieldsOf = (schema: Field): [string, Field][] =>
  Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, Field>>)

/** The id of the request stands beside `data`, as `correlation_id`. */
const isTold = ([name]: [string, Field]): boolean => name !== 'request_id'

function rowsOf(schema: Field, before = '', depth = 0): Row[] {
  return fieldsOf(schema)
    .filter(isTold)
    .flatMap(([name, field]) => {
      const text = typeof field['description'] === 'string' ? field['description'] : ''
      const row = { name: before + name, kind: kindOf(field), text }
      return depth < DEPTH_MAX && field['properties'] !== undefined
        ? [row, ...rowsOf(field, `${before}${name}.`, depth + 1)]
        : [row]
    })
}

/** What such fields look like. */
const usual: Readonly<Record<string, string>> = { value: '1050', currency: 'USD', reference: 'order-1' }
const textOf = (name: string): string =>
  ownOf(usual, name) ??
  (name.endsWith('_at') ? '2026-11-30T12:00:00.000000Z' : name.endsWith('_on') ? '2026-11-30' : '…')

/** A value of the kind that a schema takes, as an example; `word` is taken where it is one of several. */
function sampleOf(schema: Field, word: string, name = ''): unknown {
  const { type, anyOf, enum: values, const: value, items } = schema
  if (value !== undefined) return value
  if (Array.isArray(values)) return values.includes(word) ? word : values[0]
  if (Array.isArray(anyOf)) {
    const consts = anyOf.map((one: Field) => one['const'])
    return consts.includes(word) ? word : sampleOf((anyOf[0] ?? {}) as Field, word, name)
  }
  if (type === 'array') return [sampleOf((items ?? {}) as Field, word, name)]
  if (type === 'object')
    return Object.fromEntries(
      fieldsOf(schema)
        .filter(isTold)
        .map(([field, its]) => [field, sampleOf(its, word, field)]),
    )
  if (type === 'integer' || type === 'number') return 1
  return type === 'boolean' ? true : type === 'null' ? null : textOf(name)
}

/** An event as an endpoint is sent it, and as `GET /v1/events` lists it. */
export const eventExample = ({ type, schema }: SentEvent): object => ({
  id: 'evt_…',
  type,
  object_id: '…',
  api_version: '…',
  created_at: textOf('created_at'),
  tenant_id: 'ten_…',
  sequence: 1,
  previous_id: null,
  correlation_id: 'req_…',
  data: sampleOf(schema as Field, type.split('.').at(-1) ?? ''),
})

/** What the event says, what to do, its fields with an example, and how to have one sent in a sandbox. */
function eventDoc(event: SentEvent): EventDoc {
  const { type, text, schema } = event
  const rows = rowsOf(schema as Field)
  const example = JSON.stringify(eventExample(event), null, 2)
  const cells = rows.map(
    (row) => `<tr><td>${code(row.name)}</td><td>${code(row.kind)}</td><td>${worded(row.text)}</td></tr>`,
  )
  const lines = rows.map(
    (row) =>
      `| \`${row.name}\` | ${row.kind.replaceAll('|', String.raw`\|`)} | ${row.text.replaceAll('\n', ' ')} |`,
  )
  const trigger = `npm run florin -- trigger ${type}`
  return {
    title: type,
    html: `<p><a href="/docs/events">All events</a></p><h1>${code(type)}</h1><p>${worded(text)}</p>
<h2 id="next">What to do</h2><p>${worded(NEXT)}</p>
<h2 id="example">An example</h2>${examplesOf(example, 'json')}
<h2 id="fields">What stands in <code>data</code></h2><div class="table" tabindex="0"><table><thead><tr><th>Field</th><th>Kind</th><th></th></tr></thead><tbody>${cells.join('')}</tbody></table></div>
<h2 id="try">Try it</h2><p>In a sandbox this makes it happen, or says what does:</p>${examplesOf(trigger, 'sh')}`,
    markdown: `# \`${type}\`\n\n${text}\n\n## What to do\n\n${NEXT}\n\n## An example\n\n\`\`\`json\n${example}\n\`\`\`\n\n## What stands in \`data\`\n\n| Field | Kind | |\n|---|---|---|\n${lines.join('\n')}\n\n## Try it\n\nIn a sandbox this makes it happen, or says what does:\n\n\`\`\`sh\n${trigger}\n\`\`\`\n`,
  }
}
