import { Alert, Button, Progress, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan, useMe } from '@/shared/api/me'
import type { MakingPhase, Vault } from '@/shared/api/typesVault'
import { useFormat } from '@/shared/i18n/format'
import { Denied } from '@/shared/ui/Denied'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { ArchiveList } from './ArchiveList'
import { useVault, vaultQuery } from './vaultQuery'

// What forms are made of comes after the list.
const BucketForm = lazy(() => import('./BucketForm').then((m) => ({ default: m.BucketForm })))
const PlanForm = lazy(() => import('./PlanForm').then((m) => ({ default: m.PlanForm })))

/** Everything that the company has, as a file: made now or by a schedule, proved, kept, sealed, sent. */
export function VaultPage() {
  const { t } = useTranslation('archive')
  const may = useCan()('archive', 'export')
  return <><PageHeader title={t('title')} below={t('text')} />{may ? <All /> : <Denied who={t('who')} />}</>
}

function All() {
  const { t } = useTranslation('archive')
  const { data, error, refetch } = useQuery(vaultQuery())
  const rights = useMe().permissions.archive
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <ListSkeleton rows={6} height={56} />
  return (
    <Stack gap="xl">
      <Section title={t('kept')} text={t('listText')} actions={rights?.create ? <Make vault={data} /> : null}>
        <Stack gap="md">
          {data.making ? <Making phase={data.making.phase} /> : null}
          {data.problem && !data.making ? <Alert color="red" variant="light" role="alert">{t(`problem.${data.problem}`)}</Alert> : null}
          <ArchiveList vault={data} />
        </Stack>
      </Section>
      {rights?.update ? <Suspense fallback={<ListSkeleton rows={4} height={56} />}><Plan vault={data} /><BucketForm key={JSON.stringify(data.bucket)} vault={data} /></Suspense> : null}
    </Stack>
  )
}

function Make({ vault }: { vault: Vault }) {
  const { t } = useTranslation('archive')
  const { make } = useVault()
  const [busy, setBusy] = useState(false)
  return <Button loading={busy} disabled={vault.making !== null} onClick={() => { setBusy(true); void make().finally(() => setBusy(false)) }}>{t('make')}</Button>
}

const share: Record<MakingPhase, number> = { packing: 25, proving: 60, storing: 90 }

function Making({ phase }: { phase: MakingPhase }) {
  const { t } = useTranslation('archive')
  return (
    <div>
      <Text size="sm" role="status" mb={6}>{t(`phase.${phase}`)}</Text>
      <Progress value={share[phase]} aria-label={t('progress')} animated />
    </div>
  )
}

function Plan({ vault }: { vault: Vault }) {
  const { t } = useTranslation('archive')
  const format = useFormat()
  return (
    <Section title={t('plan')} text={vault.nextAt ? t('next', { at: format.dateTime(vault.nextAt) }) : t('planText')}>
      <PlanForm key={`${vault.every} ${vault.keep} ${vault.recipient}`} vault={vault} />
    </Section>
  )
}
