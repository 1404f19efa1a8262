import { Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { useCan, useMe } from '@/shared/api/me'
import type { CallCard } from '@/shared/api/typesCadence'
import { useFormat } from '@/shared/i18n/format'
import { Section } from '@/shared/ui/Section'
import { complain, inform } from '@/shared/ui/undoable'
import { panelQuery, useCallsChanged } from './cadenceQuery'
import classes from './Calls.module.css'
import { Tries } from './Tries'

/** How a deal's lead is called: what was tried, what comes next. Nothing, where nobody is called. */
export function CallPanel({ dealId }: { dealId: string }) {
  const { t } = useTranslation('selling')
  const lead = useQuery(panelQuery(dealId)).data?.lead
  if (!lead) return null
  return (
    <Section title={t('panel.title')}>
      <div className={classes.panel}>
        <Tries card={lead} />
        <p className={classes.quiet}><Standing lead={lead} /></p>
        <Buttons lead={lead} />
      </div>
    </Section>
  )
}

const isDue = (lead: CallCard) => lead.state === 'calling' && lead.contactId !== null && (lead.nextAt === null || Date.parse(lead.nextAt) <= Date.now())

function Standing({ lead }: { lead: CallCard }) {
  const { t } = useTranslation('selling')
  const format = useFormat()
  if (lead.state === 'reached' || lead.state === 'tried') return t(`panel.${lead.state}`)
  if (lead.state === 'stopped') return t(`panel.${lead.reason}`)
  if (!lead.contactId) return t('panel.nobody')
  return isDue(lead) || lead.nextAt === null ? t('panel.now') : t('panel.next', { when: format.dateTime(lead.nextAt) })
}

function Buttons({ lead }: { lead: CallCard }) {
  const { t } = useTranslation('selling')
  const may = useCan()('deal', 'update')
  const { slug } = useMe().tenant
  const changed = useCallsChanged()
  const send = (what: 'stop' | 'start') => {
    const body = { path: { id: lead.dealId }, body: { version: lead.version } }
    const sent = what === 'stop' ? api.post('/deals/{id}/cadence/stop', body) : api.post('/deals/{id}/cadence/start', body)
    sent.then(() => { if (what === 'stop') inform(t('panel.stopped')) }, complain).finally(() => void changed())
  }
  return (
    <Group gap="xs">
      {isDue(lead) ? <Button component={Link} to={`/${slug}/calls`} size="sm" variant="light">{t('panel.queue')}</Button> : null}
      {may ? <Button size="sm" variant="default" onClick={() => send(lead.state === 'calling' ? 'stop' : 'start')}>{t(lead.state === 'calling' ? 'panel.stop' : 'panel.start')}</Button> : null}
    </Group>
  )
}
