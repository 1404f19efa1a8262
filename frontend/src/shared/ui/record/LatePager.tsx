import { lazy, Suspense, type ComponentProps } from 'react'

const Steps = lazy(async () => ({ default: (await import('./Pager')).Pager }))

/** To the record before or after, fetched apart: a record opened by its address has none. */
export const LatePager = (props: ComponentProps<typeof Steps>) => <Suspense fallback={null}><Steps {...props} /></Suspense>
