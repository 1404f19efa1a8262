import { api } from '@/shared/api/client'
import { ApiProblem } from '@/shared/api/problem'

/** Whether this browser can make and use passkeys and speaks their JSON form. */
export const passkeysPossible = () =>
  typeof PublicKeyCredential === 'function' && 'parseCreationOptionsFromJSON' in PublicKeyCredential && 'parseRequestOptionsFromJSON' in PublicKeyCredential

const answer = (credential: Credential | null) => (credential as PublicKeyCredential).toJSON() as unknown as Record<string, unknown>

/** The person closed the browser's dialog, or has no key for this page: an answer, not a fault. */
const cancelled = () => new ApiProblem({ status: 400, code: 'passkey.cancelled' })

/** Has the device make a key. */
export async function makePasskey(options: unknown): Promise<Record<string, unknown>> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON)
  return navigator.credentials.create({ publicKey }).then(answer, (cause: DOMException) => {
    throw cause.name === 'InvalidStateError' ? new ApiProblem({ status: 409, code: 'passkey.taken' }) : cancelled()
  })
}

/** Has the device sign with a key it holds. */
async function signWithPasskey(options: unknown): Promise<Record<string, unknown>> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON)
  return navigator.credentials.get({ publicKey }).then(answer, () => { throw cancelled() })
}

/** What shows by a passkey who someone is: a question of the server's, signed by the device. */
export async function passkeyAnswer() {
  const { ticket, options } = await api.post('/auth/passkey/begin')
  return { ticket, credential: await signWithPasskey(options) }
}
