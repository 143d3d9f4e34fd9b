import { ownOf } from '../../../kernel/own.ts'
import { type Day, startOfDay } from '../../../kernel/world.ts'
import { readAccountNumber } from './account_number.ts'
import { clearingSystems } from './facts/clearing_systems.ts'
import { compact, noted, type Reading, reading, refused } from './fault.ts'

/** A bank as ISO 20022 messages name it without a BIC: `ClrSysMmbId`. */
export type ClearingMember = {
  readonly system: string
  readonly member_id: string
  /** Undefined for a system that we do not know. */
  readonly country?: string
}

/**
 * Reads a member id of a clearing system, such as `USABA` and `021000021`. A system that is not in our table is kept and
 * noted (`clearing_system_unknown`): the list of ISO 20022 grows. Faults: `clearing_member_structure`, and those of the
 * national number where it is one. Never throws.
 */
export function readClearingMember(system: string, text: string, on: Day): Reading<ClearingMember> {
  const member_id = compact(text)
  const systems = clearingSystems(startOfDay(on)).value
  const known = ownOf(systems, system)
  if (known === undefined)
    return reading({ system, member_id }, [
      /^[A-Z0-9]{1,5}$/.test(system)
        ? noted('clearing_system_unknown', 'system', 'a clearing system that is not in our table')
        : refused('clearing_system_unknown', 'system', 'a clearing system is named by up to five letters'),
    ])
  const member = { system, member_id, country: known.country }
  if (!known.pattern.test(member_id))
    return reading(member, [
      refused('clearing_member_structure', 'member_id', `of ${system} it is ${known.text}`),
    ])
  if (known.scheme === undefined) return reading(member, [])
  const number = readAccountNumber(known.scheme, member_id, on)
  return reading(member, number.ok ? number.noted : number.error)
}

/** The member id of a Canadian bank: a zero, the institution, the transit. */
export const canadianMemberId = (institution: string, transit: string): string => `0${institution}${transit}`
