import type { CustomTypesConfig } from 'pg'
import pg from 'pg'
import { present } from '../../kernel/assert.ts'
import { parseInstant } from '../../kernel/world.ts'

const INT8 = 20
const DATE = 1082
const TIMESTAMPTZ = 1184
const INT8_ARRAY = 1016
const UUID_ARRAY = 2951

const readInstant = (text: string) => present(parseInstant(text), `an instant in ${text}`)
/** The driver's own reader goes character by character: 2 ms for the 8,190 ids of one fact. */
const readUuids = (text: string): (string | null)[] =>
  text.length <= 2
    ? []
    : text
        .slice(1, -1)
        .split(',')
        .map((item) => (item === 'NULL' ? null : item))
const raw = (value: unknown): unknown => value

/** int8 → bigint, timestamptz → Instant, date → 'YYYY-MM-DD'. */
export const wireTypes: CustomTypesConfig = {
  getTypeParser(oid: number) {
    if (oid === INT8) return BigInt
    if (oid === TIMESTAMPTZ) return readInstant
    if (oid === DATE) return raw
    if (oid === INT8_ARRAY) return (text: string) => text.slice(1, -1).split(',').filter(Boolean).map(BigInt)
    if (oid === UUID_ARRAY) return readUuids
    return pg.types.getTypeParser(oid, 'text') as (text: string) => unknown
  },
}

/** Leaves every value as PostgreSQL's text: batchers read whole arrays with their own loops. */
export const rawTypes: CustomTypesConfig = { getTypeParser: () => raw }
