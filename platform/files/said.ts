import type { Secret } from '../../kernel/secret.ts'
import { SAID_CHARS_MAX } from './limits.ts'

/**
 * What the other side said, fit for a log: one line, cut, and without our secrets, which it knows and may repeat. A secret
 * is looked for before the text is cut, so that no half of one is left.
 */
export function cleanSaid(said: string, secrets: readonly (Secret | undefined)[]): string {
  let text = said.slice(0, 10_000)
  for (const one of secrets) {
    const plain = one?.reveal() ?? ''
    if (plain !== '') text = text.replaceAll(plain, '[secret]')
  }
  return text
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, SAID_CHARS_MAX)
}
