/** The JSON of an answer as a page shows it: whole, or some of its fields; three dots stand for what is left out. */
export function shownAnswer(text: string): unknown {
  const whole = text.trim().startsWith('{') ? text : `{${text}}`
  return JSON.parse(whole.replaceAll(/,\s*…\s*([}\]])/g, '$1'))
}

/** Dots stand for anything, and days and times are others in each run. */
const isVague = (text: string): boolean => text.includes('…') || /^\d{4}-\d\d-\d\d/.test(text)

/** Whether an answer has every field that is shown, with the value that is shown. Fields that may be null may differ in that. */
export function fits(shown: unknown, real: unknown): boolean {
  if (shown === null || real === null) return shown !== undefined && real !== undefined
  if (Array.isArray(shown))
    return Array.isArray(real) && shown.every((one) => real.some((other) => fits(one, other)))
  if (typeof shown === 'string' && isVague(shown)) return typeof real === 'string'
  if (typeof shown !== 'object') return shown === real
  return (
    typeof real === 'object' &&
    Object.entries(shown).every(
      ([name, value]) => Object.hasOwn(real, name) && fits(value, fieldOf(real, name)),
    )
  )
}
const fieldOf = (object: object, name: string): unknown => (object as Readonly<Record<string, unknown>>)[name]

/** The answer itself and everything inside it. */
export function partsOf(answer: unknown): unknown[] {
  if (typeof answer !== 'object' || answer === null) return []
  return [answer, ...Object.values(answer).flatMap(partsOf)]
}
