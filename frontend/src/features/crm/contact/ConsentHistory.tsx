import { Alert, Group, Loader, Stack, Text } from '@mantine/core'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import type { ConsentChannel, ConsentProof } from '@/shared/api/typesPeople'
import { useFormat } from '@/shared/i18n/format'
import { problemText } from '@/shared/i18n/problemText'

const proofsQuery = (id: string, version: number) => queryOptions({
  queryKey: ['/contacts', id, 'consents', version],
  queryFn: ({ signal }) => api.get('/contacts/{id}/consents', { path: { id }, signal }),
  gcTime: 0,
})

/** What a person decided about a way of marketing, newest first: when, how it is known, who noted it and what was shown. */
export function ConsentHistory({ id, version, channel }: { id: string; version: number; channel: ConsentChannel }) {
  const { t } = useTranslation('consent')
  const { data, error, isPending } = useQuery(proofsQuery(id, version))
  if (isPending) return <Loader size="sm" aria-label={t('loading')} />
  if (error) return <Alert color="red" variant="light" p="sm" role="alert">{problemText(error)}</Alert>
  const all = data.items.filter((p) => p.channel === channel)
  if (all.length === 0) return <Text size="sm" c="dimmed">{t('contact:consent.none')}</Text>
  return (
    <Stack gap="xs">
      <Stack gap="sm" component="ul" m={0} p={0} style={{ listStyle: 'none' }} aria-label={t('history')}>
        {all.map((p) => <Proof key={p.id} proof={p} />)}
      </Stack>
      <Text size="xs" c="dimmed">{t('kept')}</Text>
    </Stack>
  )
}

function Proof({ proof }: { proof: ConsentProof }) {
  const { t } = useTranslation('consent')
  const format = useFormat()
  const via = proof.via === 'person' && proof.byName === '' ? t('via.nobody') : t(`via.${proof.via}`, { name: proof.byName })
  const facts = [proof.source, via, proof.edition && t('version', { edition: proof.edition }), proof.ip && t('ip', { ip: proof.ip })].filter(Boolean)
  return (
    <li>
      <Group gap="xs">
        <Text size="sm" fw={600}>{t(`contact:consent.state.${proof.state}`)}</Text>
        <Text size="sm" fw={500}>{format.dateTime(proof.at)}</Text>
      </Group>
      <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>{facts.join(' · ')}</Text>
      {proof.wording ? (
        <details>
          <Text component="summary" size="sm">{t('shown')}</Text>
          <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{proof.wording}</Text>
        </details>
      ) : null}
    </li>
  )
}
