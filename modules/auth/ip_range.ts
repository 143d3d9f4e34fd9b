import { BlockList, isIP } from 'node:net'

type Family = 'ipv4' | 'ipv6'
export type IpRange = { readonly address: string; readonly bits: number; readonly family: Family }

/** Reads `192.0.2.0/24`, `2001:db8::/32` or a single address; undefined for anything else. Zones are refused. */
export function parseIpRange(text: string): IpRange | undefined {
  const [address = '', bits, ...rest] = text.split('/')
  const family = familyOf(address)
  if (family === undefined || rest.length > 0) return undefined
  const most = family === 'ipv4' ? 32 : 128
  if (bits === undefined) return { address, bits: most, family }
  if (!/^(0|[1-9]\d{0,2})$/.test(bits) || Number(bits) > most) return undefined
  return { address, bits: Number(bits), family }
}

/** True for addresses in one of the ranges. An IPv4 address that comes as `::ffff:192.0.2.1` counts as IPv4. */
export function ipFilter(ranges: readonly string[]): (ip: string) => boolean {
  const list = new BlockList()
  for (const text of ranges) {
    const range = parseIpRange(text)
    if (range !== undefined) list.addSubnet(range.address, range.bits, range.family)
  }
  return (ip) => {
    const plain = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1] ?? ip
    const family = familyOf(plain)
    return family !== undefined && list.check(plain, family)
  }
}

const familyOf = (address: string): Family | undefined => {
  if (address.includes('%')) return undefined
  const version = isIP(address)
  return version === 4 ? 'ipv4' : version === 6 ? 'ipv6' : undefined
}
