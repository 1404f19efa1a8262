package main

import (
	"fmt"
	"os"
	"time"

	"github.com/kith-crm/kith/internal/kit/clock"
)

// step runs one piece of work and prints a line with its title and how long it took. On a terminal the time is seen running.
func step(title string, work func() error) error {
	begin := clock.Now()
	fmt.Printf("  %-46s", title)
	stop := tick(title, begin)
	err := work()
	stop()
	mark := ""
	if err != nil {
		mark = "  failed"
	}
	fmt.Printf("%8s%s\n", took(begin), mark)
	return err
}

// tick rewrites the line every second while the work goes on, and clears it at the end, if somebody is watching.
func tick(title string, begin time.Time) (stop func()) {
	if !terminal() {
		return func() {}
	}
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		every := time.NewTicker(time.Second)
		defer every.Stop()
		for {
			select {
			case <-every.C:
				fmt.Printf("\r  %-46s%8s", title, took(begin))
			case <-done:
				fmt.Printf("\r  %-46s", title)
				return
			}
		}
	}()
	return func() { close(done); <-ended }
}

func took(begin time.Time) string { return seconds(clock.Now().Sub(begin)) }

func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }

func terminal() bool {
	info, err := os.Stdout.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
