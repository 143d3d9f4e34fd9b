import { machine } from '../../kernel/machine.ts'

/**
 * Events of a disabled endpoint are held and go out when it is enabled. It is disabled by its owner, by a receiver that
 * says it is gone, or by failing for days. Mirrored by the CHECK `declared_transition` of `webhooks.endpoint`.
 */
export const endpointMachine = machine('webhook endpoint', {
  enabled: { disable: 'disabled', delete: 'deleted' },
  disabled: { enable: 'enabled', delete: 'deleted' },
  deleted: {},
})

/** Stored as 0 to 2, in this order. */
export const endpointStates = ['enabled', 'disabled', 'deleted'] as const
export type EndpointState = (typeof endpointStates)[number]
/** Stored as 1 to 3, in this order. */
export const endpointEvents = ['disable', 'enable', 'delete'] as const
