package diff

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBetween(t *testing.T) {
	type row struct {
		ID, Name, OwnerID string
		Nick              *string
		Version           int
	}
	nick := "Al"
	require.Equal(t, []Change{{Field: "nick", From: nil, To: "Al"}, {Field: "ownerId", From: "u1", To: "u2"}},
		Between(row{"1", "Ada", "u1", nil, 1}, row{"1", "Ada", "u2", &nick, 2}))
	require.Equal(t, []Change{{Field: "name", From: nil, To: "Ada"}}, Between(nil, row{Name: "Ada"}))
	require.Equal(t, []Change{{Field: "contact.read", From: "own", To: "all"}}, Between(map[string]string{"contact.read": "own"}, map[string]string{"contact.read": "all"}))
	require.Empty(t, Between(row{Version: 1}, row{Version: 2}))
}

func TestCamel(t *testing.T) {
	for from, to := range map[string]string{"Name": "name", "OwnerID": "ownerId", "ID": "id", "FirstName": "firstName", "URL": "url", "DueAt": "dueAt", "CompanyID": "companyId", "IDCard": "idCard"} {
		require.Equal(t, to, camel(from))
	}
}
