import { onDemand } from '@/shared/lib/onDemand'
import type { ViewState } from './useViewState'

const ViewTabs = onDemand(() => import('./ViewTabs').then((m) => m.ViewTabs), () => true)

/** The views over a list, in a place that is kept for them while their code is fetched. */
export const Views = ({ state }: { state: ViewState }) => <div style={{ minHeight: 53 }}><ViewTabs state={state} /></div>
