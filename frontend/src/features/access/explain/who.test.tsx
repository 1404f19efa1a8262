import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, test } from 'vitest'
import type { Me, Sight } from '@/shared/api/types'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { at, server } from '@/test/server'
import { WhoPanel } from './WhoPanel'

beforeAll(() => i18next.loadNamespaces(['access']))

const admin: Me = { ...me, permissions: { role: { read: 'all', update: 'all' }, share: { read: 'all' } } }
const sight = (name: string, reasons: Sight['reasons'], sees = true): Sight => ({ userId: name, name, role: 'freelancer', roleName: '', sees, reasons })

test('everybody who sees a record is named, with the reason and how long', async () => {
  server.use(
    http.get(at('/me'), () => HttpResponse.json(admin)),
    http.get(at('/access/who'), () => HttpResponse.json({ items: [sight('Ed', [{ code: 'owner', name: '', until: null }]), sight('Fred', [{ code: 'shared_team', name: 'North', until: '2030-12-31' }])] })),
    http.get(at('/colleagues'), () => HttpResponse.json({ items: [{ userId: 'vic', name: 'Vic', role: 'viewer' }] })),
    http.get(at('/access/people/:user/why'), () => HttpResponse.json(sight('Vic', [{ code: 'no_right', name: '', until: null }], false))),
  )
  const kept: unknown[] = []
  server.use(http.post(at('/access/examples'), async ({ request }) => {
    kept.push(await request.json())
    return HttpResponse.json({ id: 'e1' }, { status: 201 })
  }))
  const { container } = await renderUi(<WhoPanel about={{ kind: 'contact', id: 'c1' }} />, { me: admin })
  await userEvent.click(screen.getByRole('button', { name: 'Show who can see this and why' }))
  expect(await screen.findByText('it is their own')).toBeInTheDocument()
  expect(screen.getByText(/shared with the team North, until .*2030/)).toBeInTheDocument()
  await userEvent.click(await screen.findByRole('combobox', { name: 'Why does somebody see this, or not?' }))
  await userEvent.click(await screen.findByText('Vic'))
  expect(await screen.findByRole('status')).toHaveTextContent('Vic does not see this: the role sees none of these')
  await userEvent.click(screen.getByRole('button', { name: 'Must stay so: never sees this' }))
  await expect.poll(() => kept).toEqual([{ userId: 'vic', kind: 'contact', recordId: 'c1', must: 'never' }])
  await expectAccessible(container)
})
