import { StartRefused } from '../../platform/db/start_refused.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Stops the start. `why` goes on behind the name of the variable. */
export const refuse = (name: string, why: string): never => {
  throw new StartRefused(`${name} ${why}.`)
}

export function whole(env: Environment, name: string, fallback: number, min: number, max: number): number {
  const text = env[name]
  if (text === undefined || text === '') return fallback
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  return value >= min && value <= max
    ? value
    : refuse(name, `must be a whole number from ${min} to ${max}, and is "${text}"`)
}

export function oneOf<T extends string>(
  env: Environment,
  name: string,
  values: readonly T[],
  fallback: T,
): T {
  const text = env[name]
  if (text === undefined || text === '') return fallback
  return (
    values.find((value) => value === text) ??
    refuse(name, `must be one of ${values.join(', ')}, and is "${text}"`)
  )
}

export function word(env: Environment, name: string, fallback: string): string {
  const text = env[name]
  return text === undefined || text === '' ? fallback : text
}
