import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import i18next from 'i18next'
import { lazy, Suspense } from 'react'
import { Compose } from '@/features/crm/activity/Compose'
import { Timeline } from '@/features/crm/activity/Timeline'
import { LateAttachments } from '@/features/crm/attachment/LateAttachments'
import { DealPage } from '@/features/crm/deal/DealPage'
import { pipelinesQuery } from '@/features/crm/pipeline/pipelineQuery'
import { StageStepper } from '@/features/crm/pipeline/StageStepper'
import { TaskPanel } from '@/features/crm/task/TaskPanel'
import { useCan } from '@/shared/api/me'
import { onDemand } from '@/shared/lib/onDemand'

const DealStage = onDemand(() => import('./DealStage').then((m) => m.DealStage), (p) => p.pipelines.length > 0)

/** Who sees the deal, fetched apart: the page is drawn without it. */
const SharePanel = lazy(async () => ({ default: (await import('@/features/access/share/SharePanel')).SharePanel }))
const LinkedPanels = lazy(() => import('@/features/crm/object/LinkedPanels').then((m) => m.load()))
const WhoPanel = lazy(async () => ({ default: (await import('@/features/access/explain/WhoPanel')).WhoPanel }))

/** What the way of selling asks for, with its texts: calls for private people, a buying map for companies. */
const CallPanel = lazy(() => i18next.loadNamespaces(['selling', 'problemWork']).then(() => import('@/features/crm/cadence/CallPanel')).then((m) => ({ default: m.CallPanel })))
const BuyingPanel = lazy(() => i18next.loadNamespaces(['selling', 'problemWork']).then(() => import('@/features/crm/buying/BuyingPanel')).then((m) => ({ default: m.BuyingPanel })))

/** One deal, with its pipeline's stages, its tasks, its timeline and who else works on it. */
export function DealRoute() {
  const { id } = useParams({ from: '/$slug/deals/$id' })
  const may = useCan()
  const pipelines = useQuery(pipelinesQuery()).data ?? []
  return (
    <DealPage key={id} id={id}
      stepper={(deal, move) => (
        <>
          <StageStepper stages={pipelines.find((p) => p.id === deal.pipelineId)?.stages ?? []} current={deal.stageId} onMove={move} disabled={!may('deal', 'update')} />
          <DealStage deal={deal} pipelines={pipelines} onMove={move} />
        </>
      )}
      tasks={(deal) => <TaskPanel about={{ kind: 'deal', id: deal.id }} />}
      timeline={(deal) => (
        <>
          {may('activity', 'create') ? <Compose about={{ kind: 'deal', id: deal.id }} /> : null}
          <Timeline kind="deal" id={deal.id} currency={deal.value.currency} />
        </>
      )}
      selling={(deal) => {
        const mode = pipelines.find((p) => p.id === deal.pipelineId)?.mode
        return mode ? <Suspense fallback={null}>{mode === 'b2c' ? <CallPanel dealId={deal.id} /> : <BuyingPanel dealId={deal.id} />}</Suspense> : null
      }}
      files={(deal) => <><LateAttachments about={{ kind: 'deal', id: deal.id }} />{may('object_record', 'read') ? <Suspense fallback={null}><LinkedPanels about={{ kind: 'deal', id: deal.id }} /></Suspense> : null}</>}
      share={(deal) => <Suspense fallback={null}><SharePanel about={{ kind: 'deal', id: deal.id }} />{may('share', 'read') ? <WhoPanel about={{ kind: 'deal', id: deal.id }} /> : null}</Suspense>} />
  )
}
