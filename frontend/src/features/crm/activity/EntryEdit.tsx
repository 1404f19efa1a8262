import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/shared/api/me'
import type { Activity } from '@/shared/api/types'
import { ApiFormBody } from '@/shared/ui/form/ApiFormBody'
import { useApiForm } from '@/shared/ui/form/useApiForm'
import { useActivities, type About } from './activityQuery'
import { useNamed, type Named } from './mentions'
import { MinutesInput } from './MinutesInput'
import { NoteInput } from './NoteInput'
import { minutesOf } from './writing'

/** Changing what one wrote, in its place. What is typed stays when someone else saved meanwhile. */
export function EntryEdit({ entry, onDone }: { entry: Activity; onDone: () => void }) {
  const { t } = useTranslation('activity')
  const { change } = useActivities()
  const named = useNamed()
  const form = useApiForm({
    name: `activity.${entry.id}`,
    whose: useMe().user.id,
    initialValues: { text: entry.text ?? '', minutes: entry.minutes ? String(entry.minutes) : '', picked: entry.mentions.map(({ userId, label }): Named => ({ userId, label })) },
    labels: { text: t(`type.${entry.type}`), minutes: t('minutes') },
    required: entry.type === 'note' ? ['text'] : [],
    submit: async (v) => { await change(entry, { text: v.text, minutes: minutesOf(v.minutes), mentions: await named(v.text, v.picked) }); onDone() },
  })
  const [picked, setPicked] = useState(form.form.getValues().picked)
  return (
    <ApiFormBody form={form} submitLabel={t('common:action.save')} onCancel={() => { form.startOver(); onDone() }}>
      <NoteInput about={entry.about as About} autoFocus field={form.field('text')} label={t(`type.${entry.type}`)} picked={picked} onPicked={(next) => { setPicked(next); form.form.setFieldValue('picked', next) }} />
      {entry.type === 'note' ? null : <MinutesInput {...form.field('minutes')} />}
    </ApiFormBody>
  )
}
