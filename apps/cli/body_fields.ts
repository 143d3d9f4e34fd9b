import { readFile } from 'node:fs/promises'
import { ownOf } from '../../sdk/typescript/own.ts'
import { usage } from './exits.ts'

type Json = { [name: string]: unknown }

/**
 * The body that `-d` flags write: `a.b=text` puts a text at `b` in `a`, `a.b:=json` any JSON. Later flags go over what
 * earlier ones, or `--body`, said. Errors: CommandError for what is written otherwise.
 */
export function bodyFrom(base: Json | undefined, fields: readonly string[]): Json | undefined {
  if (base === undefined && fields.length === 0) return undefined
  const body = structuredClone(base ?? {})
  for (const field of fields) put(body, ...parse(field))
  return body
}

function parse(field: string): [path: string[], value: unknown] {
  const match = /^([^=:]+)(:?)=([\s\S]*)$/.exec(field)
  if (match === null) throw usage(`-d takes name=text or name:=json, not “${field}”`)
  const [, name = '', colon, text = ''] = match
  const path = name.split('.')
  if (path.some((part) => part === '' || part === '__proto__')) throw usage(`“${name}” cannot name a field`)
  if (colon === '') return [path, text]
  try {
    return [path, JSON.parse(text) as unknown]
  } catch {
    throw usage(`“${text}” is not JSON`, `for a text write ${name}=${text}`)
  }
}

function put(body: Json, path: readonly string[], value: unknown): void {
  const [last = '', ...before] = [...path].reverse()
  let at = body
  for (const part of before.reverse()) {
    const inner = ownOf(at, part)
    const next: Json = typeof inner === 'object' && inner !== null ? (inner as Json) : {}
    at[part] = next
    at = next
  }
  at[last] = value
}

/** What `--body` says: JSON, or `@file` to read it. Errors: CommandError for what is no JSON object. */
export async function wholeBody(text: string | undefined): Promise<Record<string, unknown> | undefined> {
  if (text === undefined) return undefined
  const file = text.startsWith('@') ? text.slice(1) : undefined
  const json =
    file === undefined
      ? text
      : await readFile(file, 'utf8').catch(() => {
          throw usage(`${file} cannot be read`)
        })
  try {
    const read = JSON.parse(json) as unknown
    if (typeof read === 'object' && read !== null) return read as Record<string, unknown>
  } catch {
    // Told below.
  }
  throw usage('--body is not a JSON object')
}
