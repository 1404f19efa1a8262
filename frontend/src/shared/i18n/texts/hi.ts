export default import.meta.glob<{ default: Record<string, unknown> }>('../locales/hi/*.json')
