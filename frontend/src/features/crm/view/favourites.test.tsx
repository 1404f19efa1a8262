import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, it } from 'vitest'
import type { Favourite } from '@/shared/api/typesView'
import { Star } from '@/shared/ui/record/Star'
import { expectAccessible } from '@/test/axe'
import { renderUi } from '@/test/render'
import { answers, at, problem, server } from '@/test/server'
import { FavouritesCard } from './FavouritesCard'

const ada: Favourite = { kind: 'contact', id: 'c1', name: 'Ada' }

beforeAll(() => i18next.loadNamespaces(['favourite', 'problemWork']))

it('a star puts a record among the favourites and takes it away', async () => {
  let items: Favourite[] = [{ kind: 'object_record', id: 'r1', name: 'Van' }]
  const calls: string[] = []
  server.use(
    http.get(at('/favourites'), () => HttpResponse.json({ items })),
    http.put(at('/favourites/:kind/:id'), ({ params }) => { calls.push(`put ${String(params.kind)} ${String(params.id)}`); items = [ada, ...items]; return new HttpResponse(null, { status: 204 }) }),
    http.delete(at('/favourites/:kind/:id'), ({ params }) => { calls.push(`delete ${String(params.id)}`); items = items.slice(1); return new HttpResponse(null, { status: 204 }) }),
  )
  const { container } = await renderUi(<><Star record={ada} /><FavouritesCard /></>)
  expect(await screen.findByRole('link', { name: 'Van' })).toHaveAttribute('href', '/acme/records/r1')
  await userEvent.click(screen.getByRole('button', { name: 'Favourite', pressed: false }))
  expect(await screen.findByRole('link', { name: 'Ada' })).toHaveAttribute('href', '/acme/contacts/c1')
  await expectAccessible(container)
  await userEvent.click(await screen.findByRole('button', { name: 'Favourite', pressed: true }))
  await waitFor(() => expect(screen.queryByRole('link', { name: 'Ada' })).toBeNull())
  await waitFor(() => expect(calls).toEqual(['put contact c1', 'delete c1']))
})

it('one too many is refused, with the reason, and not shown', async () => {
  answers('get', '/favourites', { items: [] })
  server.use(http.put(at('/favourites/:kind/:id'), () => problem(422, 'view.stars')))
  await renderUi(<Star record={ada} />)
  await waitFor(() => expect(screen.getByRole('button', { name: 'Favourite' })).toBeEnabled())
  await userEvent.click(screen.getByRole('button', { name: 'Favourite' }))
  expect(await screen.findByText('One person can have 100 favourites. Take one away first.')).toBeVisible()
  expect(screen.getByRole('button', { name: 'Favourite', pressed: false })).toBeVisible()
})
