import { NativeSelect, SegmentedControl } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconCalendar, IconLayoutKanban, IconTable } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { LookKind } from './types'
import { useLook, type Looking } from './useLook'

const icons = { table: IconTable, board: IconLayoutKanban, calendar: IconCalendar }

/** Table, board or calendar, as far as there are fields for them; and by which field. */
export function LookSwitch(props: Looking) {
  const { t } = useTranslation('looks')
  const look = useLook(props)
  const phone = useMediaQuery('(max-width: 767px)', false, { getInitialValueInEffect: false })
  const kinds = (['table', 'board', 'calendar'] as const).filter((k) => k === 'table' || look.fields[k].length > 0)
  if (kinds.length < 2) return null
  const label = (kind: LookKind) => {
    const Icon = icons[kind]
    return <span style={{ display: 'inline-flex', alignItems: 'center', gap: 6 }}><Icon size={phone ? 20 : 16} aria-hidden /><span className={phone ? 'k-hidden' : undefined}>{t(`looks:kind.${kind}`)}</span></span>
  }
  const choices = look.kind === 'table' ? [] : look.fields[look.kind]
  return (
    <>
      <SegmentedControl size="sm" aria-label={t('looks:label')} data={kinds.map((k) => ({ value: k, label: label(k) }))} value={look.kind} onChange={(k) => look.show(k as LookKind)} />
      {choices.length > 0
        ? <NativeSelect size="sm" aria-label={t(`looks:by.${look.kind as 'board'}`)} value={look.by?.id} onChange={(e) => look.show(look.kind, e.currentTarget.value)} data={choices.map((f) => ({ value: f.id, label: f.label }))} />
        : null}
    </>
  )
}
