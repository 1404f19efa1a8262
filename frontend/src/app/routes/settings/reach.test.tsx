import { screen } from '@testing-library/react'
import i18next from 'i18next'
import { beforeAll, expect, test } from 'vitest'
import { me, renderUi } from '@/test/render'
import { answers } from '@/test/server'
import { ReachRoute } from './ReachRoute'

beforeAll(() => i18next.loadNamespaces(['reach', 'settings']))

test('who may change the company sets where answers go and the phone system', async () => {
  answers('get', '/settings/email', { replyTo: 'office@acme.example', version: 3 })
  answers('get', '/settings/phone', { url: '', hook: '', secret: '', version: 1 })
  await renderUi(<ReachRoute />, { me: { ...me, permissions: { ...me.permissions, tenant: { read: 'all', update: 'all' } } } })
  expect(await screen.findByLabelText('Address for answers')).toHaveValue('office@acme.example')
  expect(await screen.findByLabelText('Address of the phone system')).toHaveValue('')
})

test('others read who can', async () => {
  await renderUi(<ReachRoute />)
  expect(await screen.findByText(/Owners, administrators and technicians/)).toBeVisible()
})
