import { ActionIcon, Checkbox, Group, TextInput } from '@mantine/core'
import { Draggable, Droppable } from '@hello-pangea/dnd'
import { IconArrowDown, IconArrowUp, IconGripVertical, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { LayoutSection } from '@/shared/api/typesLayout'
import { RowMenu } from '@/shared/ui/RowMenu'
import classes from './Layout.module.css'

export interface Fielded {
  name: (key: string) => string
  /** What is known of a field: whether it can be asked for, and whether it always is. */
  about: (key: string) => { askable: boolean; required: boolean }
  /** Where fields can go: sections and what stands in none. */
  places: { id: string; title: string }[]
  onPlace: (key: string, to: string, index: number) => void
  onAsk: (key: string, asked: boolean) => void
}

interface SectionCardProps extends Fielded { section: LayoutSection; title: string; first: boolean; last: boolean; onChange: (to: Partial<LayoutSection>) => void; onShift: (by: -1 | 1) => void; onRemove: () => void }

/** One section: its title, how it is shown, and its fields. */
export function SectionCard({ section, title, first, last, onChange, onShift, onRemove, ...fielded }: SectionCardProps) {
  const { t } = useTranslation('layout')
  return (
    <div className={classes.card} role="group" aria-label={title}>
      <div className={classes.head}>
        <TextInput aria-label={t('section.title')} value={section.title} placeholder={title} maxLength={60} onChange={(e) => onChange({ title: e.currentTarget.value })} />
        <Group gap={4} wrap="nowrap">
          <ActionIcon disabled={first} aria-label={t('section.up', { title })} onClick={() => onShift(-1)}><IconArrowUp size={16} aria-hidden /></ActionIcon>
          <ActionIcon disabled={last} aria-label={t('section.down', { title })} onClick={() => onShift(1)}><IconArrowDown size={16} aria-hidden /></ActionIcon>
          <ActionIcon disabled={first && last} aria-label={t('section.remove', { title })} onClick={onRemove}><IconTrash size={16} aria-hidden /></ActionIcon>
        </Group>
      </div>
      <Group gap="lg" mt={8}>
        <Checkbox size="sm" label={t('section.closed')} checked={section.closed} onChange={(e) => onChange({ closed: e.currentTarget.checked })} />
        <Checkbox size="sm" label={t('section.two')} checked={section.columns === 2} onChange={(e) => onChange({ columns: e.currentTarget.checked ? 2 : 1 })} />
      </Group>
      <FieldLines {...fielded} id={section.id} asked={section.fields.filter((f) => f.ask).map((f) => f.key)} keys={section.fields.map((f) => f.key)} />
    </div>
  )
}

interface FieldLinesProps extends Fielded { id: string; keys: string[]; asked?: string[] }

/** The fields of a section, moved by mouse, touch and keyboard, also between sections. */
export function FieldLines({ id, keys, ...rest }: FieldLinesProps) {
  const { t } = useTranslation('layout')
  return (
    <Droppable droppableId={id}>
      {(list) => (
        <div ref={list.innerRef} {...list.droppableProps} className={classes.fields}>
          {keys.length === 0 ? <p className={classes.empty}>{t('section.empty')}</p> : null}
          {keys.map((key, index) => (
            <Draggable key={key} draggableId={key} index={index}>
              {(drag) => <div ref={drag.innerRef} {...drag.draggableProps} className={classes.field}><span {...drag.dragHandleProps} className={classes.grip} aria-label={t('field.move', { name: rest.name(key) })}><IconGripVertical size={18} aria-hidden /></span><Line field={key} id={id} index={index} count={keys.length} {...rest} /></div>}
            </Draggable>
          ))}
          {list.placeholder}
        </div>
      )}
    </Droppable>
  )
}

interface LineProps extends Fielded { field: string; id: string; index: number; count: number; asked?: string[] }

function Line({ field, id, index, count, asked, name, about, places, onPlace, onAsk }: LineProps) {
  const { t } = useTranslation('layout')
  const { askable, required } = about(field)
  const label = name(field)
  return (
    <>
      <b>{label}</b>
      {askable && asked ? <Checkbox size="sm" label={t('field.ask')} aria-label={t('field.askOf', { name: label })} checked={required || asked.includes(field)} disabled={required} onChange={(e) => onAsk(field, e.currentTarget.checked)} /> : null}
      <RowMenu label={t('field.more', { name: label })} entries={[
        index > 0 && { label: t('field.up'), onClick: () => onPlace(field, id, index - 1) },
        index < count - 1 && { label: t('field.down'), onClick: () => onPlace(field, id, index + 1) },
        ...places.filter((p) => p.id !== id).map((p) => ({ label: t('field.to', { section: p.title }), onClick: () => onPlace(field, p.id, 0) })),
      ]} />
    </>
  )
}
