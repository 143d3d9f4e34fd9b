import { BlockList, isIP, isIPv4 } from 'node:net'

/**
 * What is no global unicast, by the special-purpose registries of IANA (RFC 6890 and its updates, read 2026-11). Of
 * IPv6 only 2000::/3 is given out as global unicast, so everything outside it is refused without being named: mapped
 * and translated forms of IPv4 (::ffff:0:0/96, 64:ff9b::/96, 64:ff9b:1::/48), link-local, unique local, multicast.
 */
const notGlobal4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
]
/** Inside 2000::/3: protocol assignments with Teredo, documentation, 6to4, which carries an IPv4 address. */
const notGlobal6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20', '2620:4f:8000::/48']

const subnets = (ranges: readonly string[], family: 'ipv4' | 'ipv6'): BlockList => {
  const list = new BlockList()
  for (const range of ranges) {
    const [net = '', prefix = ''] = range.split('/')
    list.addSubnet(net, Number(prefix), family)
  }
  return list
}
const special4 = subnets(notGlobal4, 'ipv4')
const special6 = subnets(notGlobal6, 'ipv6')
const given6 = subnets(['2000::/3'], 'ipv6')
const loop4 = subnets(['127.0.0.0/8'], 'ipv4')
const loop6 = subnets(['::1/128'], 'ipv6')

/** True for an address that anybody on the internet would reach the same machine by. */
export function isGlobalUnicast(address: string): boolean {
  if (isIPv4(address)) return !special4.check(address, 'ipv4')
  return isIP(address) === 6 && given6.check(address, 'ipv6') && !special6.check(address, 'ipv6')
}

/** 127.0.0.0/8 and ::1; a mapped form of them is not among them. */
export const isLoopback = (address: string): boolean =>
  isIPv4(address) ? loop4.check(address, 'ipv4') : isIP(address) === 6 && isPlain6(address)

const isPlain6 = (address: string): boolean => loop6.check(address, 'ipv6') && !address.includes('.')
