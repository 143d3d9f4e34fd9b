import type { WriteSamples } from '../../../platform/http/reference_document.ts'
import { type Language, languages, writeCall } from './examples.ts'

/** What the reference calls them, to colour them. */
const langs: Readonly<Record<Language, string>> = {
  curl: 'shell',
  TypeScript: 'typescript',
  Python: 'python',
}

/** A call of the reference in each language in which the documents show theirs. */
export const writeSamples: WriteSamples = (call) =>
  languages.map((label) => ({ lang: langs[label], label, source: writeCall[label](call) }))
