import { isIPv4, isIPv6 } from 'node:net'

/**
 * Networks that can stand on a list: one look-up per length, so there are few of them. An address itself is the longest.
 */
const BITS_V4 = [32, 24, 16, 8]
const BITS_V6 = [128, 64, 48, 32]

/** The address and the networks it lies in, written as items of lists are: `192.0.2.7/32`, `192.0.2.0/24` and so on. */
export function networksOf(ip: string): string[] {
  const plain = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1] ?? ip
  const groups = groupsOf(plain)
  if (groups === undefined) return []
  return isIPv4(plain)
    ? BITS_V4.map((bits) => write(groups, bits, 8))
    : BITS_V6.map((bits) => write(groups, bits, 16))
}

/** Reads an address or a network; undefined for what is neither, or of another length. Bits behind the length are dropped. */
export function readNetwork(text: string): string | undefined {
  const [address = '', bits, ...rest] = text.trim().split('/')
  const groups = groupsOf(address)
  if (groups === undefined || rest.length > 0) return undefined
  const lengths = isIPv4(address) ? BITS_V4 : BITS_V6
  const asked = bits === undefined ? lengths[0] : /^\d{1,3}$/.test(bits) ? Number(bits) : -1
  const length = lengths.find((one) => one === asked)
  return length === undefined ? undefined : write(groups, length, isIPv4(address) ? 8 : 16)
}

/** The groups of an address: 4 of 8 bits or 8 of 16; zones are refused. */
function groupsOf(address: string): number[] | undefined {
  if (isIPv4(address)) return address.split('.').map(Number)
  if (!isIPv6(address) || address.includes('%')) return undefined
  const [left = '', right] = address.split('::')
  const [head, tail] = [readGroups(left), readGroups(right ?? '')]
  return right === undefined
    ? head
    : [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => 0), ...tail]
}

const readGroups = (text: string): number[] =>
  text === ''
    ? []
    : text.split(':').flatMap((group) => {
        if (!group.includes('.')) return [Number.parseInt(group, 16)]
        const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number)
        return [a * 256 + b, c * 256 + d]
      })

/** Lengths are whole groups. */
function write(groups: readonly number[], bits: number, group_bits: number): string {
  const kept = groups.map((group, index) => ((index + 1) * group_bits <= bits ? group : 0))
  const text = group_bits === 8 ? kept.join('.') : kept.map((group) => group.toString(16)).join(':')
  return `${text}/${bits}`
}
