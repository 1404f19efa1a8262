import type { ViewKind } from '@/shared/api/typesView'
import { onDemand } from '@/shared/lib/onDemand'
import type { ListSearch } from '@/shared/lib/search'

// Fetched apart: most lists stay tables.
export const LookSwitch = onDemand(() => import('./LookView').then((m) => m.LookSwitch), () => true)
export const LookView = onDemand(() => import('./LookView').then((m) => m.LookView as never), () => true) as unknown as typeof import('./LookView').LookView

/** How an address says that a list is looked at. */
export const addressOf = (kind: ViewKind, by: string | undefined): Partial<ListSearch> => (kind === 'board' || kind === 'calendar' ? { look: kind, by } : { look: undefined, by: undefined })

/** How a list is looked at, for its views. */
export const lookOf = ({ look, by }: ListSearch) => ({ kind: look ?? ('table' as const), by: look && by, onKind: addressOf })
