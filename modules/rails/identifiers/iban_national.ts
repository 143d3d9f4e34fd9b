import { complement, digitsOf, isLuhn, isMod11_10, mod97, weighted } from './digits.ts'

/** Whether the check digits inside of a BBAN are right; its structure has been checked. */
type NationalCheck = {
  isRight(bban: string): boolean
  /** `noted` where banks are known to have accounts from before the rule. */
  readonly severity: 'refused' | 'noted'
  readonly source: string
}

const BELGIUM = 97
/** The first ten digits modulo 97, and 97 instead of 0. */
const belgian = (bban: string): boolean =>
  (Number(bban.slice(0, 10)) % BELGIUM || BELGIUM) === Number(bban.slice(10))

/** Letters as the French key takes them: A and J are 1, B, K and S are 2, and so on. */
const ribLetters = '12345678912345678923456789'
const ribDigits = (text: string): string =>
  text.replaceAll(/[A-Z]/g, (letter) => ribLetters.charAt(letter.charCodeAt(0) - 65))

/** The key makes the whole number a multiple of 97: France and the many systems that took it over. */
const rib = (bban: string): boolean => mod97(ribDigits(bban)) === 0

/** ISO 7064 MOD 97-10 over the whole BBAN. */
const iso97 = (bban: string): boolean => mod97(bban) === 1

const SPAIN = [1, 2, 4, 8, 5, 10, 9, 7, 3, 6]
const spanishDigit = (text: string): number => {
  const digit = 11 - (weighted(text, SPAIN) % 11)
  return digit === 11 ? 0 : digit === 10 ? 1 : digit
}
const spanish = (bban: string): boolean =>
  spanishDigit(`00${bban.slice(0, 8)}`) === Number(bban.charAt(8)) &&
  spanishDigit(bban.slice(10)) === Number(bban.charAt(9))

/** Values of characters in odd places of the Italian CIN; even ones count as they are. */
const cinOdd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]
const cinValue = (code: number): number => (code >= 65 ? code - 65 : code - 48)
function italian(bban: string): boolean {
  let sum = 0
  for (let at = 1; at < bban.length; at++) {
    const value = cinValue(bban.charCodeAt(at))
    sum += at % 2 === 1 ? (cinOdd[value] ?? 0) : value
  }
  return sum % 26 === bban.charCodeAt(0) - 65
}

/** Accounts with 00 behind the bank are not numbered by the common rule. */
function norwegian(bban: string): boolean {
  if (bban.startsWith('00', 4)) return true
  return (
    complement(weighted(bban.slice(0, 10), [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]), 11) === Number(bban.charAt(10))
  )
}

const estonian = (bban: string): boolean =>
  complement(weighted(bban.slice(2, 15), [7, 1, 3]), 10) === Number(bban.charAt(15))

const HUNGARY = [9, 7, 3, 1]
const hungarian = (bban: string): boolean =>
  weighted(bban.slice(0, 8), HUNGARY) % 10 === 0 && weighted(bban.slice(8), HUNGARY) % 10 === 0

const polish = (bban: string): boolean => weighted(bban.slice(0, 8), [3, 9, 7, 1, 3, 9, 7, 1]) % 10 === 0

const CZECHIA = [6, 3, 7, 9, 10, 5, 8, 4, 2, 1]
const czech = (bban: string): boolean =>
  weighted(`0000${bban.slice(4, 10)}`, CZECHIA) % 11 === 0 && weighted(bban.slice(10), CZECHIA) % 11 === 0

const croatian = (bban: string): boolean => isMod11_10(bban.slice(0, 7)) && isMod11_10(bban.slice(7))

const albanian = (bban: string): boolean => weighted(bban.slice(0, 8), [9, 7, 3, 1, 9, 7, 3, 1]) % 10 === 0

/** The owner's national number stands at the end: its ninth digit is the check digit. */
const icelandic = (bban: string): boolean =>
  complement(weighted(bban.slice(12, 20), [3, 2, 7, 6, 5, 4, 3, 2]), 11) === Number(bban.charAt(20))

/** The eleven proof; numbers of the former postal bank, which begin with three zeros, never had it. */
function dutch(bban: string): boolean {
  const account = bban.slice(4)
  if (account.startsWith('000')) return true
  return digitsOf(account).reduce((sum, digit, at) => sum + digit * (10 - at), 0) % 11 === 0
}

const check = (
  isRight: NationalCheck['isRight'],
  severity: NationalCheck['severity'],
  source: string,
): NationalCheck => ({ isRight, severity, source })

const ribCheck = check(rib, 'refused', 'clé RIB')
const ribNoted = check(rib, 'noted', 'clé RIB, as banks of the country are known to use it')
const iso97Check = check(iso97, 'refused', 'ISO 7064 MOD 97-10 over the national account number')
const iso97Noted = check(iso97, 'noted', 'ISO 7064 MOD 97-10 over the national account number')
const czechCheck = check(czech, 'noted', 'modulus 11 of prefix and account')
const italianCheck = check(italian, 'refused', 'CIN')

/** By the country whose rules hold. A country that is not here has no check that all of its banks follow. */
export const nationalChecks: ReadonlyMap<string, NationalCheck> = new Map(
  Object.entries({
    AL: check(albanian, 'noted', 'modulus 10 of bank and branch'),
    BA: iso97Check,
    BE: check(belgian, 'refused', 'modulus 97'),
    CF: ribNoted,
    CG: ribNoted,
    CM: ribNoted,
    CZ: czechCheck,
    DJ: ribNoted,
    EE: check(estonian, 'refused', 'the 7-3-1 method'),
    ES: check(spanish, 'refused', 'dígitos de control of the código cuenta cliente'),
    FI: check(isLuhn, 'refused', 'Luhn'),
    FR: ribCheck,
    GA: ribNoted,
    GQ: ribNoted,
    HR: check(croatian, 'refused', 'ISO 7064 MOD 11,10 of bank and account'),
    HU: check(hungarian, 'refused', 'the 9-7-3-1 method for bank and for account'),
    IS: check(icelandic, 'noted', 'modulus 11 of the kennitala'),
    IT: italianCheck,
    KM: ribNoted,
    MC: ribCheck,
    ME: iso97Check,
    MK: iso97Check,
    MR: ribNoted,
    NL: check(dutch, 'noted', 'the eleven proof'),
    NO: check(norwegian, 'refused', 'modulus 11'),
    PL: check(polish, 'refused', 'the check digit of the bank number'),
    PT: iso97Check,
    RS: iso97Check,
    SI: iso97Check,
    SK: czechCheck,
    SM: italianCheck,
    TD: ribNoted,
    TL: iso97Noted,
    TN: check(rib, 'refused', 'clé RIB'),
    XK: iso97Noted,
  }),
)
