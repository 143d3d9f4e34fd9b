import { commonPasswords } from '../facts/common_passwords.ts'
import { PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN } from './limits.ts'

const common: ReadonlySet<string> = new Set(commonPasswords.words)
/** A local part this short is in many good passwords by chance. */
const LOCAL_PART_CHARS_MIN = 3

/** What is wrong with a password, as a sentence; undefined for one that can be taken. Characters are code points. */
export function passwordFault(password: string, email: string): string | undefined {
  const text = password.normalize('NFC').toLowerCase()
  const length = Array.from(password).length
  if (length < PASSWORD_CHARS_MIN) return `It has fewer than ${PASSWORD_CHARS_MIN} characters.`
  if (length > PASSWORD_CHARS_MAX) return `It has more than ${PASSWORD_CHARS_MAX} characters.`
  if (common.has(text) || new Set(text).size < 4)
    return 'It is one of those that are tried first: choose one that nobody else has.'
  const local_part = email.slice(0, email.lastIndexOf('@')).toLowerCase()
  if (local_part.length >= LOCAL_PART_CHARS_MIN && text.includes(local_part))
    return 'It contains your email’s name.'
  return undefined
}
