import { screen, within } from '@testing-library/react'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, test } from 'vitest'
import { expectAccessible } from '@/test/axe'
import { renderUi } from '@/test/render'
import { answers, at, server } from '@/test/server'
import { Results } from './SearchPage'

beforeAll(() => i18next.loadNamespaces(['search', 'nav', 'deal']))

const hit = (id: string, title: string, subtitle: string) => ({ id, title, subtitle, at: '2026-01-02T08:00:00Z', type: '', aboutKind: '', aboutId: null })
const people = { kind: 'contact', items: [hit('c1', 'Łucja Nowak', 'lucja@x.example')], more: true }
const notes = { kind: 'activity', items: [{ ...hit('a1', '…chce żółty dach…', 'Łucja Nowak'), type: 'note', aboutKind: 'contact', aboutId: 'c1' }], more: false }

test('what fits stands under its kind; a note leads to its record, and a kind with more to all of it', async () => {
  answers('get', '/search', { groups: [people, notes, { kind: 'deal', items: [hit('d1', 'Dach', 'won')], more: false }] })
  const { container } = await renderUi(<Results q="dach" slug="acme" />)
  const contacts = await screen.findByRole('region', { name: 'Contacts' })
  expect(within(contacts).getByRole('link', { name: 'Łucja Nowak' })).toHaveAttribute('href', '/acme/contacts/c1')
  expect(within(contacts).getByRole('link', { name: 'Show all: Contacts' })).toHaveAttribute('href', '/acme/search?q=dach&kind=contact')
  const written = screen.getByRole('region', { name: 'Notes and calls' })
  expect(within(written).getByRole('link', { name: '…chce żółty dach…' })).toHaveAttribute('href', '/acme/contacts/c1')
  expect(within(written).queryByRole('link', { name: /Show all/ })).not.toBeInTheDocument()
  expect(within(screen.getByRole('region', { name: 'Deals' })).getByText('Won')).toBeVisible()
  await expectAccessible(container)
})

test('of one kind all are asked for, and it is said when there are still more', async () => {
  let asked = ''
  server.use(http.get(at('/search'), ({ request }) => { asked = new URL(request.url).search; return HttpResponse.json({ groups: [people] }) }))
  await renderUi(<Results q="nowak" kind="contact" slug="acme" />)
  expect(await screen.findByText(/first 50/)).toBeVisible()
  expect(asked).toBe('?q=nowak&kind=contact')
})

test('one letter asks nothing, and nothing that fits says what to try', async () => {
  answers('get', '/search', { groups: [] })
  const { unmount } = await renderUi(<Results q="n" slug="acme" />)
  expect(await screen.findByText('What are you looking for?')).toBeVisible()
  unmount()
  await renderUi(<Results q="qqqq" slug="acme" />)
  expect(await screen.findByText('Nothing fits “qqqq”')).toBeVisible()
})
