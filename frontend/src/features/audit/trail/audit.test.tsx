import { screen } from '@testing-library/react'
import i18next from 'i18next'
import { beforeAll, expect, test } from 'vitest'
import { renderUi } from '@/test/render'
import { AuditItem } from './AuditItem'

beforeAll(() => i18next.loadNamespaces(['settings', 'access']))

const entry = { id: 'e1', at: '2026-11-20T08:00:00Z', actorId: null, actorName: 'log-in', action: 'refused', kind: 'session', recordId: null, recordName: 'Ed', changes: [] }

test('a refused log-in says who it was about, why, from where and how often', async () => {
  const changes = [{ field: 'reason', from: null, to: 'wrong_password' }, { field: 'ip', from: null, to: '192.0.2.1' }, { field: 'tries', from: null, to: 5 }]
  await renderUi(<AuditItem entry={{ ...entry, changes } as never} />)
  expect(await screen.findByText(/refused: Log-in/)).toHaveTextContent('Kith · refused: Log-in Ed')
  expect(screen.getByText(/wrong password/)).toHaveTextContent('Reason wrong password')
  expect(screen.getByText(/192\.0\.2\.1/)).toHaveTextContent('Address 192.0.2.1')
  expect(screen.getByText('Tries').parentElement).toHaveTextContent('Tries 5')
})

test('a field that was closed to a role, a right, and the server of a company are said in words', async () => {
  const changes = [{ field: 'contact.phone', from: 'none', to: 'hide' }, { field: 'deal.read', from: 'own', to: 'all' }, { field: 'node', from: 'main', to: 'node2' }]
  await renderUi(<AuditItem entry={{ ...entry, actorId: 'u1', actorName: 'Ana', action: 'updated', kind: 'role', recordName: 'viewer', changes } as never} />)
  expect(await screen.findByText('Contacts, Phone')).toBeVisible()
  expect(screen.getByText('Contacts, Phone').parentElement).toHaveTextContent('See and change → Hidden')
  expect(screen.getByText('Deals, See').parentElement).toHaveTextContent('Own and shared → All')
  expect(screen.getByText('Server').parentElement).toHaveTextContent('main → node2')
})
