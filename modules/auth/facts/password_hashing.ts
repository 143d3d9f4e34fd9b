/** How passwords are hashed. A hash names its own parameters, so a change here counts from each member's next sign-in on. */
export const passwordHashing = {
  source:
    'OWASP Password Storage Cheat Sheet, section Argon2id: m = 19456 (19 MiB), t = 2, p = 1; RFC 9106 for the algorithm and its version 1.3',
  effective_from: '2026-11-30',
  review_by: '2027-11-30',
  memory_kib: 19_456,
  passes: 2,
  parallelism: 1,
  salt_bytes: 16,
  tag_bytes: 32,
} as const
