import type { Weekday } from '../days.ts'

/** Which days of the week banks rest. `none` is a rail that never closes. */
export const weekendPatterns = {
  saturday_sunday: [6, 7],
  friday_saturday: [5, 6],
  thursday_friday: [4, 5],
  friday_only: [5],
  sunday_only: [7],
  none: [],
} as const satisfies Readonly<Record<string, readonly Weekday[]>>

export type WeekendPattern = keyof typeof weekendPatterns
