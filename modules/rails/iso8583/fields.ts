/**
 * What a field may hold: digits; digits behind a sign (`C` or `D`, "x + n"); letters and digits (`an`, which in practice
 * also carries spaces); any printable character (`ans`); track 2 (digits, `=` and `D`, then `F` as filler); bytes in hex.
 */
export type FieldFormat = 'n' | 'xn' | 'an' | 'ans' | 'z' | 'b'
/** `fixed`, or behind the number of characters in two (`ll`) or three (`lll`) digits. */
export type FieldFraming = 'fixed' | 'll' | 'lll'
/** `length` counts characters: exactly so many of a fixed field, at most so many of the others. Hex counts twice its bytes. */
export type FieldRule = {
  readonly format: FieldFormat
  readonly framing: FieldFraming
  readonly length: number
  readonly name: string
}

/** ISO 8583:1987, data elements 2 to 128. Field 1 is the secondary bitmap and is written by the codec itself. */
export const isoFieldFacts = {
  source: 'ISO 8583:1987 data elements, as published in common ASCII field tables of that version',
  effective_from: '1987-08-15',
  review_by: '2027-12-31',
} as const

type Row = readonly [field: number, notation: string, name: string]

const rows: readonly Row[] = [
  [2, 'n..19', 'primary account number'],
  [3, 'n6', 'processing code'],
  [4, 'n12', 'amount, transaction'],
  [5, 'n12', 'amount, settlement'],
  [6, 'n12', 'amount, cardholder billing'],
  [7, 'n10', 'transmission date and time, MMDDhhmmss'],
  [8, 'n8', 'amount, cardholder billing fee'],
  [9, 'n8', 'conversion rate, settlement'],
  [10, 'n8', 'conversion rate, cardholder billing'],
  [11, 'n6', 'system trace audit number'],
  [12, 'n6', 'local time, hhmmss'],
  [13, 'n4', 'local date, MMDD'],
  [14, 'n4', 'expiry, YYMM'],
  [15, 'n4', 'settlement date, MMDD'],
  [16, 'n4', 'conversion date, MMDD'],
  [17, 'n4', 'capture date, MMDD'],
  [18, 'n4', 'merchant category code'],
  [19, 'n3', 'acquirer country code'],
  [20, 'n3', 'card number country code'],
  [21, 'n3', 'forwarder country code'],
  [22, 'n3', 'point of service entry mode'],
  [23, 'n3', 'card sequence number'],
  [24, 'n3', 'network international identifier'],
  [25, 'n2', 'point of service condition code'],
  [26, 'n2', 'point of service PIN capture code'],
  [27, 'n1', 'length of the authorisation code'],
  [28, 'xn9', 'amount, transaction fee'],
  [29, 'xn9', 'amount, settlement fee'],
  [30, 'xn9', 'amount, transaction processing fee'],
  [31, 'xn9', 'amount, settlement processing fee'],
  [32, 'n..11', 'acquirer identification'],
  [33, 'n..11', 'forwarder identification'],
  [34, 'ans..28', 'primary account number, extended'],
  [35, 'z..37', 'track 2'],
  [36, 'z...104', 'track 3'],
  [37, 'an12', 'retrieval reference number'],
  [38, 'an6', 'authorisation code'],
  [39, 'an2', 'response code'],
  [40, 'an3', 'service restriction code'],
  [41, 'ans8', 'terminal identification'],
  [42, 'ans15', 'card acceptor identification'],
  [43, 'ans40', 'card acceptor name and place'],
  [44, 'ans..99', 'additional response'],
  [45, 'ans..76', 'track 1'],
  [46, 'ans...999', 'additional, ISO'],
  [47, 'ans...999', 'additional, national'],
  [48, 'ans...999', 'additional, private'],
  [49, 'an3', 'currency, transaction'],
  [50, 'an3', 'currency, settlement'],
  [51, 'an3', 'currency, cardholder billing'],
  [52, 'b16', 'PIN block'],
  [53, 'n16', 'security related control'],
  [54, 'ans...120', 'additional amounts'],
  [64, 'b16', 'message authentication code'],
  [65, 'b16', 'extended bitmap'],
  [66, 'n1', 'settlement code'],
  [67, 'n2', 'extended payment code'],
  [68, 'n3', 'receiver country code'],
  [69, 'n3', 'settlement country code'],
  [70, 'n3', 'network management code'],
  [71, 'n4', 'message number'],
  [72, 'n4', 'message number, last'],
  [73, 'n6', 'action date, YYMMDD'],
  [90, 'n42', 'original elements'],
  [91, 'an1', 'file update code'],
  [92, 'an2', 'file security code'],
  [93, 'an5', 'response indicator'],
  [94, 'an7', 'service indicator'],
  [95, 'an42', 'replacement amounts'],
  [96, 'b16', 'message security code'],
  [97, 'xn17', 'amount, net settlement'],
  [98, 'ans25', 'payee'],
  [99, 'n..11', 'settlement institution'],
  [100, 'n..11', 'receiver identification'],
  [101, 'ans..17', 'file name'],
  [102, 'ans..28', 'account identification 1'],
  [103, 'ans..28', 'account identification 2'],
  [104, 'ans...100', 'transaction description'],
  [128, 'b16', 'message authentication code'],
]
/** Fields that follow one another with the same rule. */
const runs: readonly (readonly [from: number, to: number, notation: string, name: string])[] = [
  [55, 63, 'ans...999', 'reserved'],
  [74, 81, 'n10', 'number of transactions'],
  [82, 85, 'n12', 'amount of fees'],
  [86, 89, 'n16', 'amount of transactions'],
  [105, 127, 'ans...999', 'reserved'],
]

const NOTATION = /^(n|xn|an|ans|z|b)(\.{2,3})?(\d+)$/

/** Reads the standard's own shorthand: `n6`, `ans..28` (two digits of length before it), `ans...999` (three). */
function ruleOf(notation: string, name: string): FieldRule {
  const [, format, dots, length] = NOTATION.exec(notation) as unknown as [
    string,
    FieldFormat,
    string?,
    string?,
  ]
  const framing = dots === undefined ? 'fixed' : dots.length === 2 ? 'll' : 'lll'
  return { format, framing, length: Number(length), name }
}

function tableOf(): readonly (FieldRule | undefined)[] {
  const table: (FieldRule | undefined)[] = Array.from({ length: 129 }, () => undefined)
  for (const [field, notation, name] of rows) table[field] = ruleOf(notation, name)
  for (const [from, to, notation, name] of runs)
    for (let field = from; field <= to; field++) table[field] = ruleOf(notation, name)
  return table
}

/** By the number of the field: 2 to 128. */
export const isoFields = tableOf()
