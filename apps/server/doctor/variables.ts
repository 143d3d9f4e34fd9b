import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { World } from '../../../kernel/world.ts'
import { certificateFinding, didYouMean, type Finding, note, well, wrong } from '../../cli/main.ts'
import type { Environment } from '../setting.ts'
import { knownVariables } from './known_variables.ts'

/** Variables that nobody reads, that contradict each other, or that name a certificate which ends. */
export function lookAtVariables(env: Environment, world: World): Finding[] {
  const own = Object.keys(env).filter((name) => name.startsWith('FLORIN_'))
  const unknown = own.filter((name) => !knownVariables.includes(name))
  const findings = [
    ...unknown.map((name) =>
      wrong(
        'settings',
        `nothing reads ${name}${didYouMean(name, knownVariables)}`,
        'correct the name, or take it away',
      ),
    ),
    ...contradictions(env),
  ]
  const told = findings.length > 0 ? findings : [well('settings', `${own.length} variables of FLORIN_*`)]
  return [...told, ...lookAtTls(env, world)]
}

const said = (env: Environment, name: string): boolean => (env[name] ?? '') !== ''

function contradictions(env: Environment): Finding[] {
  const { PORT: port = '4010', VAULT_PORT: vault_port, HOST: host = '' } = env
  const isOpen = host !== '' && !/^(127\.|localhost$|::1$)/.test(host)
  return [
    ...(vault_port === port
      ? [wrong('settings', `PORT and VAULT_PORT are both ${port}`, 'give the vault a port of its own')]
      : []),
    ...(isOpen && !said(env, 'FLORIN_TLS_CERT')
      ? [
          note(
            'settings',
            `HOST ${host} is reached from elsewhere without TLS`,
            'set FLORIN_TLS_KEY and FLORIN_TLS_CERT, or put TLS in front',
          ),
        ]
      : []),
    ...(said(env, 'FLORIN_VAULT_PASSPHRASE') && !(env['FLORIN_ROLES'] ?? 'vault').includes('vault')
      ? [
          note(
            'settings',
            'FLORIN_VAULT_PASSPHRASE is set where FLORIN_ROLES has no vault',
            'keep it where the vault runs alone',
          ),
        ]
      : []),
  ]
}

/** A file that cannot be read is told by the reading of the settings. */
function lookAtTls(env: Environment, world: World): Finding[] {
  const file = env['FLORIN_TLS_CERT']
  if (file === undefined) return []
  try {
    const { validTo } = new X509Certificate(readFileSync(file))
    return [certificateFinding(validTo, world.now() / 1_000, file)]
  } catch {
    return []
  }
}
