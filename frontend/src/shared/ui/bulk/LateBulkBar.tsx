import i18next from 'i18next'
import { onDemand } from '@/shared/lib/onDemand'

/** The bar over chosen rows, fetched when the first one is chosen. */
export const LateBulkBar = onDemand(() => i18next.loadNamespaces(['bulk', 'activity', 'problemWork']).then(() => import('./BulkBar')).then((m) => m.BulkBar), (p) => p.selection.all || p.selection.ids.size > 0)
