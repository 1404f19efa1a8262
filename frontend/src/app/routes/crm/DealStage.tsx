import { DealMarks } from '@/features/crm/deal/DealMarks'
import { OtherPipeline } from '@/features/crm/pipeline/OtherPipeline'
import { useCan } from '@/shared/api/me'
import type { Deal, Pipeline, Stage } from '@/shared/api/types'

interface DealStageProps { deal: Deal; pipelines: Pipeline[]; onMove: (stage: Stage) => void }

/** What there is to say of the stage that a deal is in, and the way into another pipeline. */
export function DealStage({ deal, pipelines, onMove }: DealStageProps) {
  const may = useCan()
  const rule = pipelines.flatMap((p) => p.stages).find((s) => s.id === deal.stageId)?.exitRule
  return (
    <div style={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '4px 18px', marginTop: 8, fontSize: '0.8125rem', color: 'var(--k-dim)' }}>
      <DealMarks deal={deal} />
      {rule ? <span>{rule}</span> : null}
      {may('deal', 'update') ? <OtherPipeline pipelines={pipelines} current={deal.pipelineId} onMove={onMove} /> : null}
    </div>
  )
}
