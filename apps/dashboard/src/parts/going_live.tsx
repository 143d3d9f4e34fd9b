/** Where the steps stand that a tenant takes before money moves. */
export const GoingLive = () => (
  <>
    The guide to{' '}
    <a className="link" href="/docs/guides/going-live" target="_blank" rel="noreferrer">
      going live
    </a>{' '}
    has every step, with what proves it.
  </>
)
