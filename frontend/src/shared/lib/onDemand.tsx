import { lazy, Suspense, useState, type ComponentType } from 'react'

/**
 * A dialog or drawer whose code is fetched when it is first opened, so that a page does not carry the forms that most visits
 * never open. Once opened it stays mounted: closing can be animated and a draft is not lost.
 */
export function onDemand<P extends object>(load: () => Promise<ComponentType<P>>, isOpen: (props: P) => boolean) {
  const Part = lazy(async () => ({ default: await load() }))
  return function OnDemand(props: P) {
    const [wanted, setWanted] = useState(false)
    if (!wanted && isOpen(props)) setWanted(true)
    return wanted ? <Suspense fallback={null}><Part {...props} /></Suspense> : null
  }
}
