import { parseDay } from '../../../kernel/world.ts'
import { present } from '../../../kernel/assert.ts'

/**
 * Codes with which an acquirer itself refuses a request because something of it does not work, not because of what
 * the request says. These count against its breaker; any other code, an unknown one too, does not: a merchant who
 * sends nonsense must not close an acquirer for everybody.
 */
export const technicalCodes = {
  source:
    'payment-codes.md 4.3 (psp_down, rate_limited, processing_error), 4.4; ISO 8583:1987 field 39: 90, 91, 92, 96',
  effective_from: present(parseDay('2026-01-01'), 'a day'),
  review_by: present(parseDay('2027-06-30'), 'a day'),
  codes: new Set([
    'psp_down',
    'rate_limited',
    'too_many_requests',
    'processing_error',
    'internal_error',
    'maintenance',
    'overloaded',
    'service_unavailable',
    'system_malfunction',
    'temporarily_unavailable',
    'timeout',
    'unavailable',
    '90',
    '91',
    '92',
    '96',
  ]),
} as const
