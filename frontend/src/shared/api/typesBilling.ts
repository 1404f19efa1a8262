/** What a company pays: its plan, what an order would cost, its invoices. */
import type { BillingState, Interval, Money, PlanCode, SeatKind } from './types'

export interface Order { plan: PlanCode; interval: Interval; seats: { full: number; light: number }; /** Paid, and begun, when the trial ends. */ afterTrial?: boolean }

export interface Billing {
  state: BillingState; plan: PlanCode; interval: Interval; currency: string
  seats: { kind: SeatKind; licensed: number; given: number; used: number; scheduled: number | null; unitPrice: Money }[]
  trialEndsAt: string | null; periodEnd: string | null; cancelAt: string | null; pendingPayment: boolean
  nextInvoice: { total: Money; at: string } | null; hasSubscription: boolean
  later: { plan: PlanCode; interval: Interval } | null
  /** That the next invoice is charged to, such as "visa 4242"; empty without one. */
  card: string
  /** Over the last payment. */
  dispute: '' | 'open' | 'won' | 'lost'
  refunded: Money | null
  /** What has had a trial before, so that this company has none. */
  trialRefused: '' | 'domain' | 'address' | 'card'
  /** What a card was given for during the trial. */
  ordered: Order | null
}

export interface Quote {
  currency: string; lines: { description: string; kind: SeatKind | null; quantity: number; unit: Money; amount: Money; proration: boolean }[]
  dueNow: Money; recurring: Money; discount: Money; tax: Money; interval: Interval; renewsAt: string | null
  change: 'new' | 'add' | 'reduce' | 'upgrade' | 'downgrade' | 'trial' | 'none'
  /** A first purchase may be paid then instead of now. */
  trialEnd: string | null
  loses: string[]; over: { name: string; used: number; limit: number }[]
}

export interface Bill {
  id: string; number: string; at: string; status: 'open' | 'paid' | 'void' | 'uncollectible'
  total: Money; tax: Money; due: Money; pdf: string; page: string
  /** Of the total, what was given back or credited. */
  back: Money
  dueAt: string | null; disputed: boolean; reverseCharge: boolean
}
