import { Fragment, lazy, Suspense, type ReactNode } from 'react'
import { useLayout } from '@/shared/api/layouts'
import type { Layout } from '@/shared/api/typesLayout'
import type { OwnFactsProps } from '../own/OwnFacts'
import { Section } from '../Section'
import { ListSkeleton } from '../Skeletons'
import { Facts } from './Fact'

const OwnPart = lazy(async () => ({ default: (await import('../own/OwnPart')).OwnPart }))
const Sections = lazy(() => import('./Sections').then((m) => m.load()))

export interface LaidOutProps extends OwnFactsProps {
  /** Of the first section. */
  title: string
  /** The fields of the program by their names, in their usual order. */
  facts: Record<string, ReactNode>
  pipelineId?: string
  /** A layout that is looked at before it is kept. */
  given?: Layout
}

/** What is known about a record, in the order that the company has chosen for its reader. */
export function LaidOut(props: LaidOutProps) {
  const applied = useLayout(props.object, props.pipelineId)
  const layout = props.given ?? applied
  if (layout === undefined) return <Section title={props.title}><ListSkeleton rows={6} height={24} /></Section>
  if (layout === null) return <Section title={props.title}><Facts>{values(props)}<Suspense fallback={null}><OwnPart {...own(props)} /></Suspense></Facts></Section>
  return <Suspense fallback={<Section title={props.title}><ListSkeleton rows={6} height={24} /></Section>}><Sections {...props} layout={layout} /></Suspense>
}

const values = ({ facts }: LaidOutProps) => Object.entries(facts).map(([key, fact]) => <Fragment key={key}>{fact}</Fragment>)
const own = ({ object, record, save }: LaidOutProps): OwnFactsProps => ({ object, record, save })

