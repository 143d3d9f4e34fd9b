import { countryCodes } from './facts/countries.ts'

const known: ReadonlySet<string> = new Set(countryCodes.codes.split(' '))

/** An officially assigned two-letter code of ISO 3166-1, or XK, which banks use for Kosovo. */
export const isCountry = (code: string): boolean => known.has(code)
