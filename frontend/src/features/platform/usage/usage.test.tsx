import { screen } from '@testing-library/react'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, test } from 'vitest'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { at, server } from '@/test/server'
import { UseLine } from './UseLine'
import { UsagePage } from './UsagePage'
import { lastDays, seriesOf } from './usageQuery'

beforeAll(() => i18next.loadNamespaces(['billing', 'access']))

const days = ['2031-05-01', '2031-05-02', '2031-05-03', '2031-05-04']

test('a day without a figure has that of the day before; days before the first are left out', () => {
  const all = [{ day: '2031-05-04', name: 'full', used: 2, limit: 5 }, { day: '2031-05-02', name: 'full', used: 3, limit: 4 }, { day: '2031-04-01', name: 'light', used: 1, limit: 1 }]
  expect(seriesOf(days, all)).toEqual([
    { name: 'full', limit: 5, points: [{ day: '2031-05-02', used: 3 }, { day: '2031-05-03', used: 3 }, { day: '2031-05-04', used: 2 }] },
    { name: 'light', limit: 1, points: days.map((day) => ({ day, used: 1 })) },
  ])
  expect(lastDays(Date.parse('2031-05-31T12:00:00Z'))).toHaveLength(90)
})

test('the figures stand in words beside the bars', async () => {
  const { container } = await renderUi(<UseLine name="Full seat" amount={String} series={{ name: 'full', limit: 5, points: [{ day: '2031-05-01', used: 1 }, { day: '2031-05-02', used: 4 }, { day: '2031-05-03', used: 2 }] }} />)
  expect(screen.getByText('2 of 5, at most 4')).toBeInTheDocument()
  expect(screen.getByRole('img', { name: /lowest 1, highest 4/ })).toBeInTheDocument()
  await expectAccessible(container)
})

test('whoever may not see the billing sees no figures', async () => {
  server.use(http.get(at('/seats/usage'), () => HttpResponse.json({ items: [] })), http.get(at('/usage'), () => HttpResponse.json({ items: [] })))
  await renderUi(<UsagePage />, { me })
  expect(screen.queryByText('Limits of the plan')).toBeNull()
})
