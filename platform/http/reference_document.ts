import type { OpenApiDocument, OpenApiOperation } from './openapi.ts'

/** How a call is written in one language. */
export type CallSample = { readonly lang: string; readonly label: string; readonly source: string }
/** Writes a call as a reader can paste it. Its ids end in dots, and `body` is JSON. */
export type WriteSamples = (call: {
  readonly method: string
  readonly path: string
  readonly body: string | undefined
}) => readonly CallSample[]

/** The document that the reference shows: with each call written out in the languages of the other documents, and the way to them. */
export function referenceDocument(document: OpenApiDocument, write: WriteSamples): object {
  const paths = Object.entries(document.paths).map(([path, operations]) => [
    path,
    Object.fromEntries(
      Object.entries(operations).map(([method, operation]) => {
        const body = bodyOf(operation)
        const call = { method: method.toUpperCase(), path: withIds(document, path), body }
        return [method, { ...operation, 'x-codeSamples': write(call) }]
      }),
    ),
  ])
  const description = `${String(document.info['description'])}\n\n[Guides, concepts, events and errors](/docs/)`
  return { ...document, info: { ...document.info, description }, paths: Object.fromEntries(paths) as object }
}

type Media = { readonly 'application/json'?: { readonly example?: unknown; readonly schema?: Shown } }

function bodyOf({ requestBody }: OpenApiOperation): string | undefined {
  const example = (requestBody?.['content'] as Media | undefined)?.['application/json']?.example
  return example === undefined ? undefined : JSON.stringify(example)
}

type Shown = { readonly $ref?: string; readonly properties?: { readonly id?: { readonly pattern?: string } } }

/** `/v1/payments/{id}` as `/v1/payments/pay_…`, by the ids of what is read there. */
const withIds = (document: OpenApiDocument, path: string): string =>
  path.replaceAll(/\{\w+\}/g, (param, at: number) => prefixOf(document, path.slice(0, at + param.length)))

function prefixOf({ paths, components }: OpenApiDocument, path: string): string {
  const { content } = paths[path]?.['get']?.responses['200'] ?? {}
  const read = (content as Media | undefined)?.['application/json']?.schema
  const schema = components.schemas[read?.$ref?.split('/').at(-1) ?? ''] as Shown | undefined
  const [, prefix] = /^\^([a-z]+)_/.exec(schema?.properties?.id?.pattern ?? '') ?? []
  return prefix === undefined ? '…' : `${prefix}_…`
}
