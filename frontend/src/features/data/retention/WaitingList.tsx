import { Button, Text } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { useCan } from '@/shared/api/me'
import type { RetentionWaiting } from '@/shared/api/typesPrivacy'
import { useFormat } from '@/shared/i18n/format'
import classes from '@/shared/ui/RowList.module.css'
import { Section } from '@/shared/ui/Section'
import { complain, inform } from '@/shared/ui/undoable'
import { rulesQuery, waitingQuery } from './retentionQuery'
import { useRuleText } from './ruleText'

/** The records that go by rules, those that go first before others; each can be kept. */
export function WaitingList() {
  const { t } = useTranslation('retention')
  const { data } = useQuery(waitingQuery())
  if (!data) return null
  return (
    <Section title={t('list')} text={t('listText')}>
      {data.items.length === 0 ? <Text size="sm" c="dimmed">{t('listNone')}</Text> : null}
      <ul className={classes.list}>{data.items.map((w) => <Row key={w.rule + w.id} record={w} />)}</ul>
    </Section>
  )
}

function Row({ record: { rule, id, name, goesAt } }: { record: RetentionWaiting }) {
  const { t } = useTranslation('retention')
  const format = useFormat()
  const client = useQueryClient()
  const { nameOf } = useRuleText()
  const may = useCan()('privacy', 'delete')
  const [busy, setBusy] = useState(false)
  const { data } = useQuery(rulesQuery())
  const object = data?.items.find((r) => r.rule === rule)?.object ?? ''
  const keep = () => {
    setBusy(true)
    api.post('/retention/{rule}/records/{id}/keep', { path: { rule, id } })
      .then(() => client.invalidateQueries({ queryKey: ['/retention'] })).then(() => inform(t('kept'))).catch(complain).finally(() => setBusy(false))
  }
  return (
    <li className={classes.row}>
      <IconTrash size={22} stroke={1.5} aria-hidden />
      <div className={classes.text}>
        <b>{name}</b>
        <span>{t('goes', { rule: nameOf({ rule, object }), day: format.date(goesAt) })}</span>
      </div>
      {may ? <Button size="xs" variant="default" loading={busy} aria-label={t('keepName', { name })} onClick={keep}>{t('keep')}</Button> : null}
    </li>
  )
}
