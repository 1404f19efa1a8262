import { queryOptions, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { useCan } from '@/shared/api/me'
import { Denied } from '@/shared/ui/Denied'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { DomainList } from './DomainList'
import { ProviderForm } from './ProviderForm'
import { StateForm } from './StateForm'
import { TryOut } from './TryOut'

export const ssoQuery = () => queryOptions({ queryKey: ['/sso'], queryFn: ({ signal }) => api.get('/sso', { signal }) })

/** A company's single sign-on, in the order in which it is set up: provider, domains, a try, the switch. */
export function SsoPage() {
  const { t } = useTranslation(['sso', 'security'])
  const can = useCan()
  return (
    <>
      <PageHeader title={t('title')} below={t('text')} />
      {can('role', 'read') ? <Steps /> : <Denied who={t('security:rules.who')} />}
    </>
  )
}

function Steps() {
  const { data, error, refetch } = useQuery(ssoQuery())
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <ListSkeleton rows={6} height={48} />
  return (
    <>
      <ProviderForm key={data.version} sso={data} />
      <DomainList domains={data.domains} />
      {data.setUp ? <><TryOut sso={data} /><StateForm key={`state-${data.version}`} sso={data} /></> : null}
    </>
  )
}
