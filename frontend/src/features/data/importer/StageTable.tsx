import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import type { Import, ImportChange } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { Section } from '@/shared/ui/Section'
import classes from './Import.module.css'

/** Where the file says that deals stand, and which stage that is here. */
export function StageTable({ data, onChange }: { data: Import; onChange: (change: ImportChange) => void }) {
  const { t } = useTranslation('importMore')
  const format = useFormat()
  const { data: pipelines = [] } = useQuery({ queryKey: ['/pipelines'], enabled: data.object === 'deal', staleTime: 5 * 60_000, queryFn: async ({ signal }) => (await api.get('/pipelines', { signal })).items })
  if (data.object !== 'deal' || data.stages.length === 0) return null
  const options = [{ value: '', label: t('stages.unknown') }, ...pipelines.map((p) => ({ group: p.name, items: p.stages.map((s) => ({ value: s.id, label: s.name })) }))]
  return (
    <Section title={t('stages.title')} text={t('stages.text')}>
      <table className={classes.mapping}>
        <thead><tr><th scope="col">{t('stages.file')}</th><th scope="col">{t('stages.rows')}</th><th scope="col">{t('stages.here')}</th></tr></thead>
        <tbody>
          {data.stages.map(({ rows, stageId, ...place }) => {
            const name = [place.pipeline, place.stage, place.status].filter(Boolean).join(' · ')
            return (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td className="k-num">{t('stages.count', { count: rows, n: format.number(rows) })}</td>
                <td className={classes.choose}>
                  <NativeSelect aria-label={t('stages.of', { stage: name })} value={stageId ?? ''} data={options} error={stageId === null ? t('stages.missing') : undefined} onChange={(e) => onChange({ stages: [{ ...place, stageId: e.currentTarget.value || null }] })} />
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </Section>
  )
}
