import { act, screen } from '@testing-library/react'
import { http } from 'msw'
import { expect, test } from 'vitest'
import { at, problem, server } from '@/test/server'
import { renderUi } from '@/test/render'
import { useMe } from './me'
import { dropSession, useSession } from './session'

function Who() {
  useSession()
  return <p>{useMe().user.name}</p>
}

test('a page that is being left after the log-out does not ask again who one is', async () => {
  let asked = 0
  server.use(http.get(at('/me'), () => { asked++; return problem(401, 'auth.required') }))
  await renderUi(<Who />)
  expect(await screen.findByText('Ana Kowalska')).toBeInTheDocument()
  await act(async () => { dropSession(); await new Promise((done) => setTimeout(done, 50)) })
  expect(screen.getByText('Ana Kowalska')).toBeInTheDocument()
  expect(asked).toBe(0)
})
