import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useOpenFields } from '@/shared/api/me'
import type { Money, Pipeline } from '@/shared/api/types'
import type { PipelineSum } from '@/shared/api/typesPipeline'
import { useFormat } from '@/shared/i18n/format'
import { ErrorState } from '@/shared/ui/ErrorState'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { sumsQuery } from './dealQuery'

/** What is open in each pipeline and in all of them: number, value and weighted value, each currency by itself. */
export function AllPipelines({ pipelines, onOpen }: { pipelines: Pipeline[]; onOpen: (id: string) => void }) {
  const { t } = useTranslation('pipeline')
  const { data, error, refetch } = useQuery(sumsQuery())
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <ListSkeleton rows={3} height={40} />
  return (
    <Section title={t('all.title')} text={t('all.text')}>
      <div style={{ overflowX: 'auto' }}>
        <table style={{ width: '100%', borderCollapse: 'collapse', lineHeight: 2.2 }}>
          <thead><tr style={{ textAlign: 'start', color: 'var(--k-dim)' }}>{['pipeline', 'deals', 'value', 'weighted'].map((c, i) => <th key={c} scope="col" style={{ textAlign: i ? 'end' : 'start', fontWeight: 500 }}>{t(`all.${c}`)}</th>)}</tr></thead>
          <tbody>
            {pipelines.map((p) => <Row key={p.id} sums={data.filter((s) => s.pipelineId === p.id)} name={<button type="button" onClick={() => onOpen(p.id)} style={{ all: 'unset', cursor: 'pointer', color: 'var(--k-accent)', textDecoration: 'underline', minHeight: 24 }}>{p.name}</button>} />)}
            <Row sums={data} name={<b>{t('all.total')}</b>} />
          </tbody>
        </table>
      </div>
    </Section>
  )
}

function Row({ sums, name }: { sums: PipelineSum[]; name: React.ReactNode }) {
  const format = useFormat()
  const { sees } = useOpenFields('deal')
  const end = { textAlign: 'end' as const, borderTop: '1px solid var(--k-line)', paddingInlineStart: 16 }
  const shown = (of: (s: PipelineSum) => Money) => (sees('value') ? added(sums.map(of)).map((m) => <div key={m.currency}>{format.money(m)}</div>) : null)
  return (
    <tr>
      <th scope="row" style={{ ...end, textAlign: 'start', fontWeight: 400, paddingInlineStart: 0 }}>{name}</th>
      <td className="k-num" style={end}>{format.number(sums.reduce((n, s) => n + s.count, 0))}</td>
      <td className="k-num" style={end}>{shown((s) => s.value)}</td>
      <td className="k-num" style={end}>{shown((s) => s.weighted)}</td>
    </tr>
  )
}

/** Amounts of one currency come together; those of several stay apart. */
function added(all: Money[]): Money[] {
  const by = new Map<string, number>()
  for (const m of all) by.set(m.currency, (by.get(m.currency) ?? 0) + m.amount)
  return [...by].map(([currency, amount]) => ({ currency, amount }))
}
