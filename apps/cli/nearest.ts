/** The word of `words` that was probably meant; undefined when none is near. At most a third of it may be wrong. */
export function nearest(word: string, words: Iterable<string>): string | undefined {
  const typed = word.toLowerCase()
  const near = [...words]
    .map((known) => ({ known, steps: stepsBetween(typed, known.toLowerCase()) }))
    .filter(({ known, steps }) => steps <= Math.max(1, Math.floor(known.length / 3)))
  return near.sort((a, b) => a.steps - b.steps)[0]?.known
}

/** `; did you mean …?` behind a sentence, or nothing. */
export function didYouMean(word: string, words: Iterable<string>): string {
  const known = nearest(word, words)
  return known === undefined ? '' : `; did you mean “${known}”?`
}

/** Insertions, removals and replacements from one text to the other (Levenshtein). */
function stepsBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at)
  for (const [at, letter] of Array.from(from).entries()) {
    const next = [at + 1]
    for (let column = 1; column <= to.length; column++) {
      const isSame = to[column - 1] === letter
      next.push(
        Math.min(
          (row[column] ?? 0) + 1,
          (next[column - 1] ?? 0) + 1,
          (row[column - 1] ?? 0) + (isSame ? 0 : 1),
        ),
      )
    }
    row = next
  }
  return row.at(-1) ?? 0
}
