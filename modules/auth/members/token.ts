import { hash } from 'node:crypto'
import { type Secret, secret } from '../../../kernel/secret.ts'
import type { World } from '../../../kernel/world.ts'
import { RECOVERY_CODE_BYTES, RECOVERY_CODES, TOKEN_BYTES } from './limits.ts'
import { base32Of } from './totp.ts'

/** 256 random bits: of a session's cookie, of a set-up link. Nobody can guess it, so SHA-256 is enough to store. */
export const newToken = (world: World): Secret =>
  secret(Buffer.from(world.random(TOKEN_BYTES)).toString('base64url'))

/** SHA-256, in base64url. */
export const tokenHash = (token: string): string => hash('sha256', token, 'base64url')

/** Ten codes of sixteen characters, in fours: `abcd-efgh-jkmn-pqrs`. */
export const newRecoveryCodes = (world: World): string[] =>
  Array.from({ length: RECOVERY_CODES }, () =>
    (base32Of(world.random(RECOVERY_CODE_BYTES)).toLowerCase().match(/.{4}/g) ?? []).join('-'),
  )

/** What is stored of a code: however it was typed, with or without its hyphens. 80 random bits need no slow hash. */
export const recoveryCodeHash = (code: string): string =>
  hash('sha256', code.toLowerCase().replaceAll(/[\s-]/g, ''), 'base64url')
