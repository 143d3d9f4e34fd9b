import { readFileSync } from 'node:fs'
import type { Scope } from '../platform/scope.ts'

export const read = (scope: Scope): string => readFileSync(scope.request_id, 'utf8')
