/** A decimal number without zeros that say nothing: `-0012.50` is negative, `12`, `5`. */
export type Decimal = { readonly is_negative: boolean; readonly whole: string; readonly fraction: string }

/** Undefined when the text is not one. Exponents, `INF` and separators are not part of the type. */
export function readDecimal(text: string): Decimal | undefined {
  if (!/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/.test(text)) return undefined
  const [written = '', decimals = ''] = text.replace(/^[+-]/, '').split('.')
  const whole = written.replace(/^0+/, '')
  const fraction = withoutZerosBehind(decimals)
  return { is_negative: text.startsWith('-') && whole + fraction !== '', whole, fraction }
}

function withoutZerosBehind(digits: string): string {
  let end = digits.length
  while (end > 0 && digits[end - 1] === '0') end--
  return digits.slice(0, end)
}

/** Below zero when `a` is less than `b`. Exact for any number of digits. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  if (a.is_negative !== b.is_negative) return a.is_negative ? -1 : 1
  const order = compareSizes(a, b)
  return a.is_negative ? -order : order
}

function compareSizes(a: Decimal, b: Decimal): number {
  if (a.whole.length !== b.whole.length) return a.whole.length - b.whole.length
  const left = `${a.whole}.${a.fraction}`
  const right = `${b.whole}.${b.fraction}`
  return left === right ? 0 : left < right ? -1 : 1
}
