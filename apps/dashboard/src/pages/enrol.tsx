import type { Session } from '../api/session.ts'
import { Door } from '../parts/door.tsx'
import { SecondFactors } from '../parts/second_factors.tsx'
import { useTitle } from '../parts/use_title.ts'

/** Whoever has a password alone goes no further: money needs a second factor. */
export function EnrolPage({ session }: { session: Session }) {
  useTitle('Add a second factor')
  return (
    <Door title={`Welcome, ${session.member.name}`}>
      <p className="mb-4">
        One more step: add a passkey, or codes of an authenticator. A password alone does not open payments.
      </p>
      <SecondFactors />
    </Door>
  )
}
