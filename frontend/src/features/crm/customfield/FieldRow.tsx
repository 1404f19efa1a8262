import { ActionIcon, Button, Group } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconForms } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { FieldState, OwnField } from '@/shared/api/typesField'
import { RowMenu } from '@/shared/ui/RowMenu'
import rows from '@/shared/ui/RowList.module.css'
import { isComputed } from '@/shared/ui/own/ownValue'
import { complain, undoable } from '@/shared/ui/undoable'
import { convertible, useFieldActs } from './fieldQuery'

export type FieldAct = 'edit' | 'convert' | 'delete'

interface FieldRowProps { field: OwnField; all: OwnField[]; first: boolean; last: boolean; onMove: (by: -1 | 1) => void; onAct: (act: FieldAct) => void }

/** One field, what it holds, and what can be done with it. */
export function FieldRow({ field, all, first, last, onMove, onAct }: FieldRowProps) {
  const { t } = useTranslation(['field', 'common'])
  const become = useStateChange(field)
  const archived = field.state === 'archived'
  const on = all.find((f) => f.id === field.shownIf?.field)
  const facts = [t(`type.${field.type}`), isComputed(field) ? (field.result ? t(`type.${field.result}`) : t('broken')) : '', field.section, field.required ? t('required') : '', field.unique ? t('unique') : '', on ? t('dependsOn', { name: on.label }) : '', field.state === 'active' || archived ? '' : t(`state.${field.state}`)]
  return (
    <li className={rows.row}>
      <IconForms size={22} stroke={1.5} aria-hidden />
      <div className={rows.text}><b>{field.label}</b><span>{facts.filter(Boolean).join(' · ')}</span></div>
      <Group gap={4} wrap="nowrap">
        {archived ? <Button size="xs" variant="default" onClick={() => become('active')}>{t('act.restore')}<span className="k-hidden">: {field.label}</span></Button> : (
          <>
            <Button size="xs" variant="default" onClick={() => onAct('edit')}>{t('act.edit')}<span className="k-hidden">: {field.label}</span></Button>
            <ActionIcon size="md" disabled={first} aria-label={t('act.up', { name: field.label })} onClick={() => onMove(-1)}><IconArrowUp size={16} aria-hidden /></ActionIcon>
            <ActionIcon size="md" disabled={last} aria-label={t('act.down', { name: field.label })} onClick={() => onMove(1)}><IconArrowDown size={16} aria-hidden /></ActionIcon>
          </>
        )}
        <RowMenu label={t('act.more', { name: field.label })} entries={[
          !archived && convertible.includes(field.type) && { label: t('act.convert'), onClick: () => onAct('convert') },
          !archived && field.state !== 'active' && { label: t('act.active'), onClick: () => become('active') },
          !archived && field.state !== 'readonly' && !isComputed(field) && { label: t('act.readonly'), onClick: () => become('readonly') },
          !archived && field.state !== 'hidden' && { label: t('act.hidden'), onClick: () => become('hidden') },
          !archived && { label: t('act.archive'), onClick: () => become('archived') },
          archived && { label: t('act.delete'), danger: true, onClick: () => onAct('delete') },
        ]} />
      </Group>
    </li>
  )
}

/** Another state, at once, with ten seconds to take it back. */
function useStateChange(field: OwnField) {
  const { t } = useTranslation('field')
  const { change } = useFieldActs()
  return (state: FieldState) => {
    change(field, { state }).then((saved) => undoable({ message: t(`became.${state}`, { name: field.label }), undo: () => change(saved, { state: field.state }) }), complain)
  }
}
