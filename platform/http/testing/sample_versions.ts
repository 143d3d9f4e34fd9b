import type { Day } from '../../../kernel/world.ts'
import type { JsonSchema } from '../json_schema.ts'
import type { ApiVersions, OperationChange } from '../versions.ts'

type Flat = { amount_minor: string; currency: string }
type Nested = { amount: { value: string | number; currency: string } }

const flatSchema = (newer: JsonSchema): JsonSchema => {
  const { amount, ...others } = newer.properties ?? {}
  const { value, currency } = amount?.properties ?? {}
  return {
    ...newer,
    $id: `${newer.$id ?? 'Move'}Flat`,
    properties: { ...others, amount_minor: value ?? {}, currency: currency ?? {} },
    required: [...(newer.required ?? []).filter((name) => name !== 'amount'), 'amount_minor', 'currency'],
  }
}

/** Until 2026-11-21 the sample wrote amounts as two flat fields. */
const flatAmount: OperationChange = {
  body: {
    schema: flatSchema,
    up(body) {
      const { amount_minor, currency, ...others } = body as Flat
      return { ...others, amount: { value: amount_minor, currency } }
    },
  },
  reply: {
    schema: flatSchema,
    down(reply) {
      const { amount, ...others } = reply as Nested
      return { ...others, amount_minor: String(amount.value), currency: amount.currency }
    },
  },
  param: (path) =>
    path === 'amount.value' ? 'amount_minor' : path === 'amount.currency' ? 'currency' : path,
}

export const sampleVersions: ApiVersions = {
  current: '2026-11-21' as Day,
  older: [
    {
      version: '2026-10-01' as Day,
      deprecated_on: '2026-11-21' as Day,
      sunset_on: '2027-11-21' as Day,
      guide: '/docs/guides/2026-11-21',
    },
  ],
  changes: [
    {
      introduced_in: '2026-11-21' as Day,
      summary: 'Amounts are objects of value and currency.',
      operations: { createMove: flatAmount, createPost: flatAmount },
    },
  ],
}
