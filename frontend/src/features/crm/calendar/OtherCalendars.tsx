import { ActionIcon, Button, CopyButton, Drawer, FileButton, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { preferenceQuery } from '@/shared/api/preference'
import type { OtherCalendar } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { ApiFormBody } from '@/shared/ui/form/ApiFormBody'
import { FieldInput } from '@/shared/ui/form/FieldInput'
import { useApiForm } from '@/shared/ui/form/useApiForm'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { complain } from '@/shared/ui/undoable'
import { calendarsQuery } from './calendarQuery'

interface OtherCalendarsProps { opened: boolean; onClose: () => void }

/** The own calendar in other programs, and other calendars in this. */
export function OtherCalendars({ opened, onClose }: OtherCalendarsProps) {
  const { t } = useTranslation('work')
  return (
    <Drawer opened={opened} onClose={onClose} position="right" title={t('work:calendar.others')} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      <Stack gap="lg"><Feed /><Others /></Stack>
    </Drawer>
  )
}

/** The secret address; it is shown once, when it is made. */
function Feed() {
  const { t } = useTranslation('work')
  const format = useFormat()
  const client = useQueryClient()
  const { data } = useQuery(preferenceQuery())
  const [url, setUrl] = useState('')
  const changed = () => client.invalidateQueries({ queryKey: preferenceQuery().queryKey })
  const open = () => api.post('/me/calendar-feed', {}).then((made) => { setUrl(made.url); return changed() }).catch(complain)
  const shut = () => api.del('/me/calendar-feed', {}).then(() => { setUrl(''); return changed() }).catch(complain)
  return (
    <section aria-label={t('work:feed.title')}>
      <h3>{t('work:feed.title')}</h3>
      <Text size="sm">{t('work:feed.text')}</Text>
      {url ? (
        <Group gap="xs" align="flex-end" wrap="nowrap" my="xs">
          <TextInput flex={1} readOnly label={t('work:feed.address')} value={url} onFocus={(e) => e.currentTarget.select()} />
          <CopyButton value={url}>{({ copied, copy }) => <Button variant="default" onClick={copy}>{t(copied ? 'work:feed.copied' : 'work:feed.copy')}</Button>}</CopyButton>
        </Group>
      ) : null}
      {data?.feedAt ? <Text size="sm" c="dimmed">{t('work:feed.since', { when: format.dateTime(data.feedAt) })}</Text> : null}
      <Group gap="sm" mt="xs">
        <Button variant="light" onClick={() => void open()}>{t(data?.feedAt ? 'work:feed.renew' : 'work:feed.open')}</Button>
        {data?.feedAt ? <Button variant="subtle" color="red" onClick={() => void shut()}>{t('work:feed.shut')}</Button> : null}
      </Group>
    </section>
  )
}

function Others() {
  const { t } = useTranslation('work')
  const query = useQuery(calendarsQuery())
  const client = useQueryClient()
  const changed = () => { void client.invalidateQueries({ queryKey: ['/calendars'] }); void client.invalidateQueries({ queryKey: ['/tasks', 'calendar'] }) }
  const take = (file: File | null) => { if (file) api.post('/calendars/import', { query: { name: file.name.slice(0, 100) }, body: file }).then(changed).catch(complain) }
  return (
    <section aria-label={t('work:others.title')}>
      <h3>{t('work:others.title')}</h3>
      <Text size="sm">{t('work:others.text')}</Text>
      {query.data ? <ul style={{ listStyle: 'none', padding: 0 }}>{query.data.map((c) => <Other key={c.id} calendar={c} onChanged={changed} />)}</ul> : <ListSkeleton rows={2} />}
      <AddAddress onChanged={changed} />
      <FileButton accept=".ics,text/calendar" onChange={take}>{(props) => <Button {...props} variant="default" mt="sm">{t('work:others.file')}</Button>}</FileButton>
    </section>
  )
}

function Other({ calendar: c, onChanged }: { calendar: OtherCalendar; onChanged: () => void }) {
  const { t } = useTranslation('work')
  const format = useFormat()
  const remove = () => api.del('/calendars/{id}', { path: { id: c.id } }).then(onChanged).catch(complain)
  return (
    <li>
      <Group justify="space-between" wrap="nowrap">
        <div>
          <b>{c.name}</b>
          <Text size="sm" c="dimmed">{[c.host, t('work:others.times', { count: c.times }), c.fetchedAt ? format.relative(c.fetchedAt) : null].filter(Boolean).join(' · ')}</Text>
          {c.problem ? <Text size="sm" c="var(--k-bad)">{t(`work:others.problem.${c.problem}`)}</Text> : null}
        </div>
        <ActionIcon aria-label={t('work:others.remove', { name: c.name })} onClick={() => void remove()}><IconTrash size={16} aria-hidden /></ActionIcon>
      </Group>
    </li>
  )
}

function AddAddress({ onChanged }: { onChanged: () => void }) {
  const { t } = useTranslation('work')
  const form = useApiForm<{ name: string; url: string }>({
    name: 'calendar.new', initialValues: { name: '', url: '' }, labels: { name: t('work:others.name'), url: t('work:others.url') }, required: ['name', 'url'], secret: ['url'],
    submit: async (body) => { await api.post('/calendars', { body }); onChanged(); form.startOver() },
  })
  return (
    <ApiFormBody form={form} submitLabel={t('common:action.add')}>
      <FieldInput key={`name${form.round}`} kind="text" {...form.field('name')} />
      <FieldInput key={`url${form.round}`} kind="url" {...form.field('url')} placeholder="https://…/calendar.ics" />
    </ApiFormBody>
  )
}
