import { Checkbox, NativeSelect } from '@mantine/core'
import i18next from 'i18next'
import { useTranslation } from 'react-i18next'
import type { CaptureLine, CapturePart, CapturePlan } from '@/shared/api/typesCapture'
import { useFormat, type Format } from '@/shared/i18n/format'
import classes from './Capture.module.css'

export type Choice = Pick<CaptureLine, 'aboutId' | 'dealId'>

interface PreviewProps { plan: CapturePlan; without: CapturePart[]; onWithout: (parts: CapturePart[]) => void; onChoice: (choice: Choice) => void }

/** What a line would write, part by part; each can be left out. Where it may mean several, one is chosen here. */
export function Preview({ plan, without, onWithout, onChoice }: PreviewProps) {
  const { t } = useTranslation('capture')
  const rows = useRows(plan)
  const leave = (part: CapturePart, out: boolean) => onWithout(out ? [...without, part] : without.filter((p) => p !== part))
  if (rows.length === 0) return <p className={classes.unclear} role="status">{t('unclear')}</p>
  return (
    <div className={classes.preview} role="group" aria-label={t('will')}>
      {plan.among.length > 0
        ? <NativeSelect label={t('who')} value="" onChange={(e) => onChoice({ aboutId: e.currentTarget.value })}
          data={[{ value: '', label: t('choose') }, ...plan.among.map((f) => ({ value: f.id, label: f.detail ? `${f.name}, ${f.detail}` : f.name }))]} />
        : null}
      {rows.map(([part, what, more]) => (
        <Checkbox key={part} checked={!without.includes(part)} onChange={(e) => leave(part, !e.currentTarget.checked)} label={<><b>{what}</b>{more ? <> {more}</> : null}</>} />
      ))}
      {plan.deals.length > 0
        ? <NativeSelect label={t('whichDeal')} value={without.includes('deal') ? 'none' : ''} onChange={(e) => (e.currentTarget.value === 'none' ? leave('deal', true) : onChoice({ dealId: e.currentTarget.value }))}
          data={[{ value: '', label: t('choose') }, ...plan.deals.map((d) => ({ value: d.id!, label: d.name })), { value: 'none', label: t('noDeal') }]} />
        : null}
    </div>
  )
}

type Row = [part: CapturePart, what: string, more: string]

function useRows({ entry, task, deal, about }: CapturePlan): Row[] {
  const { t } = useTranslation('capture')
  const format = useFormat()
  const who = about?.name ?? '…'
  const rows: Row[] = []
  if (entry) {
    const facts = [entry.minutes > 0 ? t('minutes', { n: format.number(entry.minutes) }) : '', entry.at ? format.dateTime(entry.at) : ''].filter(Boolean)
    rows.push(['entry', [t(`entry.${entry.type}`, { who }), ...facts].join(', '), entry.text])
  }
  if (task) rows.push(['task', t('task', { day: dueOf(task, format) ?? t('noDay') }), task.title])
  if (deal) {
    const value = format.money(deal.value)
    const words = { name: deal.name, value, was: format.money(deal.was) }
    rows.push(['deal', deal.id === null ? t('dealNew', words) : deal.was.amount > 0 ? t('dealWas', words) : t('deal', words), ''])
  }
  return rows
}

function dueOf({ dueAt, allDay }: NonNullable<CapturePlan['task']>, format: Format) {
  if (!dueAt) return null
  const day = format.day(dueAt)
  const name = new Intl.DateTimeFormat(i18next.language, { weekday: 'short', timeZone: 'UTC' }).format(new Date(day))
  return [name, format.date(day), allDay ? '' : format.time(dueAt)].filter(Boolean).join(', ')
}
