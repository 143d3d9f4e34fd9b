/**
 * What a table holds under a word that comes from outside. Read as `table[word]`, every object also has `constructor`,
 * `toString` and whatever else all objects inherit, and a code of no bank would be found in a table of codes.
 */
export const ownOf = <T>(table: Readonly<Record<string, T>>, word: string): T | undefined =>
  Object.hasOwn(table, word) ? table[word] : undefined
