import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import type { EdgeTls } from '../../platform/http/edge_types.ts'
import { type Environment, oneOf, refuse } from './setting.ts'

/**
 * TLS of the listener; undefined when no certificate is named. Whoever asks for client certificates and names
 * none of its own would be served without any TLS, so that stops the start. Errors: StartRefused.
 */
export function readTls(env: Environment): EdgeTls | undefined {
  const [key, cert] = [env['FLORIN_TLS_KEY'], env['FLORIN_TLS_CERT']]
  const wanted = oneOf(env, 'FLORIN_TLS_CLIENT', ['none', 'optional', 'required'], 'none')
  if (key === undefined && cert === undefined)
    return wanted === 'none'
      ? undefined
      : refuse('FLORIN_TLS_CLIENT', 'needs FLORIN_TLS_KEY and FLORIN_TLS_CERT: without them there is no TLS')
  if (key === undefined) return refuse('FLORIN_TLS_KEY', 'is needed beside FLORIN_TLS_CERT')
  if (cert === undefined) return refuse('FLORIN_TLS_CERT', 'is needed beside FLORIN_TLS_KEY')
  const pems = { key: readPem(env, 'FLORIN_TLS_KEY'), cert: readPem(env, 'FLORIN_TLS_CERT') }
  checkPems('FLORIN_TLS_KEY and FLORIN_TLS_CERT', pems)
  if (wanted === 'none') return pems
  const client_ca = readPem(env, 'FLORIN_TLS_CLIENT_CA')
  checkPems('FLORIN_TLS_CLIENT_CA', { ca: client_ca })
  return { ...pems, client_ca, client_certificate: wanted }
}

function readPem(env: Environment, name: string): string {
  try {
    return readFileSync(env[name] ?? '', 'utf8')
  } catch (error) {
    return refuse(name, `names a file that cannot be read (${(error as Error).message})`)
  }
}

function checkPems(name: string, pems: { key?: string; cert?: string; ca?: string }): void {
  const isCertificate = pems.ca === undefined || pems.ca.includes('-----BEGIN CERTIFICATE-----')
  try {
    createSecureContext(pems)
  } catch (error) {
    refuse(name, `cannot be used as PEM files that belong together (${(error as Error).message})`)
  }
  if (!isCertificate) refuse(name, 'names a file without a PEM certificate')
}
