import { errors } from '../../kernel/result.ts'

export const auditErrors = errors({
  audit_event_not_found: { status: 404, retry: 'never', text: 'No audit event has this id.' },
  checkpoint_not_found: {
    status: 404,
    retry: 'same_key',
    text: 'Nothing of this audit trail is sealed yet.',
  },
})
