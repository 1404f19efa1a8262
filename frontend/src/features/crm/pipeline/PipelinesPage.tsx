import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import type { UsedPipeline } from '@/shared/api/typesPipeline'
import { onDemand } from '@/shared/lib/onDemand'
import { Denied } from '@/shared/ui/Denied'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { LostReasons } from './LostReasons'
import { PipelineCard } from './PipelineCard'
import { pipelinesQuery } from './pipelineQuery'

const PipelineDialog = onDemand(() => import('./PipelineDialog').then((m) => m.PipelineDialog), (p) => p.opened)

/** The ways in which the company sells: pipelines, their stages and what these ask for, and why deals are lost. */
export function PipelinesPage() {
  const { t } = useTranslation('pipeline')
  const can = useCan()
  const [adding, setAdding] = useState(false)
  if (!can('pipeline', 'update')) return <><PageHeader title={t('title')} /><Denied who={t('who')} /></>
  const add = can('pipeline', 'create') ? <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>{t('new')}</Button> : null
  return (
    <>
      <PageHeader title={t('title')} below={t('text')} actions={add} />
      <List />
      <LostReasons />
      <PipelineDialog opened={adding} pipeline={null} onClose={() => setAdding(false)} />
    </>
  )
}

const inOrder = (all: UsedPipeline[]) => [...all].sort((a, b) => (a.position ?? 0) - (b.position ?? 0))

function List() {
  const { data, error, refetch } = useQuery(pipelinesQuery())
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <ListSkeleton rows={4} height={40} />
  const pipelines = inOrder(data)
  return pipelines.map((p, at) => <PipelineCard key={p.id} pipeline={p} at={at} pipelines={pipelines} />)
}
