// Package faults kills parts of the real program under load and checks that nothing acknowledged is lost and nothing is
// there twice. It builds and starts the program as an operator would; the ledger is kept by the client.
package faults
