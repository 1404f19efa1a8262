import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { listSearch } from '@/shared/lib/search'
import { companyRoute, texts } from './root'

/** The daily work: today, deals, tasks, people, companies, reports, import. */
const blank = lazyRouteComponent(() => import('./BlankPage'), 'BlankPage')

export const crmRoutes = [
  createRoute({ getParentRoute: () => companyRoute, path: 'today', loader: texts('task', 'crm', 'deal'), component: blank }),
  createRoute({ getParentRoute: () => companyRoute, path: 'deals', validateSearch: listSearch, loader: texts('deal'), component: blank }),
  createRoute({ getParentRoute: () => companyRoute, path: 'deals/$id', loader: texts('deal', 'task'), component: blank }),
  createRoute({ getParentRoute: () => companyRoute, path: 'tasks', validateSearch: listSearch, loader: texts('task'), component: blank }),
  createRoute({ getParentRoute: () => companyRoute, path: 'contacts', validateSearch: listSearch, loader: texts('contact'), component: lazyRouteComponent(() => import('@/features/crm/contact/ContactsPage'), 'ContactsPage') }),
  createRoute({ getParentRoute: () => companyRoute, path: 'contacts/$id', loader: texts('contact', 'activity', 'deal', 'task'), component: lazyRouteComponent(() => import('./crm/ContactRoute'), 'ContactRoute') }),
  createRoute({ getParentRoute: () => companyRoute, path: 'companies', validateSearch: listSearch, loader: texts('company'), component: lazyRouteComponent(() => import('@/features/crm/company/CompaniesPage'), 'CompaniesPage') }),
  createRoute({ getParentRoute: () => companyRoute, path: 'companies/$id', loader: texts('company', 'contact', 'activity', 'deal', 'task'), component: lazyRouteComponent(() => import('./crm/CompanyRoute'), 'CompanyRoute') }),
  createRoute({ getParentRoute: () => companyRoute, path: 'reports', loader: texts('report'), component: blank }),
  createRoute({ getParentRoute: () => companyRoute, path: 'import', loader: texts('import'), component: blank }),
] as const
