import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { ErrorState } from '@/shared/ui/ErrorState'
import { OwnPhoneForm } from '@/shared/ui/form/OwnPhoneForm'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { inform } from '@/shared/ui/undoable'

const ownPhoneQuery = () => queryOptions({ queryKey: ['/me/phone'], queryFn: ({ signal }) => api.get('/me/phone', { signal }) })

/** One's own number, the same in every company. */
export function OwnPhone() {
  const { t } = useTranslation(['reach', 'common'])
  const client = useQueryClient()
  const { data, error, refetch } = useQuery(ownPhoneQuery())
  const saved = (phone: string) => { client.setQueryData(ownPhoneQuery().queryKey, { phone }); inform(t('common:state.saved')) }
  return (
    <Section title={t('own.title')} text={t('own.text')}>
      {error && !data ? <ErrorState error={error} onRetry={() => void refetch()} /> : data ? <OwnPhoneForm key={data.phone} phone={data.phone} onSaved={saved} /> : <ListSkeleton rows={1} height={36} />}
    </Section>
  )
}
