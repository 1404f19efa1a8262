import { Button, Title } from '@mantine/core'
import { DragDropContext, type DropResult } from '@hello-pangea/dnd'
import { IconArrowBackUp, IconPlus } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { isMade } from '@/shared/api/fields'
import type { LaidObject, LayoutSection, LayoutSetup, MadeLayout } from '@/shared/api/typesLayout'
import { announce } from '@/shared/lib/announce'
import { complain, inform, undoable } from '@/shared/ui/undoable'
import { addSection, ask, change, left, place, shift, unplaced } from './draft'
import { useFieldName, useLayoutActs } from './layoutQuery'
import classes from './Layout.module.css'
import { FieldLines, SectionCard, type Fielded } from './SectionCard'

interface LayoutEditorProps {
  object: LaidObject
  setup: LayoutSetup
  layout: MadeLayout
  /** How a record looks in what is being made. */
  preview: (sections: LayoutSection[]) => ReactNode
}

/** The sections of a layout and their fields. Nothing is kept until it is saved; each step can be taken back. */
export function LayoutEditor({ object, setup, layout, preview }: LayoutEditorProps) {
  const { t } = useTranslation(['layout', 'common', 'object'])
  const { sections, changed, set, back } = useSteps(layout.sections)
  const name = useFieldName(object)
  const { save, busy, reset } = useSaving(layout)
  const titleOf = (s: LayoutSection) => s.title || t(isMade(object) ? 'object:facts' : `${object}:facts`)
  const places = [...sections.map((s) => ({ id: s.id, title: titleOf(s) })), { id: unplaced, title: t('more') }]
  const put = (key: string, to: string, index: number) => {
    set(place(sections, key, to, index))
    announce(t('field.moved', { name: name(key), section: places.find((p) => p.id === to)?.title, n: index + 1 }))
  }
  const fielded: Fielded = { name, places, about: (key) => setup.fields.find((f) => f.key === key) ?? { askable: false, required: false }, onPlace: put, onAsk: (key, asked) => set(ask(sections, key, asked)) }
  const dropped = ({ draggableId, destination, source }: DropResult) => {
    if (destination && (destination.droppableId !== source.droppableId || destination.index !== source.index)) put(draggableId, destination.droppableId, destination.index)
  }
  return (
    <div className={classes.frame}>
      <div>
        <DragDropContext onDragEnd={dropped} dragHandleUsageInstructions={t('common:board.usage')}>
          {sections.map((s, i) => (
            <SectionCard key={s.id} {...fielded} section={s} title={titleOf(s)} first={i === 0} last={i === sections.length - 1} onChange={(to) => set(change(sections, s.id, to), 'title' in to ? s.id : undefined)} onShift={(by) => set(shift(sections, s.id, by))}
              onRemove={() => set(sections.filter((x) => x.id !== s.id))} />
          ))}
          <Button variant="default" size="sm" mb="md" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => set(addSection(sections, t('section.new')))}>{t('section.add')}</Button>
          <div className={classes.card} role="group" aria-label={t('more')}>
            <Title order={3} size="h5">{t('more')}</Title>
            <p className={classes.empty}>{t('moreText')}</p>
            <FieldLines {...fielded} id={unplaced} keys={left(sections, setup.fields.map((f) => f.key))} />
          </div>
        </DragDropContext>
        <div className={classes.bar}>
          <Button disabled={!changed} loading={busy} onClick={() => void save(sections)}>{t('common:action.save')}</Button>
          <Button variant="default" disabled={!changed} leftSection={<IconArrowBackUp size={16} aria-hidden />} onClick={back}>{t('back')}</Button>
          <Button variant="subtle" color="red" onClick={reset}>{t('reset')}</Button>
        </div>
      </div>
      <div className={classes.seen}>{preview(sections)}</div>
    </div>
  )
}

/** What has been done, step by step; what is typed into one title is one step. */
function useSteps(first: LayoutSection[]) {
  const [steps, setSteps] = useState<{ sections: LayoutSection[]; typed?: string }[]>([{ sections: first }])
  const now = steps.at(-1)!
  const set = (sections: LayoutSection[], typed?: string) => setSteps([...(typed && typed === now.typed ? steps.slice(0, -1) : steps), { sections, typed }])
  return { sections: now.sections, changed: steps.length > 1, set, back: () => setSteps(steps.slice(0, -1)) }
}

/** Saves and resets, each with ten seconds to take it back. */
function useSaving(layout: MadeLayout) {
  const { t } = useTranslation('layout')
  const acts = useLayoutActs()
  const [busy, setBusy] = useState(false)
  const save = async (sections: LayoutSection[]) => {
    setBusy(true)
    try {
      const saved = await acts.save(layout, sections)
      undoable({ message: t('saved'), undo: () => acts.save(saved, layout.sections) })
    } catch (error) {
      complain(error)
    } finally {
      setBusy(false)
    }
  }
  const reset = () => {
    acts.reset(layout).then(() => undoable({
      message: t('resetDone'), undo: async () => { await acts.make(layout.object, layout.for.role, layout.for.pipelineId ?? '', layout.sections); inform(t('saved')) },
    }), complain)
  }
  return { save, busy, reset }
}
