import { useTranslation } from 'react-i18next'
import type { Activity } from '@/shared/api/types'
import { ApiFormBody } from '@/shared/ui/form/ApiFormBody'
import { FieldInput } from '@/shared/ui/form/FieldInput'
import { useApiForm } from '@/shared/ui/form/useApiForm'
import { useActivities } from './activityQuery'
import { MinutesInput } from './MinutesInput'
import { minutesOf, sendOnCtrlEnter } from './writing'

/** Changing what one wrote, in its place. What is typed stays when someone else saved meanwhile. */
export function EntryEdit({ entry, onDone }: { entry: Activity; onDone: () => void }) {
  const { t } = useTranslation('activity')
  const { change } = useActivities()
  const form = useApiForm({
    name: `activity.${entry.id}`,
    initialValues: { text: entry.text ?? '', minutes: entry.minutes ? String(entry.minutes) : '' },
    labels: { text: t(`type.${entry.type}`), minutes: t('minutes') },
    required: entry.type === 'note' ? ['text'] : [],
    submit: async (v) => { await change(entry, { text: v.text, minutes: minutesOf(v.minutes) }); onDone() },
  })
  return (
    <ApiFormBody form={form} submitLabel={t('common:action.save')} onCancel={() => { form.startOver(); onDone() }}>
      <FieldInput kind="long" autoFocus onKeyDown={sendOnCtrlEnter} {...form.field('text')} />
      {entry.type === 'note' ? null : <MinutesInput {...form.field('minutes')} />}
    </ApiFormBody>
  )
}
