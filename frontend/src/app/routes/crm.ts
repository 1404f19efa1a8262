import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { CalendarSearch } from '@/features/crm/calendar/CalendarPage'
import type { SearchSearch } from '@/features/crm/search/SearchPage'
import type { DealsSearch } from '@/features/crm/deal/DealTools'
import type { TasksSearch } from '@/features/crm/task/taskViews'
import type { ImportSearch } from '@/features/data/importer/ImportPage'
import { listSearch, text, yes } from '@/shared/lib/search'
import { companyRoute, texts } from './root'

/** The daily work: today, deals, tasks, people, companies, reports, import, what was done to many records. */
const oneOf = <T>(all: readonly T[], asked: unknown) => all.find((one) => one === asked)
const dealsView = ['list', 'calendar'] as const
const dealsSearch = (raw: Record<string, unknown>): DealsSearch => {
  const view = oneOf(dealsView, raw.view)
  return { ...listSearch(view ? { ...raw, view: undefined } : raw), view, pipeline: text(raw.pipeline) }
}
const tasksSearch = (raw: Record<string, unknown>): TasksSearch => ({ ...listSearch(raw), status: oneOf(['overdue', 'done', 'all'] as const, raw.status), everyone: yes(raw.everyone), view: oneOf(['table'] as const, raw.view), saved: text(raw.saved) })
const calendarSearch = (raw: Record<string, unknown>): CalendarSearch => ({
  view: oneOf(['day', 'week', 'month'] as const, raw.view), day: typeof raw.day === 'string' && !Number.isNaN(Date.parse(raw.day)) ? raw.day.slice(0, 10) : undefined,
  person: text(raw.person), deals: yes(raw.deals),
})
const callsSearch = (raw: Record<string, unknown>): { report?: boolean } => (raw.report ? { report: true } : {})
const importSearch = (raw: Record<string, unknown>): ImportSearch => ({ id: text(raw.id) })
const searchSearch = (raw: Record<string, unknown>): SearchSearch => ({ q: listSearch(raw).q, kind: oneOf(['contact', 'company', 'deal', 'activity'] as const, raw.kind) })

export const crmRoutes = [
  createRoute({ getParentRoute: () => companyRoute, path: 'today', loader: texts('task', 'deal', 'pipeline', 'access'), component: lazyRouteComponent(() => import('./crm/TodayRoute'), 'TodayRoute') }),
  createRoute({ getParentRoute: () => companyRoute, path: 'deals', validateSearch: dealsSearch, loader: texts('deal', 'pipeline', 'list', 'problemWork'), component: lazyRouteComponent(() => import('./crm/DealsRoute'), 'DealsRoute') }),
  createRoute({ getParentRoute: () => companyRoute, path: 'deals/$id', loader: texts('deal', 'pipeline', 'task', 'activity', 'access'), component: lazyRouteComponent(() => import('./crm/DealRoute'), 'DealRoute') }),
  createRoute({ getParentRoute: () => companyRoute, path: 'calls', validateSearch: callsSearch, loader: texts('selling', 'reach', 'problemWork'), component: lazyRouteComponent(() => import('./crm/CallsRoute'), 'CallsRoute') }),
  createRoute({ getParentRoute: () => companyRoute, path: 'tasks', validateSearch: tasksSearch, loader: texts('task', 'taskList', 'work', 'list', 'problemWork'), component: lazyRouteComponent(() => import('@/features/crm/task/TasksPage'), 'TasksPage') }),
  createRoute({ getParentRoute: () => companyRoute, path: 'tasks/calendar', validateSearch: calendarSearch, loader: texts('task', 'work'), component: lazyRouteComponent(() => import('./crm/CalendarRoute'), 'CalendarRoute') }),
  createRoute({ getParentRoute: () => companyRoute, path: 'contacts', validateSearch: listSearch, loader: texts('contact', 'list', 'looks', 'problemWork'), component: lazyRouteComponent(() => import('@/features/crm/contact/ContactsPage'), 'ContactsPage') }),
  createRoute({ getParentRoute: () => companyRoute, path: 'contacts/$id', loader: texts('contact', 'activity', 'deal', 'task', 'access'), component: lazyRouteComponent(() => import('./crm/ContactRoute'), 'ContactRoute') }),
  createRoute({ getParentRoute: () => companyRoute, path: 'companies', validateSearch: listSearch, loader: texts('company', 'list', 'looks', 'problemWork'), component: lazyRouteComponent(() => import('@/features/crm/company/CompaniesPage'), 'CompaniesPage') }),
  createRoute({ getParentRoute: () => companyRoute, path: 'companies/$id', loader: texts('company', 'contact', 'activity', 'deal', 'task', 'access'), component: lazyRouteComponent(() => import('./crm/CompanyRoute'), 'CompanyRoute') }),
  createRoute({ getParentRoute: () => companyRoute, path: 'objects/$object', validateSearch: listSearch, loader: texts('object', 'list', 'looks', 'problemWork'), component: lazyRouteComponent(() => import('@/features/crm/object/RecordsPage'), 'RecordsPage') }),
  createRoute({ getParentRoute: () => companyRoute, path: 'records/$id', loader: texts('object', 'activity', 'task', 'problemWork'), component: lazyRouteComponent(() => import('./crm/ObjectRecordRoute'), 'ObjectRecordRoute') }),
  createRoute({ getParentRoute: () => companyRoute, path: 'duplicates/$kind', loader: texts('merge'), component: lazyRouteComponent(() => import('@/features/crm/merge/DuplicatesPage'), 'DuplicatesRoute') }),
  createRoute({ getParentRoute: () => companyRoute, path: 'merge/$kind/$id/$otherId', loader: texts('merge'), component: lazyRouteComponent(() => import('@/features/crm/merge/MergePage'), 'MergeRoute') }),
  createRoute({ getParentRoute: () => companyRoute, path: 'search', validateSearch: searchSearch, loader: texts('search', 'deal'), component: lazyRouteComponent(() => import('@/features/crm/search/SearchPage'), 'SearchPage') }),
  createRoute({ getParentRoute: () => companyRoute, path: 'reports', loader: texts('report', 'pipeline'), component: lazyRouteComponent(() => import('@/features/analytics/dashboard/ReportsPage'), 'ReportsPage') }),
  createRoute({ getParentRoute: () => companyRoute, path: 'import', validateSearch: importSearch, loader: texts('import', 'importMore', 'problemWork'), component: lazyRouteComponent(() => import('@/features/data/importer/ImportPage'), 'ImportPage') }),
  createRoute({ getParentRoute: () => companyRoute, path: 'changes', validateSearch: importSearch, loader: texts('bulk', 'activity', 'problemWork'), component: lazyRouteComponent(() => import('@/features/data/changeset/ChangesPage'), 'ChangesPage') }),
  createRoute({ getParentRoute: () => companyRoute, path: 'exports', loader: texts('export', 'problemWork'), component: lazyRouteComponent(() => import('@/features/data/export/ExportsPage'), 'ExportsPage') }),
  createRoute({ getParentRoute: () => companyRoute, path: 'waiting', loader: texts('billing'), component: lazyRouteComponent(() => import('@/features/crm/overflow/OverflowPage'), 'OverflowPage') }),
] as const
