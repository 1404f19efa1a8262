/** What a company copies into its web page, or a program's author into a terminal. */

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

export interface Labels { name: string; email: string; phone: string; company: string; message: string; send: string }

/** A form that works without any script. People do not see the field `website`; who fills it in is a program. */
export function formOf(url: string, labels: Labels): string {
  const field = (name: keyof Labels, more: string) => `  <label>${escape(labels[name])} <input name="${name}" ${more}></label>`
  return [
    `<form action="${escape(url)}" method="post" accept-charset="utf-8">`,
    field('name', 'required maxlength="200" autocomplete="name"'),
    field('email', 'type="email" required maxlength="200" autocomplete="email"'),
    field('phone', 'type="tel" maxlength="200" autocomplete="tel"'),
    field('company', 'maxlength="200" autocomplete="organization"'),
    `  <label>${escape(labels.message)} <textarea name="message" rows="5" maxlength="5000"></textarea></label>`,
    '  <input name="website" tabindex="-1" autocomplete="off" aria-hidden="true" style="position:absolute;left:-9999px">',
    `  <button>${escape(labels.send)}</button>`,
    '</form>',
  ].join('\n')
}

export const curlOf = (url: string) => [
  `curl -X POST '${url}' \\`,
  "  -H 'Content-Type: application/json' \\",
  "  -H 'Idempotency-Key: order-4711' \\",
  `  -d '{"name":"Nadia van Dyk","email":"nadia@example.com","phone":"+48 601 234 567","company":"Example","message":"Please call me."}'`,
].join('\n')
