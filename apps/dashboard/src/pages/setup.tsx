import { useNavigate } from '@tanstack/react-router'
import { type SyntheticEvent, useState } from 'react'
import { call } from '../api/call.ts'
import { forgetSession } from '../api/session.ts'
import { Door, TextField } from '../parts/door.tsx'
import { ProblemNotice } from '../parts/notices.tsx'
import { SteadyButton } from '../parts/steady_button.tsx'
import { useTitle } from '../parts/use_title.ts'

const PASSWORD_CHARS_MIN = 12

/**
 * The first visit of a member. The token stands behind the `#`, which browsers never send to a server or name in a
 * referrer; it is taken out of the address at once.
 */
export function SetupPage() {
  useTitle('Set up your account')
  const [token] = useState(() => {
    const found = location.hash.slice(1)
    if (found !== '') history.replaceState(history.state, '', location.pathname)
    return found
  })
  if (token !== '') return <Setup token={token} />
  return (
    <Door title="This link is not complete">
      <p>
        Open the link of your invitation again, with everything behind its “#”. It works once. Whoever invited
        you can make a new one.
      </p>
    </Door>
  )
}

function Setup({ token }: { token: string }) {
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [state, setState] = useState<'idle' | 'busy' | { error: unknown }>('idle')
  const navigate = useNavigate()
  const isReady = state !== 'busy' && name.trim() !== '' && password.length >= PASSWORD_CHARS_MIN
  const submit = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault()
    setState('busy')
    try {
      await call('POST /v1/member-setups', {
        body: { token, name, password, ...(email.trim() === '' ? {} : { email: email.trim() }) },
      })
      forgetSession()
      await navigate({ to: '/' })
    } catch (error) {
      setState({ error })
    }
  }
  return (
    <Door title="Set up your account">
      <form onSubmit={(event) => void submit(event)}>
        <TextField label="Your name" complete="name" value={name} change={setName} />
        <TextField
          label="E-mail"
          type="email"
          complete="username"
          value={email}
          change={setEmail}
          say="Asked of the first owner. Whoever was invited may leave it empty: it is known."
        />
        <TextField
          label="New password"
          type="password"
          complete="new-password"
          value={password}
          change={setPassword}
          say={`At least ${PASSWORD_CHARS_MIN} characters; a few words are good. A passkey or a code comes next.`}
        />
        {typeof state === 'object' && <ProblemNotice error={state.error} />}
        <SteadyButton type="submit" className="button-main mt-2 w-full" isOff={!isReady}>
          {state === 'busy' ? 'One moment…' : 'Go on'}
        </SteadyButton>
      </form>
    </Door>
  )
}
