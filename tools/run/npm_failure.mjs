const AGAIN = 'nothing is half installed, so put that right and run the same command again.'
const unreachable =
  /^(ENOTFOUND|ECONN\w+|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED|FETCH_ERROR)$/
const untrusted = /^(CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|ERR_TLS)/

/**
 * One sentence out of the page that npm writes on standard error when `npm ci` fails. `absence` says why the
 * registry did not answer, when that is already known.
 */
export function explainNpm(text, registry, absence) {
  const code = field(text, 'code') ?? ''
  return `the packages could not be installed: ${reason(code, text, registry, absence)}; ${AGAIN}`
}

export const noAnswer = (registry, code) => `the npm registry ${registry} does not answer (${code})`

function reason(code, text, registry, absence) {
  const path = field(text, 'path') ?? /(?:open|mkdir|unlink|rename|rmdir|scandir) '([^']+)'/.exec(text)?.[1]
  if (unreachable.test(code)) return noAnswer(registry, absence ?? code)
  if (untrusted.test(code)) return `the certificate of the npm registry ${registry} is not trusted (${code})`
  if (/^E[1-5]\d\d$/.test(code)) return `the npm registry ${registry} answered ${code.slice(1)}`
  if (code === 'ENOSPC') return 'the disk is full'
  if (code === 'EROFS') return `${path ?? 'this folder'} is read-only`
  if (code === 'EACCES' || code === 'EPERM')
    return `npm may not write ${path ?? 'here'} (another user owns it)`
  if (code === 'EINTEGRITY') return 'a downloaded package is not the one the lockfile names'
  if (code === 'EUSAGE') return 'package.json and package-lock.json do not belong together'
  return `npm says “${firstLine(text)}”`
}

const field = (text, name) => new RegExp(`^npm (?:error|ERR!) ${name} (.+)$`, 'm').exec(text)?.[1]?.trim()

const firstLine = (text) =>
  (/^npm (?:error|ERR!) (?!code|errno|syscall|path)(.+)$/m.exec(text)?.[1] ?? text.split('\n')[0]).trim()
