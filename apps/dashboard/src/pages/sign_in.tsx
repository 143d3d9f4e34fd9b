import { useNavigate } from '@tanstack/react-router'
import { type PublicKeyCredentialRequestOptionsJSON, startAuthentication } from '@simplewebauthn/browser'
import { type SyntheticEvent, useState } from 'react'
import { call } from '../api/call.ts'
import { Problem } from '../api/problem.ts'
import { forgetSession } from '../api/session.ts'
import { Door, TextField } from '../parts/door.tsx'
import { ProblemNotice } from '../parts/notices.tsx'
import { SteadyButton } from '../parts/steady_button.tsx'
import { useAddress } from '../parts/use_search.ts'
import { useTitle } from '../parts/use_title.ts'

type Typed = { email: string; password: string; code: string; recovery_code: string }
type Second = 'nothing' | 'code' | 'recovery'
const others: Readonly<Record<Second, readonly [Second, string]>> = {
  nothing: ['code', 'I have a code'],
  code: ['recovery', 'Use a recovery code instead'],
  recovery: ['code', 'Use a code instead'],
}
const nothing: Typed = { email: '', password: '', code: '', recovery_code: '' }

/** Only pages of this program: an address from elsewhere must not lead there. */
const nextOf = (next: string | undefined): string => {
  const path = (next ?? '/').replace(/^\/dashboard(?=\/|$)/, '')
  return path.startsWith('/') && !path.startsWith('//') && !path.includes('\\') ? path || '/' : '/'
}

function useEntering() {
  const [search] = useAddress()
  const [state, setState] = useState<'idle' | 'busy' | { error: unknown }>('idle')
  const navigate = useNavigate()
  const enter = async (run: () => Promise<unknown>): Promise<unknown> => {
    setState('busy')
    try {
      await run()
      forgetSession()
      await navigate({ href: nextOf(search['next']) })
      return undefined
    } catch (error) {
      setState({ error })
      return error
    }
  }
  return { isBusy: state === 'busy', error: typeof state === 'object' ? state.error : undefined, enter }
}

export function SignInPage() {
  useTitle('Sign in')
  const [typed, setTyped] = useState(nothing)
  const [needs, setNeeds] = useState<Second>('nothing')
  const { isBusy, error, enter } = useEntering()
  const submit = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault()
    const body = bodyOf(typed, needs)
    const refused = await enter(() => call('POST /v1/sessions', { body }))
    if (isCodeMissing(refused) && needs === 'nothing') setNeeds('code')
  }
  const change = (name: keyof Typed) => (text: string) => setTyped((before) => ({ ...before, [name]: text }))
  return (
    <Door title="Sign in">
      <SteadyButton
        className="button-main w-full"
        isOff={isBusy}
        onClick={() => void enter(() => byPasskey())}
      >
        Sign in with a passkey
      </SteadyButton>
      <p className="my-4 text-center text-sm text-soft">or with a password</p>
      <form onSubmit={(event) => void submit(event)}>
        <Fields typed={typed} change={change} needs={needs} />
        {error !== undefined && !(isCodeMissing(error) && needs !== 'nothing') && (
          <ProblemNotice error={error} />
        )}
        <SteadyButton type="submit" className="mt-2 w-full" isOff={isBusy}>
          {isBusy ? 'One moment…' : 'Sign in'}
        </SteadyButton>
      </form>
      <p className="mt-4 text-center text-sm">
        <button type="button" className="link min-h-6" onClick={() => setNeeds(others[needs][0])}>
          {others[needs][1]}
        </button>
      </p>
    </Door>
  )
}

function Fields(props: {
  typed: Typed
  change: (name: keyof Typed) => (text: string) => void
  needs: Second
}) {
  const { typed, change, needs } = props
  return (
    <>
      <TextField
        label="E-mail"
        type="email"
        complete="username webauthn"
        value={typed.email}
        change={change('email')}
      />
      <TextField
        label="Password"
        type="password"
        complete="current-password"
        value={typed.password}
        change={change('password')}
      />
      {needs === 'code' && (
        <TextField
          label="Code"
          complete="one-time-code"
          value={typed.code}
          change={change('code')}
          isCode
          isNext
          say="Six digits from your authenticator."
        />
      )}
      {needs === 'recovery' && (
        <TextField
          label="Recovery code"
          complete="off"
          value={typed.recovery_code}
          change={change('recovery_code')}
          isNext
          say="Each works once."
        />
      )}
    </>
  )
}

function bodyOf({ email, password, code, recovery_code }: Typed, needs: Second) {
  if (needs === 'code' && code !== '') return { email, password, code: code.replaceAll(' ', '') }
  return needs === 'recovery' ? { email, password, recovery_code } : { email, password }
}

/** The browser asks for a passkey of this site; which member it is, the passkey says. */
async function byPasskey(): Promise<unknown> {
  const optionsJSON = await call<PublicKeyCredentialRequestOptionsJSON>('POST /v1/sessions/passkey-options')
  const body = await startAuthentication({ optionsJSON }).catch((error: unknown) => {
    throw new Problem(400, { title: 'The passkey was not used', detail: String(error), retry: 'new_key' })
  })
  return call('POST /v1/sessions/passkey', { body })
}

/** The password was right, and the second factor is what is missing: that is a question, not a failure. */
const isCodeMissing = (error: unknown): boolean => error instanceof Problem && error.code === 'code_required'
