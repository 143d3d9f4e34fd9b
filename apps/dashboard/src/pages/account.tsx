import { useState } from 'react'
import { type Session, useSession } from '../api/session.ts'
import { ActionSheet } from '../parts/action_sheet.tsx'
import { Pill, Time } from '../parts/cells.tsx'
import { Heading, Section } from '../parts/notices.tsx'
import { PageLink } from '../parts/page_link.tsx'
import { SecondFactors } from '../parts/second_factors.tsx'
import { ByTheWall } from '../parts/use_now.ts'
import { useTitle } from '../parts/use_title.ts'

/** Who is signed in, how, until when, and by what. */
export function AccountPage() {
  useTitle('Your account')
  const { data: session } = useSession()
  if (session === undefined) return null
  const { member, organization } = session
  return (
    <>
      <Heading title={member.name} sub={`${member.email}, ${member.role} of ${organization.name}`} />
      <ByTheWall value>
        <ThisSession session={session} />
      </ByTheWall>
      <Section title="Second factors" aside={<FactorPills session={session} />}>
        <SecondFactors />
      </Section>
      <Password />
      <Section title="More">
        <PageLink to="/sessions">Your sessions</PageLink> · <PageLink to="/passkeys">Your passkeys</PageLink>{' '}
        · <PageLink to="/members">Members</PageLink>
      </Section>
    </>
  )
}

const ThisSession = ({ session: { idle_expires_at, ends_at, scopes, member } }: { session: Session }) => (
  <Section title="This session">
    <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5">
      <dt className="text-soft">Ends when idle</dt>
      <dd>
        <Time at={idle_expires_at} isLong />
      </dd>
      <dt className="text-soft">Ends at the latest</dt>
      <dd>
        <Time at={ends_at} isLong />
      </dd>
      <dt className="text-soft">May</dt>
      <dd>
        <details>
          <summary className="inline-flex min-h-6 items-center">
            What a member with the role {member.role} may: {scopes.length} scopes
          </summary>
          <p className="mt-1 break-words text-soft">{scopes.join(', ')}</p>
        </details>
      </dd>
    </dl>
  </Section>
)

const tones = { 'codes are set up': 'good', 'a passkey is kept': 'good' } as const

const FactorPills = ({ session: { second_factors: factors } }: { session: Session }) => (
  <span className="flex flex-wrap gap-2">
    <Pill state={factors.totp ? 'codes are set up' : 'codes are not set up'} tones={tones} />
    <Pill state={factors.passkeys > 0 ? 'a passkey is kept' : 'without a passkey'} tones={tones} />
  </span>
)

/** Changes who can come in as this member, so it asks for a recent sign-in. */
function Password() {
  const [isOpen, setOpen] = useState(false)
  return (
    <Section title="Password">
      <button type="button" className="button" onClick={() => setOpen(true)}>
        Change password
      </button>
      {isOpen && (
        <ActionSheet
          action={{ route: 'POST /v1/session/password', label: 'Change password' }}
          onClose={() => setOpen(false)}
        />
      )}
    </Section>
  )
}
