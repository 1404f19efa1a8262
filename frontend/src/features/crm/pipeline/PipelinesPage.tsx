import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import type { UsedPipeline } from '@/shared/api/typesPipeline'
import { onDemand } from '@/shared/lib/onDemand'
import { Denied } from '@/shared/ui/Denied'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { LostReasons } from './LostReasons'
import { PipelineCard, type HintsProps } from './PipelineCard'
import { pipelinesQuery } from './pipelineQuery'

const PipelineDialog = onDemand(() => import('./PipelineDialog').then((m) => m.PipelineDialog), (p) => p.opened)

interface PipelinesPageProps {
  /** What could be simpler in a pipeline. */
  hints?: (props: HintsProps) => ReactNode
  /** How the leads of a pipeline that sells to private people are called. */
  calls?: (pipeline: UsedPipeline) => ReactNode
}

/** The ways in which the company sells: pipelines, their stages and what these ask for, and why deals are lost. */
export function PipelinesPage(slots: PipelinesPageProps) {
  const { t } = useTranslation('pipeline')
  const can = useCan()
  const [adding, setAdding] = useState(false)
  if (!can('pipeline', 'update')) return <><PageHeader title={t('title')} /><Denied who={t('who')} /></>
  const add = can('pipeline', 'create') ? <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>{t('new')}</Button> : null
  return (
    <>
      <PageHeader title={t('title')} below={t('text')} actions={add} />
      <List {...slots} />
      <LostReasons />
      <PipelineDialog opened={adding} pipeline={null} onClose={() => setAdding(false)} />
    </>
  )
}

const inOrder = (all: UsedPipeline[]) => [...all].sort((a, b) => (a.position ?? 0) - (b.position ?? 0))

function List(slots: PipelinesPageProps) {
  const { data, error, refetch } = useQuery(pipelinesQuery())
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <ListSkeleton rows={4} height={40} />
  const pipelines = inOrder(data)
  return pipelines.map((p, at) => <PipelineCard key={p.id} pipeline={p} at={at} pipelines={pipelines} {...slots} />)
}
