import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ownFieldsQuery, ownKey } from '@/shared/api/fields'
import type { Import, ImportObject } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { StatusDot, type Tone } from '@/shared/ui/StatusDot'
import classes from './Import.module.css'
import { fieldsOf, reasonText } from './importText'

const tones: Record<Import['preview'][number]['status'], Tone> = { new: 'ok', update: 'info', skip: 'dim', error: 'bad' }

/** The first rows as they would be taken, with what is wrong in them. */
export function PreviewTable({ data, busy }: { data: Import; busy: boolean }) {
  const { t } = useTranslation(['import', 'importMore'])
  const format = useFormat()
  const { data: own = [] } = useQuery(ownFieldsQuery(data.object))
  const fields: { id: string; label: string }[] = [...fieldsOf(t, data.object), ...own.map((f) => ({ id: ownKey(f.id), label: f.label }))]
    .filter((f) => data.preview.some((row) => row.values[f.id]))
  if (data.preview.length === 0) return <p className={classes.quiet}>{t('import:preview.none')}</p>
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a wide table is scrolled by the keyboard
    <div className={classes.scroll} role="group" aria-label={t('import:preview.title')} aria-busy={busy} tabIndex={0} data-busy={busy || undefined}>
      <table className={classes.preview}>
        <thead><tr><th scope="col">{t('import:preview.row')}</th><th scope="col">{t('import:preview.status')}</th>{fields.map((f) => <th key={f.id} scope="col">{f.label}</th>)}</tr></thead>
        <tbody>{data.preview.map((row) => (
          <tr key={row.row}>
            <td className="k-num">{format.number(row.row)}</td>
            <td>
              <StatusDot tone={tones[row.status]}>{t(`import:status.${row.status}`)}</StatusDot>
              <Reasons object={data.object} problems={row.problems} />
            </td>
            {fields.map((f) => <td key={f.id}><span className={classes.cell}>{row.values[f.id]}</span></td>)}
          </tr>
        ))}</tbody>
      </table>
    </div>
  )
}

function Reasons({ object, problems }: { object: ImportObject; problems: Import['preview'][number]['problems'] }) {
  const { t } = useTranslation(['import', 'importMore'])
  const { data: own = [] } = useQuery(ownFieldsQuery(object))
  const label = (field: string) => fieldsOf(t, object).find((f) => f.id === field)?.label ?? (own.find((f) => ownKey(f.id) === field)?.label ?? field)
  return problems.map((p) => <span key={p.field + p.code} className={classes.reason}>{reasonText(p.code, label(p.field))}</span>)
}
