import type { OperatorLine, OperatorTenantState } from '@/shared/api/types'
import type { Tone } from '@/shared/ui/StatusDot'

/** The colour that repeats a company's state. */
export const stateTone: Record<OperatorTenantState, Tone> = {
  trialing: 'info', free: 'dim', active: 'ok', past_due: 'warn', grace: 'warn', suspended: 'bad', cancelled: 'dim', pending_purge: 'warn', purged: 'dim', locked: 'bad',
}
export const problemTone: Record<Exclude<OperatorLine['problem'], ''>, Tone> = { held: 'warn', migration_failed: 'bad', unserved: 'bad' }
export const states = Object.keys(stateTone) as OperatorTenantState[]
export const plans = ['free', 'starter', 'business', 'enterprise'] as const
