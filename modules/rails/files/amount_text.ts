import { isCurrency, minorUnits } from '../../../kernel/currency.ts'

/** Minor units as people write them: 105000 USD is `1,050.00 USD`. */
export function amountText(minor: bigint, currency: string): string {
  const scale = isCurrency(currency) ? minorUnits(currency) : 2
  const digits = (minor < 0n ? -minor : minor).toString().padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale).replaceAll(/\B(?=(\d{3})+$)/g, ',')
  const fraction = scale === 0 ? '' : `.${digits.slice(-scale)}`
  return `${minor < 0n ? '−' : ''}${whole}${fraction} ${currency}`
}
