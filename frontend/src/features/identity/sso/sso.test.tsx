import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, test } from 'vitest'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { answers, at, problem, server } from '@/test/server'
import { DomainList } from './DomainList'
import { ProviderForm } from './ProviderForm'
import { StateForm } from './StateForm'

beforeAll(() => i18next.loadNamespaces(['sso', 'nav', 'security']))

const admin = { ...me, permissions: { ...me.permissions, role: { read: 'all', update: 'all' } as const } }
const empty = { setUp: false, issuer: '', clientId: '', claim: 'groups', rules: [], defaultRole: '' as const, state: 'off' as const, triedAt: null, version: 0,
  redirectUri: 'https://crm.acme.test/login/sso', domains: [], owners: ['Ana'] }
const domain = { id: 'd1', domain: 'acme.test', provenAt: null, record: '_kith.acme.test', file: 'https://acme.test/.well-known/kith-domain.txt', text: 'kith-domain=abc' }

test('a provider is saved as typed, with rules; a refusal names its field; owner is no role of a rule', async () => {
  const sent: Record<string, unknown>[] = []
  server.use(http.put(at('/sso'), async ({ request }) => {
    sent.push((await request.json()) as Record<string, unknown>)
    return sent.length === 1 ? problem(422, 'sso.silent', { errors: [{ field: 'issuer', code: 'sso.silent', detail: 'x' }] }) : HttpResponse.json({ ...empty, setUp: true, version: 1 })
  }))
  const user = userEvent.setup()
  const { container } = await renderUi(<ProviderForm sso={empty} />, { me: admin })
  await user.type(screen.getByLabelText('Issuer (address of the provider)'), 'https://login.acme.test')
  await user.type(screen.getByLabelText('Client id'), 'kith')
  await user.type(screen.getByLabelText('Client secret'), 'hush')
  await user.click(screen.getByRole('button', { name: 'Add a rule' }))
  await user.type(screen.getByLabelText('Group'), 'sales')
  const role = screen.getByLabelText('joins as')
  expect(within(role).queryByText('Owner')).not.toBeInTheDocument()
  await user.selectOptions(role, 'manager')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText(/there is no OpenID Connect provider at this address/)).toBeInTheDocument()
  await expectAccessible(container)
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('The sign-on is saved.')).toBeInTheDocument()
  expect(sent[1]).toEqual({ issuer: 'https://login.acme.test', clientId: 'kith', clientSecret: 'hush', claim: 'groups', rules: [{ value: 'sales', role: 'manager' }], defaultRole: '', version: 0 })
})

test('a domain says how it is proven, and what is missing', async () => {
  server.use(http.post(at('/sso/domains/d1/prove'), () => problem(409, 'sso.unproven')))
  const user = userEvent.setup()
  const { container } = await renderUi(<DomainList domains={[domain]} />, { me: admin })
  expect(screen.getByText('_kith.acme.test')).toBeInTheDocument()
  expect(screen.getByText('kith-domain=abc')).toBeInTheDocument()
  await user.click(screen.getByRole('button', { name: 'Check now' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('The record or file was not found')
  await expectAccessible(container)
})

test('the only way in names who gets in without it', async () => {
  answers('put', '/sso/state', { ...empty, setUp: true, state: 'required', version: 2 })
  const user = userEvent.setup()
  const { container } = await renderUi(<StateForm sso={{ ...empty, setUp: true, version: 1 }} />, { me: admin })
  expect(screen.getByRole('button', { name: 'Save' })).toBeDisabled()
  await user.click(screen.getByRole('radio', { name: 'The only way in' }))
  expect(screen.getByText('If the provider does not answer, these get in by password: Ana.')).toBeInTheDocument()
  await expectAccessible(container)
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('The sign-on is saved.')).toBeInTheDocument()
})
