import { type PublicKeyCredentialCreationOptionsJSON, startRegistration } from '@simplewebauthn/browser'
import { type SyntheticEvent, useState } from 'react'
import { encode } from 'uqr'
import { call } from '../api/call.ts'
import { Problem } from '../api/problem.ts'
import { readSessionAgain } from '../api/session.ts'
import { type Json, textAt } from '../shape/value.ts'
import { Copy } from './cells.tsx'
import { TextField } from './door.tsx'
import { startHere } from './focus.ts'
import { Code, ProblemNotice } from './notices.tsx'
import { SteadyButton } from './steady_button.tsx'

/** A passkey and codes of an authenticator: what is asked for besides a password. */
export const SecondFactors = () => (
  <div className="grid gap-6">
    <PasskeyPart />
    <TotpPart />
  </div>
)

function usePasskey() {
  const [state, setState] = useState<'idle' | 'busy' | 'done' | { error: unknown }>('idle')
  const add = async (name: string): Promise<void> => {
    setState('busy')
    try {
      const optionsJSON = await call<PublicKeyCredentialCreationOptionsJSON>(
        'POST /v1/session/passkeys/options',
      )
      const credential = await startRegistration({ optionsJSON }).catch((error: unknown) => {
        throw new Problem(400, { title: 'No passkey was made', detail: String(error), retry: 'new_key' })
      })
      await call('POST /v1/session/passkeys', { body: { name: name.trim() || 'Passkey', credential } })
      setState('done')
      readSessionAgain()
    } catch (error) {
      setState({ error })
    }
  }
  return { state, add }
}

function PasskeyPart() {
  const [name, setName] = useState('')
  const { state, add } = usePasskey()
  return (
    <div>
      <h3 className="font-semibold">Passkey</h3>
      <p className="mb-2 text-soft">
        Signs you in by your device’s own lock. Nothing can be phished or typed wrong.
      </p>
      {typeof state === 'object' && <ProblemNotice error={state.error} />}
      {state === 'done' ? (
        <p role="status" ref={startHere} tabIndex={-1}>
          The passkey is kept.
        </p>
      ) : (
        <>
          <TextField
            label="Name of this device"
            complete="off"
            value={name}
            change={setName}
            say="To tell your passkeys apart."
          />
          <SteadyButton className="button-main" isOff={state === 'busy'} onClick={() => void add(name)}>
            Add a passkey
          </SteadyButton>
        </>
      )}
    </div>
  )
}

function TotpPart() {
  const [asked, setAsked] = useState<Json>()
  const [recovery, setRecovery] = useState<readonly string[]>()
  const [error, setError] = useState<unknown>()
  const run = async (work: () => Promise<void>): Promise<void> => {
    setError(undefined)
    await work().catch(setError)
  }
  const begin = () => run(async () => setAsked(await call('POST /v1/session/totp')))
  const confirm = (code: string) =>
    run(async () => {
      const { recovery_codes: codes } = await call('POST /v1/session/totp/confirm', { body: { code } })
      setRecovery(Array.isArray(codes) ? (codes as string[]) : [])
    })
  if (recovery !== undefined) return <RecoveryCodes codes={recovery} />
  return (
    <div>
      <h3 className="font-semibold">Authenticator codes</h3>
      <p className="mb-2 text-soft">Six digits that change every 30 seconds, beside your password.</p>
      {error !== undefined && <ProblemNotice error={error} />}
      {asked === undefined ? (
        <button type="button" className="button" onClick={() => void begin()}>
          Set up codes
        </button>
      ) : (
        <ConfirmCode asked={asked} confirm={(code) => void confirm(code)} />
      )}
    </div>
  )
}

function ConfirmCode({ asked, confirm }: { asked: Json; confirm: (code: string) => void }) {
  const [code, setCode] = useState('')
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    confirm(code.replaceAll(' ', ''))
  }
  return (
    <form onSubmit={submit}>
      <Qr text={textAt(asked, 'uri')} />
      <p className="my-2 flex flex-wrap items-center gap-1 text-sm">
        Or type this secret: <span className="code break-all">{textAt(asked, 'secret')}</span>
        <Copy text={textAt(asked, 'secret')} name="Copy secret" />
      </p>
      <TextField
        label="Code it shows now"
        complete="one-time-code"
        value={code}
        change={setCode}
        isCode
        isNext
      />
      <SteadyButton type="submit" className="button-main" isOff={!/^\d{3} ?\d{3}$/.test(code.trim())}>
        Confirm
      </SteadyButton>
    </form>
  )
}

function RecoveryCodes({ codes }: { codes: readonly string[] }) {
  return (
    <div ref={startHere} tabIndex={-1}>
      <h3 className="font-semibold">Recovery codes</h3>
      <p className="mb-2 text-soft">
        Each signs you in once without your authenticator. Print them or keep them in a password manager; they
        are shown this once.
      </p>
      <Code name="recovery codes" text={codes.join('\n')} />
      <button type="button" className="button button-main mt-3" onClick={readSessionAgain}>
        I have kept them
      </button>
    </div>
  )
}

/** Drawn here, so that the secret is in no address and no other program sees it. */
function Qr({ text }: { text: string }) {
  if (text === '') return null
  const { data: modules, size } = encode(text, { border: 2 })
  const path = modules
    .flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])))
    .join('')
  return (
    <svg
      viewBox={`0 0 ${size} ${size}`}
      width="184"
      height="184"
      role="img"
      aria-label="QR code for your authenticator"
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}
