import i18next from 'i18next'
import { lazy, Suspense, type ComponentProps } from 'react'

const Fetched = lazy(() => i18next.loadNamespaces(['favourite', 'problemWork']).then(() => import('./Star')).then((m) => ({ default: m.Star })))

/** The star of a record, fetched apart, in a place that is kept for it. */
export const LateStar = (props: ComponentProps<typeof Fetched>) => <span style={{ display: 'inline-block', minWidth: 34, minHeight: 34 }}><Suspense fallback={null}><Fetched {...props} /></Suspense></span>
