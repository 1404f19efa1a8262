import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Pipeline, Stage } from '@/shared/api/types'
import { onDemand } from '@/shared/lib/onDemand'

const PlaceDialog = onDemand(() => import('./PlaceDialog').then((m) => m.PlaceDialog), (p) => p.opened)

interface OtherPipelineProps { pipelines: Pipeline[]; current: string; onMove: (stage: Stage) => void }

/** The way of a deal into another pipeline. */
export function OtherPipeline({ pipelines, current, onMove }: OtherPipelineProps) {
  const { t } = useTranslation('pipeline')
  const [opened, setOpened] = useState(false)
  const others = pipelines.filter((p) => p.id !== current)
  if (others.length === 0) return null
  return (
    <>
      <Button variant="subtle" size="compact-sm" onClick={() => setOpened(true)}>{t('place.open')}</Button>
      <PlaceDialog opened={opened} pipelines={others} onClose={() => setOpened(false)} onMove={(stage) => { setOpened(false); onMove(stage) }} />
    </>
  )
}
