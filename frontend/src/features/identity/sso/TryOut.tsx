import { Alert, Button, List, Stack, Text } from '@mantine/core'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import type { Sso, SsoTrial } from '@/shared/api/typesSso'
import { useFormat } from '@/shared/i18n/format'
import { problemText } from '@/shared/i18n/problemText'
import { Section } from '@/shared/ui/Section'
import { useAct } from './useAct'

/** Goes to the provider and back, and tells what would come of it. */
export function TryOut({ sso }: { sso: Sso }) {
  const { t } = useTranslation('sso')
  const format = useFormat()
  const { busy, error, run } = useAct()
  const trial = useTrial(run)
  const leave = async () => location.assign((await api.post('/sso/try')).url)
  return (
    <Section title={t('step.try')} text={t('tryText')} actions={<Button variant={sso.triedAt ? 'default' : 'filled'} loading={busy !== null} onClick={() => void run('try', leave)}>{t('try')}</Button>}>
      <Stack gap="md">
        {sso.triedAt ? <Text size="sm">{t('triedAt', { when: format.relative(sso.triedAt) })}</Text> : null}
        {trial ? <Result trial={trial} /> : null}
        {error ? <Alert color="red" variant="light" role="alert">{problemText(error)}</Alert> : null}
      </Stack>
    </Section>
  )
}

/** What the provider has sent back with the browser, taken out of the address and good once. */
function useTrial(run: (what: string, act: () => Promise<unknown>) => Promise<void>): SsoTrial | null {
  const { slug } = useParams({ from: '/$slug' })
  const { state, code, iss, error } = useSearch({ from: '/$slug/settings/sso' })
  const navigate = useNavigate()
  const [trial, setTrial] = useState<SsoTrial | null>(null)
  const once = useRef(false)
  useEffect(() => {
    if (!state || once.current) return
    once.current = true
    void run('tried', async () => setTrial(await api.post('/sso/tried', { body: { state, code, iss, error } })))
      .finally(() => navigate({ to: '/$slug/settings/sso', params: { slug }, search: {}, replace: true }))
  }, [state, code, iss, error, run, navigate, slug])
  return trial
}

function Result({ trial: r }: { trial: SsoTrial }) {
  const { t } = useTranslation(['sso', 'nav'])
  return (
    <Alert color={r.ok ? 'green' : 'orange'} variant="light" role="status" title={t(r.ok ? 'triedOk' : 'triedBad', { email: r.email || '–' })}>
      <List size="sm">
        {r.verified ? null : <List.Item>{t('triedUnverified')}</List.Item>}
        {r.proven ? null : <List.Item>{t('triedUnproven')}</List.Item>}
        <List.Item>{r.values.length > 0 ? t('triedGroups', { groups: r.values.join(', ') }) : t('triedNoGroups')}</List.Item>
        <List.Item>{r.role ? t('triedRole', { role: t(`nav:roles.${r.role}`) }) : t('triedNoRole')}</List.Item>
      </List>
    </Alert>
  )
}
