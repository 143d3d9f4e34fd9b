import type { Resource } from './kinds.ts'

export const organization: readonly Resource[] = [
  {
    name: 'members',
    title: 'Members',
    one: 'member',
    group: 'Organization',
    prefix: 'mem',
    list: 'GET /v1/members',
    item: 'GET /v1/members/{id}',
    columns: [
      'name',
      'email',
      'state',
      'role',
      'second_factors.passkeys',
      'second_factors.totp',
      'id',
      'created_at',
    ],
    tones: { invited: 'waiting' },
    actions: {
      'POST /v1/members/{id}/role': { label: 'Change role', is_danger: true },
      'POST /v1/members/{id}/disable': { when: ['invited', 'active'], is_danger: true },
      'POST /v1/members/{id}/enable': { when: ['disabled'] },
      'POST /v1/members/{id}/reset': { label: 'New set-up link', is_danger: true },
    },
    teaches:
      'Members sign in with a second factor, and may do what their role says: owner, developer, operator, analyst, viewer.',
  },
  {
    name: 'sessions',
    title: 'Your sessions',
    one: 'session',
    group: 'Organization',
    list: 'GET /v1/sessions',
    columns: ['is_current', 'proved_by', 'ip', 'created_at', 'last_seen_at', 'idle_expires_at', 'ends_at'],
    more: ['id'],
    actions: { 'DELETE /v1/sessions/{id}': { label: 'End', is_danger: true } },
    teaches: 'Where you are signed in. End what you do not know, and change your password.',
  },
  {
    name: 'passkeys',
    title: 'Your passkeys',
    one: 'passkey',
    group: 'Organization',
    list: 'GET /v1/session/passkeys',
    columns: ['name', 'created_at', 'last_used_at'],
    more: ['id'],
    actions: { 'DELETE /v1/session/passkeys/{id}': { label: 'Remove', is_danger: true } },
    teaches: 'A passkey signs you in by your device’s own lock. Add one under “Your account”.',
  },
]
