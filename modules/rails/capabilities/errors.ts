import { errors } from '../../../kernel/result.ts'

export const capabilityErrors = errors({
  rail_not_found: {
    status: 404,
    retry: 'never',
    text: 'Florin knows no rail of this name; `GET /v1/rails` lists those that there are.',
  },
})
