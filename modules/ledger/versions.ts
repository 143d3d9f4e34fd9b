import type { VersionChange } from '../../platform/http/versions.ts'

export const ledgerVersions: readonly VersionChange[] = []
