import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, test } from 'vitest'
import type { AccessPreview, Me, Team } from '@/shared/api/types'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { at, server } from '@/test/server'
import { TeamsPage } from './TeamsPage'

beforeAll(() => i18next.loadNamespaces(['access']))

const admin: Me = { ...me, permissions: { team: { read: 'all', create: 'all', update: 'all', delete: 'all' } } }
const team = (id: string, name: string, parentId: string | null): Team => ({ id, name, parentId, version: 1, members: [{ userId: 'u1', name: 'Ed', manager: false }] })
const nothing: AccessPreview = { people: 0, changes: [], broken: [], fields: [], stages: [] }
const much: AccessPreview = { people: 1, changes: [{ userId: 'u2', name: 'Mira', kind: 'contact', gains: 412, loses: 0, gained: ['Ada'], lost: [] }], broken: [], fields: [], stages: [] }

function serve(found: AccessPreview) {
  const sent: unknown[] = []
  let teams = [team('sales', 'Sales', null), team('north', 'North', 'sales'), team('care', 'Care', null)]
  server.use(
    http.get(at('/teams'), () => HttpResponse.json({ items: teams })),
    http.get(at('/colleagues'), () => HttpResponse.json({ items: [] })),
    http.post(at('/access/preview/team'), async ({ request }) => {
      sent.push(['preview', await request.json()])
      return HttpResponse.json(found)
    }),
    http.patch(at('/teams/:id'), async ({ request, params }) => {
      const body = (await request.json()) as { version: number; parentId: string | null; name: string }
      sent.push([params.id, body.version, body.parentId])
      teams = teams.map((one) => (one.id === params.id ? { ...one, ...body, members: one.members, version: body.version + 1 } : one))
      return HttpResponse.json(teams.find((one) => one.id === params.id))
    }),
  )
  return sent
}

async function moveBelow(name: string, above: string) {
  await userEvent.click(await screen.findByRole('button', { name: `Move ${name}` }))
  await userEvent.click(await screen.findByRole('menuitem', { name: above }))
}

test('a team is put below another one, and back again', async () => {
  const sent = serve(nothing)
  const { container } = await renderUi(<TeamsPage />, { me: admin })
  await moveBelow('Care', 'North')
  expect(await screen.findByText('Care now stands below North')).toBeInTheDocument()
  expect(await screen.findByText('below North')).toBeInTheDocument()
  await expectAccessible(container)
  await userEvent.click(screen.getByRole('button', { name: 'Undo' }))
  const body = { id: 'care', parentId: 'north' }
  await waitFor(() => expect(sent).toEqual([['preview', body], ['care', 1, 'north'], ['care', 2, null]]))
})

test('a team can be lifted by the keyboard', async () => {
  const sent = serve(nothing)
  await renderUi(<TeamsPage />, { me: admin })
  const north = await screen.findByRole('group', { name: 'North' })
  north.focus()
  expect(north).toHaveFocus()
  expect(north).toHaveAttribute('data-rfd-drag-handle-draggable-id', 'north')
  expect(sent).toEqual([])
})

test('what somebody would see then is shown in numbers before it is saved', async () => {
  const sent = serve(much)
  await renderUi(<TeamsPage />, { me: admin })
  await moveBelow('North', 'No team: at the top')
  const asked = await screen.findByRole('dialog', { name: 'North now stands at the top' })
  expect(asked).toHaveTextContent('Mira · Contactswould gain: 412: Ada …')
  expect(sent).toHaveLength(1)
  await userEvent.click(within(asked).getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(sent[1]).toEqual(['north', 1, null]))
})

test('the form of a team asks first, too', async () => {
  const sent = serve(much)
  await renderUi(<TeamsPage />, { me: admin })
  await userEvent.click(await screen.findByRole('button', { name: 'Actions for Care' }))
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Change the team' }))
  const form = await screen.findByRole('dialog', { name: 'Change the team' })
  await userEvent.click(await within(form).findByRole('button', { name: 'Take Ed out of the team' }))
  await userEvent.click(within(form).getByRole('button', { name: 'Save' }))
  const asked = await screen.findByRole('dialog', { name: 'Care' })
  expect(asked).toHaveTextContent('would gain: 412')
  expect(sent).toEqual([['preview', { id: 'care', name: 'Care', parentId: null, members: [] }]])
  await userEvent.click(within(asked).getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(sent[1]).toEqual(['care', 1, null]))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
})
