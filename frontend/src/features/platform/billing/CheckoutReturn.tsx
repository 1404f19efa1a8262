import { Alert, Button, Group, Loader, Text } from '@mantine/core'
import { IconCircleCheck, IconInfoCircle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { problemText } from '@/shared/i18n/problemText'
import { useTakeBilling } from './billingQuery'

/** How often the payment provider is asked again, and how many seconds apart. */
const tries = 15
const pauseMs = 2000

/** Back from the payment page: bought, given up, or not yet known. Gone with the word in the address. */
export function CheckoutReturn() {
  const { t } = useTranslation(['billing', 'common'])
  const { checkout } = useSearch({ from: '/$slug/settings/billing' })
  const navigate = useNavigate({ from: '/$slug/settings/billing' })
  const done = () => void navigate({ search: {}, replace: true })
  if (!checkout) return null
  if (checkout === 'cancelled') {
    return <Alert variant="light" mb="md" icon={<IconInfoCircle aria-hidden />} title={t('return.cancelled')} withCloseButton closeButtonLabel={t('common:action.close')} onClose={done}>{t('return.cancelledText')}</Alert>
  }
  return <Returned sessionId={checkout} onDone={done} />
}

function Returned({ sessionId, onDone }: { sessionId: string; onDone: () => void }) {
  const { t } = useTranslation(['billing', 'common'])
  const { data, error, refetch, dataUpdateCount } = useReturn(sessionId)
  const paid = data?.state === 'active' && !data.pendingPayment
  if (data?.ordered) return <Alert color="green" variant="light" mb="md" role="status" icon={<IconCircleCheck aria-hidden />} title={t('trial.given')} withCloseButton closeButtonLabel={t('common:action.close')} onClose={onDone}>{t('trial.pays', { plan: t(`plan.${data.ordered.plan}`) })}</Alert>
  if (paid) return <Alert color="green" variant="light" mb="md" role="status" icon={<IconCircleCheck aria-hidden />} title={t('return.done')} withCloseButton closeButtonLabel={t('common:action.close')} onClose={onDone}>{t('return.doneText', { plan: t(`plan.${data.plan}`) })}</Alert>
  if (error || dataUpdateCount >= tries) {
    return (
      <Alert color="gray" variant="light" mb="md" role="alert" icon={<IconInfoCircle aria-hidden />} title={t('return.unknown')}>
        <Text size="sm">{error ? problemText(error) : t('return.unknownText')}</Text>
        <Group mt="sm" gap="xs"><Button size="xs" variant="default" onClick={() => void refetch()}>{t('return.again')}</Button></Group>
      </Alert>
    )
  }
  return <Alert variant="light" mb="md" role="status" icon={<Loader size={18} aria-hidden />} title={t('return.checking')}>{t('return.checkingText')}</Alert>
}

/** Asks whether the payment has arrived until it has, or patience ends. */
function useReturn(sessionId: string) {
  const take = useTakeBilling()
  const taken = useRef(0)
  const answer = useQuery({
    queryKey: ['/billing/return', sessionId],
    queryFn: async () => { const billing = await api.post('/billing/return', { body: { sessionId } }); taken.current++; return billing },
    refetchInterval: ({ state }) => state.data?.ordered || (state.data?.state === 'active' && !state.data.pendingPayment) || state.dataUpdateCount >= tries ? false : pauseMs,
    staleTime: Infinity,
    gcTime: 0,
  })
  const { data } = answer
  const tell = useRef(take)
  tell.current = take
  useEffect(() => { if (data) void tell.current(data) }, [data])
  return { ...answer, dataUpdateCount: taken.current }
}
