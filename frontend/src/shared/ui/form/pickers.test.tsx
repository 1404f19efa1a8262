import { fireEvent, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { expect, it } from 'vitest'
import { expectAccessible } from '@/test/axe'
import { at, server } from '@/test/server'
import { renderUi } from '@/test/render'
import { ContactPicker } from './pickers'

const box = () => screen.getByRole('combobox', { name: 'Contact' })

it('carries focus and what was typed before its code was there over to it', async () => {
  server.use(http.get(at('/contacts'), ({ request }) => {
    const q = new URL(request.url).searchParams.get('q')
    return HttpResponse.json({ items: q === 'Nor' ? [{ id: 'c1', name: 'Nora Berg' }] : [], next: null })
  }))
  const chosen: unknown[] = []
  const { container } = await renderUi(<ContactPicker label="Contact" onChange={(id, name) => chosen.push([id, name])} />)
  const face = box()
  await expectAccessible(container)
  face.focus()
  fireEvent.change(face, { target: { value: 'Nor' } }) // at once: the code is still on its way
  await waitFor(() => expect(face).not.toBeInTheDocument())
  expect(box()).toHaveFocus()
  await waitFor(() => expect(box()).toHaveValue('Nor'))
  await userEvent.click(await screen.findByRole('option', { name: 'Nora Berg' }))
  expect(chosen).toEqual([['c1', 'Nora Berg']])
  expect(box()).toHaveValue('Nora Berg')
})

it('does not take the focus from where it went meanwhile', async () => {
  await renderUi(<><ContactPicker label="Contact" autoFocus defaultValue="c1" defaultLabel="Nora Berg" onChange={() => undefined} /><input aria-label="Other" /></>)
  screen.getByRole('textbox', { name: 'Other' }).focus()
  await waitFor(() => expect(box()).toHaveValue('Nora Berg'))
  expect(screen.getByRole('textbox', { name: 'Other' })).toHaveFocus()
})
