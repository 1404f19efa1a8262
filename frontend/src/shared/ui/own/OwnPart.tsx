import i18next from 'i18next'
import { lazy, Suspense } from 'react'
import type { OwnFactsProps } from './OwnFacts'

const OwnFacts = lazy(async () => {
  const [code] = await Promise.all([import('./OwnFacts'), i18next.loadNamespaces('field')])
  return { default: code.OwnFacts }
})

const line = 40

/** The company's own fields of a record, fetched apart; until then there is as much room as what is filled in takes. */
export function OwnPart(props: OwnFactsProps) {
  const n = Object.keys(props.record.custom ?? {}).length
  return <Suspense fallback={<div aria-hidden style={{ height: n * line }} />}><OwnFacts {...props} /></Suspense>
}
