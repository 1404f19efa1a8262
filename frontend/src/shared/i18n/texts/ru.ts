export default import.meta.glob<{ default: Record<string, unknown> }>('../locales/ru/*.json')
