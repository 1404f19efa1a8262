import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan, useMe } from '@/shared/api/me'
import type { Billing } from '@/shared/api/types'
import { Denied } from '@/shared/ui/Denied'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { BillingBanner } from './BillingBanner'
import { BillingStatus } from './BillingStatus'
import { billingQuery } from './billingQuery'
import { CheckoutReturn } from './CheckoutReturn'

const SeatEditor = lazy(() => import('./SeatEditor').then((m) => ({ default: m.SeatEditor })))
const PlanChooser = lazy(() => import('./PlanChooser').then((m) => ({ default: m.PlanChooser })))
const PaymentNews = lazy(() => import('./PaymentNews').then((m) => ({ default: m.PaymentNews })))
const UseSection = lazy(() => import('./UseSection').then((m) => ({ default: m.UseSection })))
const LicencePart = lazy(() => import('./LicencePart').then((m) => ({ default: m.LicencePart })))
const InvoiceList = lazy(() => import('./InvoiceList').then((m) => ({ default: m.InvoiceList })))

/** What the company has, what it costs, and how to change it. */
export function BillingPage() {
  const { t } = useTranslation('billing')
  const can = useCan()
  const allowed = can('billing', 'read')
  const { data, error, refetch } = useQuery({ ...billingQuery(), enabled: allowed })
  return (
    <>
      <PageHeader title={t('title')} below={t('text')} />
      {!allowed ? <Denied who={t('who')} /> : error && !data ? <ErrorState error={error} onRetry={() => void refetch()} /> : data ? <Parts billing={data} /> : <ListSkeleton rows={6} height={32} />}
    </>
  )
}

function Parts({ billing }: { billing: Billing }) {
  const can = useCan()
  const { selfHosted } = useMe()
  const buys = can('billing', 'update') && !selfHosted
  return (
    <>
      <CheckoutReturn />
      <BillingBanner billing={billing} />
      <BillingStatus billing={billing} />
      {billing.dispute || billing.refunded ? <Suspense fallback={null}><PaymentNews billing={billing} /></Suspense> : null}
      {buys && billing.hasSubscription && !billing.ordered && billing.later?.plan !== 'free' ? <Suspense fallback={<ListSkeleton rows={3} height={48} />}><SeatEditor key={billing.seats.map((s) => `${s.licensed}/${s.scheduled ?? ''}`).join()} billing={billing} /></Suspense> : null}
      <Suspense fallback={null}>{selfHosted ? <LicencePart /> : null}<UseSection /></Suspense>
      {buys ? <Suspense fallback={<ListSkeleton rows={6} height={32} />}><PlanChooser billing={billing} /></Suspense> : null}
      {billing.hasSubscription || billing.state !== 'trialing' ? <Suspense fallback={null}><InvoiceList /></Suspense> : null}
    </>
  )
}
