import { configureGlobal } from 'fast-check'

/** What `fast-check` is to the files of a run of the suite that has a seed: the same, drawing from that seed. */
configureGlobal({ seed: Number(process.env.FLORIN_TEST_SEED) })

export * from 'fast-check'
// oxlint-disable-next-line import/no-default-export -- the package has one, and files import it
export { default } from 'fast-check'
