package main

import "context"

func (s *stack) startMail(context.Context) error   { return nil }
func (s *stack) startStripe(context.Context) error { return nil }
