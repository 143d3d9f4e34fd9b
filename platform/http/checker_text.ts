import { ownOf } from '../../kernel/own.ts'
import { parseDay, parseInstant, parseMoment } from '../../kernel/world.ts'
import { StartRefused } from '../db/start_refused.ts'
import { addFault, type Checker, wrongType } from './faults.ts'
import type { JsonSchema } from './json_schema.ts'

type Format = { readonly check: (text: string) => boolean; readonly detail: string }

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** The same readers that the modules use, so what passes here never fails there. */
const formats: Readonly<Record<string, Format>> = {
  'date-time': {
    check: (text) => text.length <= 40 && parseInstant(text) !== undefined,
    detail: 'must be a time as in RFC 3339, such as 2026-11-21T02:46:00Z, in the years 1740 to 2199',
  },
  'time-or-day': {
    check: (text) => text.length <= 40 && parseMoment(text) !== undefined,
    detail:
      'must be a time as in RFC 3339, such as 2026-11-21T02:46:00Z, or a day such as 2026-11-21, in the years 1740 to 2199',
  },
  date: {
    check: (text) => parseDay(text) !== undefined,
    detail: 'must be a day that exists, such as 2026-11-21',
  },
  uri: { check: (text) => text.length <= 2_048 && URL.canParse(text), detail: 'must be an absolute URL' },
  uuid: { check: (text) => UUID.test(text), detail: 'must be a UUID in lower case' },
}
const knownFormats: readonly string[] = Object.keys(formats)

/** Texts. Lengths count characters (code points), not the units they are stored in. */
export function checkText(schema: JsonSchema): Checker {
  const { minLength = 0, maxLength = Infinity, pattern, fault } = schema
  const form = pattern === undefined ? undefined : new RegExp(pattern, 'u')
  const format = schema.format === undefined ? undefined : formatOf(schema.format)
  const isShort = (text: string): boolean => text.length < minLength || countBelow(text, minLength)
  const isLong = (text: string): boolean => text.length > maxLength && !fitsIn(text, maxLength)
  const passes = (text: string): boolean =>
    !isLong(text) &&
    (minLength === 0 || !isShort(text)) &&
    (form === undefined || form.test(text)) &&
    (format === undefined || format.check(text))
  return {
    types: ['string'],
    check: (value) => typeof value === 'string' && passes(value),
    explain(value, path, faults) {
      if (typeof value !== 'string') return wrongType(faults, path, ['string'])
      if (isLong(value))
        return addFault(faults, 'too_long', path, `must have at most ${maxLength} characters`)
      if (isShort(value))
        return addFault(faults, 'too_short', path, `must have at least ${minLength} characters`)
      if (form?.test(value) === false)
        addFault(faults, 'wrong_form', path, fault ?? `must match ${pattern ?? ''}`)
      if (format?.check(value) === false) addFault(faults, 'wrong_form', path, format.detail)
    },
  }
}

function formatOf(name: string): Format {
  const format = ownOf(formats, name)
  if (format === undefined)
    throw new StartRefused(`A schema names the format ${name}; known are ${knownFormats.join(', ')}.`)
  return format
}

/** Only called when the text has more units than `chars`: pairs may still make it fit. */
const fitsIn = (text: string, chars: number): boolean => text.length <= chars * 2 && codePoints(text) <= chars

const countBelow = (text: string, chars: number): boolean =>
  text.length < chars * 2 && codePoints(text) < chars

function codePoints(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}
