import { SegmentedControl } from '@mantine/core'
import { useEffect, useState, type ComponentProps } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan, useMe } from '@/shared/api/me'
import type { UserActivityType } from '@/shared/api/types'
import { announce } from '@/shared/lib/announce'
import { modKey } from '@/shared/lib/keys'
import { ApiFormBody } from '@/shared/ui/form/ApiFormBody'
import { DateTimeInput } from '@/shared/ui/form/DateTimeInput'
import { useApiForm } from '@/shared/ui/form/useApiForm'
import { useActivities, type About } from './activityQuery'
import { useNamed, type Named } from './mentions'
import { MinutesInput } from './MinutesInput'
import { NoteInput } from './NoteInput'
import classes from './Timeline.module.css'
import { minutesOf } from './writing'

interface Values { type: UserActivityType; text: string; minutes: string; at: string | null; picked: Named[] }

const types: UserActivityType[] = ['note', 'call', 'meeting', 'email']
const blank: Values = { type: 'note', text: '', minutes: '', at: null, picked: [] }

/** Writes down what was said or done about a record. What is typed survives a reload and a lost session. */
export function Compose({ about }: { about: About }) {
  const may = useCan()
  return may('activity', 'create') ? <ComposeForm key={about.id} about={about} /> : null
}

function ComposeForm({ about }: { about: About }) {
  const { t } = useTranslation('activity')
  const { add } = useActivities()
  const named = useNamed()
  const form = useApiForm<Values>({
    name: `compose.${about.kind}.${about.id}`,
    whose: useMe().user.id,
    initialValues: blank,
    labels: { text: t('text'), minutes: t('minutes'), at: t('at') },
    check: (v) => (v.type === 'note' && v.text.trim() === '' ? { text: t('writeFirst') } : {}),
    submit: async (v) => {
      const mentions = await named(v.text, v.picked)
      await add({ type: v.type, about, ...(v.text.trim() ? { text: v.text } : {}), ...timing(v), ...(mentions.length > 0 ? { mentions } : {}) })
      form.startOver()
      announce(mentions.length > 0 ? t('addedTold', { names: mentions.map((m) => m.label).join(', ') }) : t('added'))
    },
  })
  const [type, setType] = useState(form.form.getValues().type)
  const [picked, setPicked] = useState(form.form.getValues().picked)
  const { round } = form
  const chosen = form.form.getValues
  useEffect(() => { setType(chosen().type); setPicked(chosen().picked) }, [round, chosen]) // starting over
  const choose = (next: string) => { setType(next as UserActivityType); form.form.setFieldValue('type', next as UserActivityType) }
  const pick = (next: Named[]) => { setPicked(next); form.form.setFieldValue('picked', next) }
  return (
    <section className={classes.compose} aria-label={t('compose')}>
      <ApiFormBody form={form} submitLabel={t(`add.${type}`)}>
        <SegmentedControl fullWidth size="sm" aria-label={t('kind')} value={type} onChange={choose} data={types.map((value) => ({ value, label: t(`type.${value}`) }))} />
        <NoteInput about={about} field={form.field('text')} label={t('text')} placeholder={t(`placeholder.${type}`)} hint={<span className={classes.hint}>{t('hint', { key: `${modKey}Enter` })}</span>}
          picked={picked} onPicked={pick} />
        {type === 'note' ? null : <div className={classes.when}><MinutesInput {...form.field('minutes')} /><DateTimeInput {...(form.field('at') as unknown as ComponentProps<typeof DateTimeInput>)} /></div>}
      </ApiFormBody>
    </section>
  )
}

/** Notes are of now and take no time. */
function timing({ type, minutes, at }: Values) {
  if (type === 'note') return {}
  return { ...(minutesOf(minutes) > 0 ? { minutes: minutesOf(minutes) } : {}), ...(at ? { at } : {}) }
}
