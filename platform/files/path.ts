import { NAME_BYTES_MAX, PATH_BYTES_MAX } from './limits.ts'
import { type Refused, refused } from './outcome.ts'

/** A file below the transport's root, spelled in the one way that names it. */
export type FilePath = {
  /** Parts between slashes, none before the first; '' is the root. */
  readonly folder: string
  readonly name: string
  /** Both together. */
  readonly text: string
}

/** Controls, formats that turn text round or hide in it, half surrogates, and separators of lines. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u

/**
 * What is wrong with a name, or undefined. The same rule for names we write and for those that a server lists: a name is one
 * part of a path and nothing else, on whatever system it ends up.
 */
export function nameFault(name: string): string | undefined {
  if (name === '') return 'a name is empty'
  if (name === '.' || name === '..') return 'a name is . or ..'
  if (/[/\\]/.test(name)) return 'a name holds a slash'
  if (invisible.test(name)) return 'a name holds a character that cannot be seen'
  if (Buffer.byteLength(name) > NAME_BYTES_MAX) return `a name is longer than ${NAME_BYTES_MAX} bytes`
  return undefined
}

/** Reads a folder below the root; '' is the root itself. */
export function readFolder(text: string): { readonly folder: string } | Refused {
  if (text === '') return { folder: '' }
  if (text.length > PATH_BYTES_MAX || Buffer.byteLength(text) > PATH_BYTES_MAX)
    return refused('name_not_allowed', `a path is longer than ${PATH_BYTES_MAX} bytes`)
  for (const part of text.split('/')) {
    const fault = nameFault(part)
    if (fault !== undefined) return refused('name_not_allowed', fault)
  }
  return { folder: text }
}

/** Reads the path of a file below the root. */
export function readPath(text: string): FilePath | Refused {
  if (text === '') return refused('name_not_allowed', 'a name is empty')
  const read = readFolder(text)
  if ('kind' in read) return read
  const cut = text.lastIndexOf('/')
  return { folder: text.slice(0, Math.max(0, cut)), name: text.slice(cut + 1), text }
}

export const joinPath = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`)

/** A hostile name as it may be told: cut, and with what cannot be seen by its number. */
export const tellName = (name: string): string =>
  name
    .slice(0, 80)
    .replaceAll(
      /[\p{C}\u2028\u2029\\]/gu,
      (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
    )
