import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { currentSession, takeSession } from '@/shared/api/session'
import type { Me } from '@/shared/api/types'
import { at, problem, server } from '@/test/server'
import { me, renderUi, session } from '@/test/render'
import { Compose } from './Compose'

const allowed: Me = { ...me, permissions: { ...me.permissions, activity: { read: 'all', create: 'all' } } }
const compose = (as: Me = allowed) => renderUi(<Compose about={{ kind: 'contact', id: 'c1' }} />, { me: as })
const sent: unknown[] = []
const text = () => screen.findByRole('textbox', { name: 'Text' })

beforeAll(() => i18next.loadNamespaces(['activity']))
beforeEach(() => {
  sent.length = 0
  server.use(http.post(at('/activities'), async ({ request }) => { sent.push(await request.json()); return HttpResponse.json({ id: 'a1' }, { status: 201 }) }))
})

it('a note is saved with Ctrl Enter and the box is empty again', async () => {
  await compose()
  await userEvent.type(await text(), 'Wants a quote{Control>}{Enter}{/Control}')
  await waitFor(() => expect(sent).toEqual([{ type: 'note', about: { kind: 'contact', id: 'c1' }, text: 'Wants a quote' }]))
  await waitFor(async () => expect(await text()).toHaveValue(''))
  expect(Object.keys(localStorage).filter((key) => key.startsWith('kith.note.'))).toEqual([])
})

it('a call needs no words; its minutes are kept', async () => {
  await compose()
  await userEvent.click(await screen.findByRole('radio', { name: 'Call' }))
  await userEvent.type(await screen.findByRole('spinbutton', { name: 'Minutes' }), '15')
  await userEvent.click(screen.getByRole('button', { name: 'Log call' }))
  await waitFor(() => expect(sent).toEqual([{ type: 'call', about: { kind: 'contact', id: 'c1' }, minutes: 15 }]))
})

it('an empty note is not sent', async () => {
  await compose()
  await userEvent.click(await screen.findByRole('button', { name: 'Save note' }))
  expect(await screen.findByText('Write something first.')).toBeVisible()
  expect(sent).toEqual([])
})

it('what was typed survives a reload and the end of the tab', async () => {
  const first = await compose()
  await userEvent.click(await screen.findByRole('radio', { name: 'Meeting' }))
  await userEvent.type(await text(), 'Half a sen')
  first.unmount()
  sessionStorage.clear()
  await compose()
  expect(await text()).toHaveValue('Half a sen')
  expect(screen.getByRole('radio', { name: 'Meeting' })).toBeChecked()
  await userEvent.click(screen.getByRole('button', { name: 'Start over' }))
  expect(await text()).toHaveValue('')
  expect(screen.getByRole('radio', { name: 'Note' })).toBeChecked()
})

it('what was typed goes through once one has logged in again', async () => {
  let token = 'none'
  server.use(
    http.post(at('/activities'), async ({ request }) => {
      if (request.headers.get('Authorization') !== `Bearer ${token}`) return problem(401, 'auth.required')
      sent.push(await request.json())
      return HttpResponse.json({ id: 'a1' }, { status: 201 })
    }),
    http.post(at('/auth/refresh'), () => problem(401, 'auth.required')),
  )
  await compose()
  await userEvent.type(await text(), 'Do not lose me')
  await userEvent.click(screen.getByRole('button', { name: 'Save note' }))
  await waitFor(() => expect(currentSession()).not.toBeNull())
  expect(sent).toEqual([])
  expect(await text()).toHaveValue('Do not lose me')
  token = 'token-2'
  takeSession({ ...session, accessToken: token })
  await waitFor(() => expect(sent).toHaveLength(1))
})

it('is not shown to who may not write', async () => {
  await compose({ ...me, permissions: { activity: { read: 'all' } } })
  expect(screen.queryByRole('textbox')).toBeNull()
})
