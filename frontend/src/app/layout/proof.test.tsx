import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, test } from 'vitest'
import { SecondFactor } from '@/features/identity/mfa/SecondFactor'
import { renderUi } from '@/test/render'
import { at, problem, server } from '@/test/server'
import { ProofDialog } from './ProofDialog'

beforeAll(() => i18next.loadNamespaces(['security']))

test('what needs a proof asks for it, then goes on by itself; giving up does nothing', async () => {
  let proved = false
  let removed = 0
  server.use(
    http.get(at('/me/second-factor'), () => HttpResponse.json({ app: removed === 0, recoveryLeft: 5, devices: [] })),
    http.delete(at('/me/second-factor'), () => {
      if (!proved) return problem(403, 'auth.step_up')
      removed += 1
      return new HttpResponse(null, { status: 204 })
    }),
    http.post(at('/me/prove'), async ({ request }) => {
      proved = ((await request.json()) as { code: string }).code === '654321'
      return proved ? new HttpResponse(null, { status: 204 }) : problem(422, 'mfa.code')
    }),
  )
  const user = userEvent.setup()
  await renderUi(<><SecondFactor /><ProofDialog /></>)
  const remove = async () => {
    await user.click(await screen.findByRole('button', { name: 'Remove the second step' }))
    await user.click(within(await screen.findByRole('dialog', { name: 'Remove the second step' })).getByRole('button', { name: 'Remove the second step' }))
  }
  await remove()
  await user.click(within(await screen.findByRole('dialog', { name: 'Is it you?' })).getByRole('button', { name: 'Close' }))
  expect(await screen.findByText('Nothing was done: please confirm that it is you.')).toBeInTheDocument()
  await user.click(screen.getByRole('button', { name: 'Cancel' }))
  await remove()
  const proof = await screen.findByRole('dialog', { name: 'Is it you?' })
  await user.type(within(proof).getByLabelText(/Code of your authenticator app/), '111111')
  await user.click(within(proof).getByRole('button', { name: 'Confirm' }))
  expect(await within(proof).findByText(/This code is wrong/)).toBeInTheDocument()
  await user.clear(within(proof).getByLabelText(/Code of your authenticator app/))
  await user.type(within(proof).getByLabelText(/Code of your authenticator app/), '654321')
  await user.click(within(proof).getByRole('button', { name: 'Confirm' }))
  expect(await screen.findByRole('button', { name: 'Set up an authenticator app' })).toBeInTheDocument()
  expect(removed).toBe(1)
})
