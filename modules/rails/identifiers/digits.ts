/** The value of a digit or letter: 0 to 9, then A = 10 to Z = 35 (ISO 7064, ISO 13616). */
const valueOf = (code: number): number => (code >= 65 ? code - 55 : code - 48)

/**
 * ISO 7064 MOD 97 of digits and upper-case letters, each letter as two digits. The caller has checked the characters.
 * A text of any length is taken character by character, so no big number is made.
 */
export function mod97(text: string): number {
  let rest = 0
  for (let at = 0; at < text.length; at++) {
    const value = valueOf(text.charCodeAt(at))
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest
}

/** The two digits that make `mod97(text + digits)` one. */
export const mod97CheckDigits = (text: string): string => String(98 - mod97(`${text}00`)).padStart(2, '0')

export const digitsOf = (text: string): readonly number[] => Array.from(text, Number)

/** Digits by weights from the left; weights start again when they are fewer. */
export const weighted = (text: string, weights: readonly number[]): number =>
  digitsOf(text).reduce((sum, digit, at) => sum + digit * (weights[at % weights.length] ?? 0), 0)

/** As `weighted`, but of each product the digits are added up. Products stay under 100. */
export const weightedDigitSums = (text: string, weights: readonly number[]): number =>
  digitsOf(text).reduce((sum, digit, at) => {
    const product = digit * (weights[at % weights.length] ?? 0)
    return sum + Math.floor(product / 10) + (product % 10)
  }, 0)

/** What is missing to the next multiple of the modulus: 0 stays 0. */
export const complement = (sum: number, modulus: number): number => (modulus - (sum % modulus)) % modulus

/** Luhn (ISO/IEC 7812-1 annex B): the last digit is the check digit. */
export function isLuhn(text: string): boolean {
  const weights = text.length % 2 === 0 ? [2, 1] : [1, 2]
  return weightedDigitSums(text, weights) % 10 === 0
}

/** ISO 7064 MOD 11,10: the last digit is the check digit. */
export function isMod11_10(text: string): boolean {
  let rest = 10
  for (const digit of digitsOf(text.slice(0, -1))) {
    const sum = (rest + digit) % 10
    rest = ((sum === 0 ? 10 : sum) * 2) % 11
  }
  return (rest + Number(text.slice(-1))) % 10 === 1
}
