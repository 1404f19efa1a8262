package tenant

// Large makes every tenant with as many rows count as a large one.
func (m *Maker) Large(rows int) { m.large = rows }

// Parse reads one migration and tells what it says of itself.
func Parse(name, text string) (statements []string, optional, breaking, apart bool, err error) {
	m, err := parse(name, text)
	return m.statements, m.optional, m.breaking, m.apart, err
}

// Parts sorts tenants into waves.
var Parts = parts
