import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import type { Me, Mention } from '@/shared/api/types'
import { expectAccessible } from '@/test/axe'
import { at, server } from '@/test/server'
import { me, renderUi } from '@/test/render'
import { Compose } from './Compose'
import { namedIn } from './mentions'
import { RichText } from './rich'

const allowed: Me = { ...me, permissions: { ...me.permissions, activity: { read: 'all', create: 'all' }, share: { read: 'all' } } }
const people = [{ userId: 'u2', name: 'Mira Novak', role: 'manager' }, { userId: 'u3', name: 'Ed Stone', role: 'employee' }, { userId: 'u4', name: 'Edda Low', role: 'freelancer' }]
const sent: { text?: string; mentions?: unknown }[] = []
const box = () => screen.findByRole('textbox', { name: 'Text' })

beforeAll(() => i18next.loadNamespaces(['activity']))
beforeEach(() => {
  sent.length = 0
  server.use(
    http.get(at('/colleagues'), () => HttpResponse.json({ items: people })),
    http.get(at('/access/who'), () => HttpResponse.json({ items: [{ userId: 'u2', name: 'Mira Novak' }, { userId: 'u3', name: 'Ed Stone' }] })),
    http.post(at('/activities'), async ({ request }) => { sent.push(await request.json() as never); return HttpResponse.json({ id: 'a1' }, { status: 201 }) }),
  )
})

const compose = () => renderUi(<Compose about={{ kind: 'contact', id: 'c1' }} />, { me: allowed })

it('typing @ offers colleagues, those who see the record first; Enter takes one', async () => {
  const { container } = await compose()
  await userEvent.type(await box(), 'Ask @ed')
  const list = await screen.findByRole('listbox', { name: 'Colleagues' })
  expect(await within(list).findByText("can't see this")).toBeVisible()
  expect(within(list).getAllByRole('option').map((o) => o.textContent)).toEqual([expect.stringContaining('Ed Stone'), expect.stringContaining('Edda Low')])
  await expectAccessible(container)
  await userEvent.type(await box(), '{ArrowDown}{ArrowUp}{Enter}please')
  expect(await box()).toHaveValue('Ask @Ed Stone please')
  expect(screen.queryByRole('listbox')).toBeNull()
  await userEvent.click(screen.getByRole('button', { name: 'Save note' }))
  await waitFor(() => expect(sent).toEqual([expect.objectContaining({ text: 'Ask @Ed Stone please', mentions: [{ userId: 'u3', label: 'Ed Stone' }] })]))
})

it('says who is named and cannot see the record; Escape keeps what was typed', async () => {
  await compose()
  await userEvent.type(await box(), '@Edd')
  await userEvent.click(await screen.findByRole('option', { name: /Edda Low/ }))
  expect(await screen.findByText("Edda Low can't see this record and is not told.")).toBeVisible()
  await userEvent.type(await box(), '@mi')
  await screen.findByRole('option', { name: /Mira/ })
  await userEvent.keyboard('{Escape}')
  expect(screen.queryByRole('listbox')).toBeNull()
  expect(await box()).toHaveValue('@Edda Low @mi')
})

it('a name that only one colleague has needs no choosing', async () => {
  await compose()
  fireEvent.change(await box(), { target: { value: '@Mira, please look' } })
  await userEvent.click(screen.getByRole('button', { name: 'Save note' }))
  await waitFor(() => expect(sent).toEqual([expect.objectContaining({ mentions: [{ userId: 'u2', label: 'Mira' }] })]))
  expect(namedIn('write to me@mira.example or @Nobody', [], people as never)).toEqual([])
})

it('the buttons put marks round what is selected, and take them away again', async () => {
  await compose()
  const area = await box() as HTMLTextAreaElement
  fireEvent.change(area, { target: { value: 'very important' } })
  area.setSelectionRange(0, 4)
  await userEvent.click(screen.getByRole('button', { name: 'Bold' }))
  expect(area).toHaveValue('**very** important')
  await userEvent.click(screen.getByRole('button', { name: 'Bold' }))
  await userEvent.click(screen.getByRole('button', { name: 'List' }))
  expect(area).toHaveValue('- very important')
  await userEvent.click(screen.getByRole('button', { name: 'Save note' }))
  await waitFor(() => expect(sent).toEqual([expect.objectContaining({ text: '- very important' })]))
})

it('draws bold, italic, lists, links and names; anything else stays as it was typed', async () => {
  const mentions: Mention[] = [{ userId: 'u2', label: 'Mira', name: 'Mira Wolf', here: true }, { userId: 'u9', label: 'Otto', name: 'Otto Old', here: false }]
  const text = '**Bold** and *slanted* for @Mira and @Otto\n- one\n- two\n[the site](https://example.com/a) https://example.org/b.\n[x](javascript:alive(1)) <img src=x onerror=alive(2)>'
  const { container } = await renderUi(<RichText text={text} mentions={mentions} />)
  expect(container.querySelector('b')).toHaveTextContent('Bold')
  expect(container.querySelector('em')).toHaveTextContent('slanted')
  expect(screen.getAllByRole('listitem').map((e) => e.textContent)).toEqual(['one', 'two'])
  expect(screen.getAllByRole('link').map((a) => a.getAttribute('href'))).toEqual(['https://example.com/a', 'https://example.org/b'])
  expect(screen.getByText('@Mira Wolf')).toBeVisible()
  expect(container).toHaveTextContent('and @Otto')
  expect(container).toHaveTextContent('[x](javascript:alive(1)) <img src=x onerror=alive(2)>')
  expect(container.querySelector('img')).toBeNull()
})
