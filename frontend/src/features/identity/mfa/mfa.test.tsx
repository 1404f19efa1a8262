import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, test } from 'vitest'
import { expectAccessible } from '@/test/axe'
import { renderUi } from '@/test/render'
import { answers, at, problem, server } from '@/test/server'
import { RememberedDevices } from './RememberedDevices'
import { SecondFactor } from './SecondFactor'

beforeAll(() => i18next.loadNamespaces(['security', 'settings']))

const none = { app: false, recoveryLeft: 0, devices: [] }
const setup = { secret: 'ABCDEFGHIJKLMNOP', uri: 'otpauth://totp/Kith:a', qr: 'data:image/png;base64,iVBORw0KGgo=' }

test('an app is set up by its first right code; the recovery codes are shown once', async () => {
  let status: object = none
  server.use(
    http.get(at('/me/second-factor'), () => HttpResponse.json(status as never)),
    http.post(at('/me/second-factor/confirm'), async ({ request }) => {
      if (((await request.json()) as { code: string }).code !== '123456') return problem(422, 'mfa.code', { errors: [{ field: 'code', code: 'mfa.code', detail: 'x' }] })
      status = { app: true, recoveryLeft: 2, devices: [] }
      return HttpResponse.json({ codes: ['AAAA-BBBB', 'CCCC-DDDD'] })
    }),
  )
  answers('post', '/me/second-factor/begin', setup)
  const user = userEvent.setup()
  const { container } = await renderUi(<SecondFactor />)
  await user.click(await screen.findByRole('button', { name: 'Set up an authenticator app' }))
  expect(await screen.findByRole('img', { name: 'Picture for the authenticator app' })).toHaveAttribute('src', setup.qr)
  expect(screen.getByText('ABCD EFGH IJKL MNOP')).toBeInTheDocument()
  await user.type(screen.getByLabelText('Code the app shows'), '000000')
  await user.click(screen.getByRole('button', { name: 'Turn it on' }))
  expect(await screen.findByText(/This code is wrong/)).toBeInTheDocument()
  await user.clear(screen.getByLabelText('Code the app shows'))
  await user.type(screen.getByLabelText('Code the app shows'), '123456')
  await user.click(screen.getByRole('button', { name: 'Turn it on' }))
  const dialog = await screen.findByRole('dialog', { name: 'Recovery codes' })
  expect(within(dialog).getByText('CCCC-DDDD')).toBeInTheDocument()
  await user.click(within(dialog).getByRole('button', { name: 'I have kept them' }))
  expect(await screen.findByText('2 recovery codes left')).toBeInTheDocument()
  await expectAccessible(container)
})

test('remembered devices are listed and can be forgotten', async () => {
  let devices = [{ id: 'd1', device: 'Firefox, Linux', ip: '10.0.0.1', country: '', createdAt: '2026-11-01T08:00:00Z', lastSeenAt: '2026-11-02T08:00:00Z', expiresAt: '2026-12-01T08:00:00Z' }]
  server.use(
    http.get(at('/me/second-factor'), () => HttpResponse.json({ ...none, app: true, devices })),
    http.delete(at('/me/devices/:id'), () => { devices = []; return new HttpResponse(null, { status: 204 }) }),
  )
  const { container } = await renderUi(<RememberedDevices />)
  await expectAccessible(container)
  await userEvent.click(await screen.findByRole('button', { name: /^Forget/ }))
  await waitFor(() => expect(screen.queryByText('Firefox, Linux')).not.toBeInTheDocument())
})
