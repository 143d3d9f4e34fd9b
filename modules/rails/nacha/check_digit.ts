/**
 * The ninth digit of a routing number: weights 3, 7 and 1 in turn, filled up to the next ten. Returns -1 where a character
 * is not a digit. Source: ABA routing number policy; Nacha Operating Rules, appendix 3, check digit.
 */
export function checkDigitAt(text: string, from: number): number {
  let sum = 0
  for (let at = 0; at < 8; at++) {
    const digit = text.charCodeAt(from + at) - 48
    if (!(digit >= 0 && digit <= 9)) return -1
    sum += digit * (at % 3 === 0 ? 3 : at % 3 === 1 ? 7 : 1)
  }
  return (10 - (sum % 10)) % 10
}

/** Whether nine digits are a routing number: the last one proves the others. */
export const isRoutingNumber = (text: string): boolean =>
  text.length === 9 && checkDigitAt(text, 0) === text.charCodeAt(8) - 48
