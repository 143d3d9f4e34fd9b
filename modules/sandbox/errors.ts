import { errors } from '../../kernel/result.ts'
import { authErrors } from '../auth/index.ts'

const { sandbox_only, clock_backwards, clock_too_far } = authErrors.table

export const sandboxErrors = errors({
  sandbox_only,
  clock_backwards,
  clock_too_far,
  clock_advancing: {
    status: 409,
    retry: 'same_key',
    text: 'The sandbox’s clock is on its way already; GET /v1/sandbox/clock says how far it has come.',
  },
  simulator_unavailable: {
    status: 503,
    retry: 'same_key',
    text: 'The simulator of the card world does not answer, or none runs beside this server.',
  },
  event_type_unknown: {
    status: 422,
    retry: 'new_key',
    text: 'There is no such type of event; GET /v1/sandbox/simulate/events lists all of them.',
  },
  event_not_triggerable: {
    status: 422,
    retry: 'never',
    text: 'This event cannot be triggered; `detail` says why, and what leads to it.',
  },
  trigger_object_wrong: {
    status: 422,
    retry: 'new_key',
    text: 'The event cannot happen to an object of this kind, or needs one that you name.',
  },
  trigger_failed: {
    status: 409,
    retry: 'new_key',
    text: 'A step that leads to the event was refused; `detail` says which and why.',
  },
})
