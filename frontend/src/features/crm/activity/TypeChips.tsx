import { useTranslation } from 'react-i18next'
import type { ActivityType, RecordKind } from '@/shared/api/types'
import classes from './Timeline.module.css'

/** What can be chosen, each with the types behind it. */
const groups = {
  notes: ['note'], calls: ['call'], meetings: ['meeting'], emails: ['email'], tasks: ['task_created', 'task_done'],
  stages: ['stage_changed', 'won', 'lost', 'reopened'], files: ['file_added', 'file_removed', 'file_restored'],
  changes: ['created', 'updated', 'deleted', 'restored', 'imported', 'shared', 'merged', 'merged_away', 'unmerged'],
} satisfies Record<string, ActivityType[]>
export type Group = keyof typeof groups

export const typesOf = (chosen: Group[]): ActivityType[] => chosen.flatMap((g) => groups[g])

interface TypeChipsProps {
  kind: RecordKind
  value: Group[]
  onChange: (next: Group[]) => void
  /** Only what mentions oneself. */
  mine: boolean
  onMine: (mine: boolean) => void
}

/** Narrows a timeline to some kinds of entry; none chosen means all. */
export function TypeChips({ kind, value, onChange, mine, onMine }: TypeChipsProps) {
  const { t } = useTranslation('activity')
  const offered = (Object.keys(groups) as Group[]).filter((g) => g !== 'stages' || (kind !== 'contact' && kind !== 'object_record'))
  const toggle = (group: Group) => onChange(value.includes(group) ? value.filter((g) => g !== group) : [...value, group])
  return (
    <div className={classes.chips} role="group" aria-label={t('filter')}>
      <Chip on={value.length === 0 && !mine} label={t('group.all')} onClick={() => { onChange([]); onMine(false) }} />
      {offered.map((group) => <Chip key={group} on={value.includes(group)} label={t(`group.${group}`)} onClick={() => toggle(group)} />)}
      <Chip on={mine} label={t('group.mine')} onClick={() => onMine(!mine)} />
    </div>
  )
}

function Chip({ on, label, onClick }: { on: boolean; label: string; onClick: () => void }) {
  return <button type="button" className={classes.chip} aria-pressed={on} onClick={onClick}>{label}</button>
}
