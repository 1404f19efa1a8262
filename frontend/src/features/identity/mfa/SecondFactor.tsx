import { Button, Group, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { secondFactorQuery } from '@/shared/api/secondFactor'
import { useFormat } from '@/shared/i18n/format'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { ErrorState } from '@/shared/ui/ErrorState'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { StatusDot } from '@/shared/ui/StatusDot'
import { complain, inform } from '@/shared/ui/undoable'
import { RecoveryCodes } from './RecoveryCodes'
import { SetupDialog } from './SetupDialog'

/** The authenticator app: set up, remove, new recovery codes. */
export function SecondFactor() {
  const { t } = useTranslation('security')
  const { data, error, refetch } = useQuery(secondFactorQuery())
  const [codes, setCodes] = useState<string[] | null>(null)
  return (
    <Section title={t('factor.title')} text={t('factor.text')} actions={data ? <StatusDot tone={data.app ? 'ok' : 'warn'} pill>{t(data.app ? 'factor.on' : 'factor.off')}</StatusDot> : null}>
      {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <ListSkeleton rows={1} height={36} /> : null}
      {data ? data.app ? <Active left={data.recoveryLeft} onCodes={setCodes} /> : <Absent onCodes={setCodes} /> : null}
      <RecoveryCodes codes={codes} onClose={() => setCodes(null)} />
    </Section>
  )
}

function Absent({ onCodes }: { onCodes: (codes: string[]) => void }) {
  const { t } = useTranslation('security')
  const client = useQueryClient()
  const [opened, setOpened] = useState(false)
  const done = (codes: string[]) => {
    setOpened(false)
    onCodes(codes)
    void client.invalidateQueries({ queryKey: secondFactorQuery().queryKey })
    void client.invalidateQueries({ queryKey: ['me'] }) // the company may have asked for it
  }
  return (
    <>
      <Button onClick={() => setOpened(true)}>{t('factor.setUp')}</Button>
      <SetupDialog opened={opened} onClose={() => setOpened(false)} onDone={done} />
    </>
  )
}

function Active({ left, onCodes }: { left: number; onCodes: (codes: string[]) => void }) {
  const { t } = useTranslation('security')
  const format = useFormat()
  const client = useQueryClient()
  const [removing, setRemoving] = useState(false)
  const again = () => client.invalidateQueries({ queryKey: secondFactorQuery().queryKey })
  const renew = () => api.post('/me/second-factor/recovery-codes').then(({ codes }) => { onCodes(codes); return again() }, complain)
  const remove = async () => {
    await api.del('/me/second-factor')
    inform(t('factor.removed'))
    await again()
  }
  return (
    <>
      <Text size="sm" mb="sm">{t('codes.left', { count: left, n: format.number(left) })}</Text>
      <Group gap="xs">
        <Button variant="default" onClick={() => void renew()}>{t('codes.renew')}</Button>
        <Button variant="subtle" color="red" onClick={() => setRemoving(true)}>{t('factor.remove')}</Button>
      </Group>
      <ConfirmDialog opened={removing} onClose={() => setRemoving(false)} title={t('factor.remove')} confirmLabel={t('factor.remove')} onConfirm={remove} danger>{t('factor.removeText')}</ConfirmDialog>
    </>
  )
}
