import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute, texts } from './root'

/** Pages before log-in. */
const next = (raw: Record<string, unknown>): { next?: string; sso?: string } => ({ sso: typeof raw.sso === 'string' && /^[a-z0-9-]+$/.test(raw.sso) ? raw.sso : undefined, next: typeof raw.next === 'string' && raw.next.startsWith('/') && !raw.next.startsWith('//') ? raw.next : undefined })

export const authRoutes = [
  createRoute({ getParentRoute: () => rootRoute, path: 'login', validateSearch: next, loader: texts('auth', 'problemSettings'), component: lazyRouteComponent(() => import('@/features/identity/session/LoginPage'), 'LoginPage') }),
  createRoute({ getParentRoute: () => rootRoute, path: 'login/sso', loader: texts('auth', 'problemSettings'), component: lazyRouteComponent(() => import('@/features/identity/session/SsoReturnPage'), 'SsoReturnPage') }),
  createRoute({ getParentRoute: () => rootRoute, path: 'signup', loader: texts('auth'), component: lazyRouteComponent(() => import('@/features/identity/signup/SignupPage'), 'SignupPage') }),
  createRoute({ getParentRoute: () => rootRoute, path: 'confirm', loader: texts('auth'), component: lazyRouteComponent(() => import('@/features/identity/signup/ConfirmPage'), 'ConfirmPage') }),
  createRoute({ getParentRoute: () => rootRoute, path: 'forgot', loader: texts('auth'), component: lazyRouteComponent(() => import('@/features/identity/session/ForgotPage'), 'ForgotPage') }),
  createRoute({ getParentRoute: () => rootRoute, path: 'reset', loader: texts('auth'), component: lazyRouteComponent(() => import('@/features/identity/session/ResetPage'), 'ResetPage') }),
  createRoute({ getParentRoute: () => rootRoute, path: 'email', loader: texts('auth', 'security'), component: lazyRouteComponent(() => import('@/features/identity/user/EmailLinkPage'), 'ConfirmEmailPage') }),
  createRoute({ getParentRoute: () => rootRoute, path: 'email-stop', loader: texts('auth', 'security'), component: lazyRouteComponent(() => import('@/features/identity/user/EmailLinkPage'), 'StopEmailPage') }),
  createRoute({ getParentRoute: () => rootRoute, path: 'digest-stop', loader: texts('auth', 'security', 'work'), component: lazyRouteComponent(() => import('@/features/identity/preference/DigestStopPage'), 'DigestStopPage') }),
  createRoute({ getParentRoute: () => rootRoute, path: 'invitation', loader: texts('auth', 'access'), component: lazyRouteComponent(() => import('@/features/identity/invite/InvitationPage'), 'InvitationPage') }),
] as const
