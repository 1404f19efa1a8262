'use strict'
/* Shows people, companies, deals, records of own kinds, the trash, and the timelines of all, from the scripts in viewer/data, without a server. Nothing that it reads
   becomes markup: all text goes into text nodes. */
;(() => {
  const kinds = ['contact', 'company', 'deal'] /* and the company's own, and the trash, if there is something in it */
  const step = 100
  const lists = { contact: [], company: [], deal: [], trash: [] }
  const names = new Map()
  const parts = new Map()
  let about, t, shown = step, query = '', timer

  window.kith = (name, rows) => {
    const [kind] = name.split('-')
    if (kind === 'about') about = rows[0]
    else if (kind === 'record') parts.set(name, rows)
    else for (const row of rows) take(kind, row)
  }

  /* A row goes into the list of its kind; what it is itself, a row of own records says, and one of the trash. */
  function take(list, row) {
    const kind = list === 'object' ? row[3] : list === 'trash' ? row[2] : list
    const key = list === 'object' ? kind : list
    names.set(row[0], [kind, row[1]])
    if (lists[key] === undefined) lists[key] = []
    lists[key].push({ kind, list: key, row, text: list === 'trash' ? plain(row[1]) : fold(row) })
  }

  const load = (name) => new Promise((done, failed) => {
    const script = document.createElement('script')
    script.src = `viewer/data/${name}.js`
    script.onload = () => { script.remove(); done() }
    script.onerror = () => failed(new Error(name))
    document.head.append(script)
  })

  /* Words as they are compared: without accents and capitals; of a phone number its digits. */
  const plain = (text) => text.normalize('NFD').replace(/[\u0300-\u036f\u093c]/g, '').toLowerCase().replace(/ł/g, 'l').replace(/đ/g, 'd').replace(/ø/g, 'o').replace(/ß/g, 'ss')
  const fold = ([, name, a, b, c]) => plain([name, a, b].filter((v) => typeof v === 'string').join(' ')) + (typeof c === 'string' || typeof b === 'string' ? ` ${String(b).replace(/\D/g, '')}` : '')
  const words = (text) => plain(text).split(/\s+/).filter(Boolean).map((w) => (/^[+\d().-]+$/.test(w) ? w.replace(/\D/g, '') : w)).filter(Boolean)

  const make = (tag, attributes, ...children) => {
    const e = document.createElement(tag)
    for (const [k, v] of Object.entries(attributes ?? {})) if (v !== undefined && v !== false) { if (k.startsWith('on')) e.addEventListener(k.slice(2), v); else e.setAttribute(k, v === true ? '' : v) }
    e.append(...children.filter((c) => c !== null && c !== undefined))
    return e
  }
  const language = () => document.documentElement.lang
  const number = (n) => new Intl.NumberFormat(language()).format(n)
  const moment = (at, whole = false) => new Intl.DateTimeFormat(language(), { dateStyle: 'medium', ...(whole ? {} : { timeStyle: 'short' }), timeZone: about.zone }).format(new Date(at))
  const day = (d) => new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(d))
  const money = (amount, currency) => {
    const as = new Intl.NumberFormat(language(), { style: 'currency', currency })
    return as.format(amount / 10 ** as.resolvedOptions().maximumFractionDigits)
  }
  const person = (id) => about.people.find(([p]) => p === id)?.[1]
  const named = (id) => names.get(id)?.[1] ?? person(id)
  const link = (id) => { const [kind, name] = names.get(id) ?? []; return kind ? make('a', { href: `#${kind}/${id}` }, name) : null }

  function head() {
    const choose = make('select', { 'aria-label': t.language, onchange: (e) => speak(e.target.value) }, ...Object.entries(texts).map(([code, one]) => make('option', { value: code, selected: code === language() }, one.name)))
    document.title = `${about.company} · Kith`
    document.getElementById('head').replaceChildren(make('div', { class: 'top' }, make('div', {}, make('b', {}, about.company), ' ', make('span', {}, t.asOf.replace('{{at}}', moment(about.takenAt)))), choose))
  }

  function speak(code) {
    t = texts[code] ?? texts.en
    document.documentElement.lang = texts[code] ? code : 'en'
    head()
    route(false)
  }

  const found = (kind) => { const all = words(query); return all.length === 0 ? lists[kind] : lists[kind].filter((one) => all.every((w) => one.text.includes(w))) }

  const called = (kind) => t.kinds[kind] ?? about.known.objects.find((o) => o.key === kind)?.plural ?? ''

  function line({ kind, list, row }) {
    const [id, name, a, b, c, company, stage] = row
    const beside = list === 'trash' ? [called(kind), moment(b)] : list.startsWith('o') ? [] : kind === 'contact' ? [names.get(c)?.[1] ?? '', a] : kind === 'company' ? [b, a] : [money(b, c), a === 'open' ? about.known.stages[stage] ?? '' : t.status[a], names.get(company)?.[1] ?? '']
    return make('li', {}, make('a', { href: `#${kind}/${id}` }, make('b', {}, name), make('span', {}, beside.filter(Boolean).join(' · '))))
  }

  function results(kind) {
    const all = found(kind)
    const more = () => { const at = shown; shown += step; results(kind); document.querySelectorAll('.list a')[at]?.focus() }
    document.getElementById('tabs').replaceChildren(...kinds.map((k) => make('a', { href: `#${k}`, 'aria-current': k === kind ? 'page' : undefined }, `${called(k)} `, make('span', {}, number(k === kind ? all.length : found(k).length)))))
    document.getElementById('results').replaceChildren(
      make('p', { class: all.length === 0 ? 'empty' : 'dim', role: 'status' }, all.length === 0 ? (query ? t.nobody : t.nothing) : t.count.replace('{{n}}', number(Math.min(shown, all.length))).replace('{{all}}', number(all.length))),
      ...(all.length > 0 ? [make('ul', { class: 'list', 'aria-label': called(kind) }, ...all.slice(0, shown).map(line))] : []),
      ...(all.length > shown ? [make('button', { type: 'button', onclick: more }, t.more)] : []))
  }

  function list(kind) {
    shown = step
    const typed = (e) => { query = e.target.value; shown = step; clearTimeout(timer); timer = setTimeout(results, 80, kind) }
    if (document.getElementById('search') === null || document.getElementById('tabs').lang !== language()) {
      document.getElementById('main').replaceChildren(
        make('input', { id: 'search', type: 'search', placeholder: t.search, 'aria-label': t.search, autocomplete: 'off', value: query }),
        make('nav', { id: 'tabs', 'aria-label': t.search, lang: language() }), make('div', { id: 'results' }))
    }
    document.getElementById('search').oninput = typed
    results(kind)
  }

  /* The order in which columns are read; others follow, and when it was added comes last. */
  const order = ['amount', 'status', 'stage_id', 'expected_on', 'lost_reason', 'preferred_name', 'job_title', 'company_id', 'company_since', 'positions', 'email', 'more_emails', 'phone', 'more_phones', 'domain', 'website', 'industry', 'street', 'postcode', 'city', 'country', 'birthday', 'language', 'source', 'kinds', 'tags', 'consent', 'about_id', 'due_at', 'done_at', 'note', 'owner_id']
  const last = ['closed_at', 'created_at', 'updated_at', 'deleted_at']
  const place = ([k]) => (order.includes(k) ? order.indexOf(k) : last.includes(k) ? 100 + last.indexOf(k) : 50)
  const left = { first_name: 1, last_name: 1, id: 1, name: 1, merged_into: 1, custom: 1, _: 1, currency: 1, pipeline_id: 1, stage_since: 1, email_label: 1, phone_label: 1 }
  const label = (column) => t.column[column] ?? t.field[column.replace(/_(.)/g, (_, c) => c.toUpperCase())] ?? column.replaceAll('_', ' ')
  const isId = (v) => typeof v === 'string' && /^[0-9a-f]{8}-[0-9a-f]{4}-/.test(v)

  /* A value in words, as nodes. */
  function told(v, column = '', record = {}) {
    if (column === 'amount') return [money(v, record.currency)]
    if (column === 'status') return [t.status[v] ?? v]
    if (Array.isArray(v)) return v.flatMap((one, i) => (i === 0 ? told(one) : [', ', ...told(one)]))
    if (v !== null && typeof v === 'object') {
      if ('amount' in v && v.currency) return [money(v.amount, v.currency)]
      return Object.values(v).filter((one) => one !== '' && one !== null && one !== false).flatMap((one, i) => (i === 0 ? told(one) : [' · ', ...told(one)]))
    }
    if (typeof v === 'boolean') return [v ? t.yes : t.no]
    if (typeof v === 'number') return [number(v)]
    if (isId(v)) return [link(v) ?? named(v) ?? about.known.stages[v] ?? v]
    if (/^\d{4}-\d\d-\d\dT/.test(v)) return [moment(v)]
    if (/^\d{4}-\d\d-\d\d$/.test(v)) return [day(v)]
    return [v]
  }

  const void_ = (v) => v === '' || v === null || (Array.isArray(v) && v.length === 0) || (typeof v === 'object' && !Array.isArray(v) && Object.keys(v).length === 0)

  function facts(record) {
    const rows = Object.entries(record).filter(([k, v]) => !left[k] && !void_(v)).sort((a, b) => place(a) - place(b)).map(([k, v]) => [label(k), told(v, k, record)])
    for (const f of about.known.fields) {
      const v = record.custom?.[f.id]
      if (f.object !== (record._ === 'todo' ? 'task' : record._) || v === undefined || void_(v)) continue
      const chosen = (id) => f.settings.choices?.find((c) => c.id === id)?.label ?? id
      rows.push([f.label, f.type === 'choice' ? [chosen(v)] : f.type === 'choices' ? [v.map(chosen).join(', ')] : told(v)])
    }
    return make('dl', {}, ...rows.flatMap(([k, v]) => [make('dt', {}, k), make('dd', {}, ...v)]))
  }

  /* A sentence with names in bold: 'Ana moved the deal from A to B'. */
  function sentence(e) {
    const d = e.data ?? {}
    const text = e.type === 'created' ? t.entry.created[e.kind] : t.entry[e.type]
    const say = { who: (e.owner_id && e.who) || t.program, from: d.from, to: d.to, with: d.with, file: d.file, name: d.name ?? '' }
    return (text ?? `{{who}}: ${e.type}`).split(/\{\{(\w+)\}\}/).map((part, i) => (i % 2 === 1 ? make('b', {}, String(say[part] ?? '')) : part))
  }

  const change = (c) => make('div', {}, `${label(c.field)}: `, make('span', { class: 'gone' }, ...(void_(c.from ?? '') ? [t.none] : told(c.from))), ' → ', ...(void_(c.to ?? '') ? [t.none] : told(c.to)))

  function entry(e) {
    const d = e.data ?? {}
    const beside = [d.outcome ? t.outcome[d.outcome] ?? d.outcome : '', e.minutes ? t.minutes.replace('{{n}}', number(e.minutes)) : ''].filter(Boolean).join(' · ')
    return make('li', {}, make('div', {}, ...sentence(e), beside ? ` · ${beside}` : '', ' ', make('time', { datetime: e.at }, moment(e.at))),
      e.text ? make('div', { class: 'said' }, e.text) : d.changes ? make('div', { class: 'dim' }, ...d.changes.map(change)) : d.reason ? make('div', { class: 'said' }, d.reason) : null)
  }

  const task = (x) => make('li', {}, make('div', {}, make('b', {}, x.title), ' ', make('time', {}, x.done ? t.done.replace('{{at}}', moment(x.done)) : x.due ? t.due.replace('{{at}}', moment(x.due, x.all_day)) : t.open)), x.text ? make('div', { class: 'said' }, x.text) : null)
  const size = (n) => new Intl.NumberFormat(language(), { style: 'unit', unit: n < 1e6 ? 'kilobyte' : 'megabyte', maximumFractionDigits: 1 }).format(n / (n < 1e6 ? 1e3 : 1e6))
  const file = (f) => make('li', {}, make('a', { href: `files/${f.id}`, download: f.name }, make('b', {}, f.name), make('span', {}, size(f.size))))
  const section = (title, kind, items) => (items.length === 0 ? [] : [make('h2', {}, title), make('ul', { class: kind }, ...items)])

  /* Who and what belongs to a record: people and deals of a company, people of a deal, deals of a person. */
  function around(id, rows) {
    const own = (kind, at) => lists[kind].filter((one) => one.row[at] === id)
    const tied = rows.filter((r) => r._ === 'with' && names.has(r.id)).map((r) => r.id)
    const beside = (kind) => lists[kind].filter((one) => tied.includes(one.row[0]))
    const at = { contact: 4, deal: 5 }
    return kinds.filter((kind) => kind !== 'trash').flatMap((kind) => section(called(kind), 'list', [...(at[kind] ? own(kind, at[kind]) : []), ...beside(kind)].map(line)))
  }

  async function record(kind, id, focus) {
    const part = `record-${id.slice(-about.digits)}`
    if (!parts.has(part)) await load(part)
    if (parts.size > 20) parts.delete(parts.keys().next().value)
    const rows = (parts.get(part) ?? []).filter((r) => r.id === id && r._ === kind || r.of === id)
    const one = rows.find((r) => r._ === kind)
    if (!one) return fail()
    const of = (what) => rows.filter((r) => r._ === what)
    const entries = of('entry').sort((a, b) => (b.pinned ? 1 : 0) - (a.pinned ? 1 : 0) || (a.at < b.at ? 1 : -1))
    const home = one.deleted_at || !kinds.includes(kind) ? 'trash' : kind
    const title = make('h1', { tabindex: '-1' }, one.name)
    document.getElementById('main').replaceChildren(make('a', { class: 'back', href: `#${home}` }, `← ${called(home)}`), title, facts(one),
      ...around(id, rows), ...section(t.tasks, 'line', of('task').map(task)), ...section(t.files, 'list', of('file').map(file)),
      make('h2', {}, t.timeline), entries.length === 0 ? make('p', { class: 'dim' }, t.quiet) : make('ol', { class: 'line' }, ...entries.map(entry)))
    if (focus) { title.focus(); scrollTo(0, 0) }
  }

  function fail() { document.getElementById('main').replaceChildren(make('p', { class: 'empty', role: 'alert' }, t.missing), make('a', { class: 'back', href: '#contact' }, `← ${t.kinds.contact}`)) }

  function route(focus = true) {
    const [kind, id] = location.hash.slice(1).split('/')
    if (id) return void record(kind, id, focus).catch(fail)
    list(kinds.includes(kind) ? kind : 'contact')
  }

  function keys(e) {
    const search = document.getElementById('search')
    const all = [...document.querySelectorAll('#results .list a')]
    const at = all.indexOf(document.activeElement)
    if (e.key === '/' && search && document.activeElement !== search) { e.preventDefault(); search.focus() }
    else if (e.key === 'Escape' && !search) document.querySelector('.back')?.click()
    else if (e.key === 'ArrowDown' && (document.activeElement === search || at >= 0)) { e.preventDefault(); all[at + 1]?.focus() }
    else if (e.key === 'ArrowUp' && at >= 0) { e.preventDefault(); (all[at - 1] ?? search).focus() }
  }

  async function start() {
    t = texts.en
    try {
      await load('about')
      t = texts[about.language] ?? texts.en
      const main = document.getElementById('main')
      main.replaceChildren(make('p', { class: 'empty', role: 'status' }, t.loading))
      for (const kind of Object.keys(about.lists)) for (let n = 1; n <= about.lists[kind]; n++) await load(`${kind}-${n}`)
      kinds.push(...about.known.objects.map((o) => o.key), ...(lists.trash.length > 0 ? ['trash'] : []))
      for (const kind of kinds) lists[kind] ??= []
    } catch { return fail() }
    addEventListener('hashchange', () => route())
    addEventListener('keydown', keys)
    speak(about.language)
    document.getElementById('search')?.focus()
  }
  start()
})()
