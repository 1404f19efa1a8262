package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// family are the process ids of a process and all its descendants.
func family(root int) []int {
	all := []int{root}
	parents, _ := filepath.Glob("/proc/[0-9]*/stat") //nolint:errcheck // the pattern is valid
	for _, p := range parents {
		f := stat(p)
		if len(f) > 3 && f[3] == strconv.Itoa(root) {
			pid, err := strconv.Atoi(f[0])
			if err == nil {
				all = append(all, family(pid)...)
			}
		}
	}
	return all
}

// stat reads /proc/PID/stat; the name, which may hold spaces, becomes one field.
func stat(path string) []string {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	text := string(data)
	open, end := strings.IndexByte(text, '('), strings.LastIndexByte(text, ')')
	if open < 0 || end < 0 {
		return nil
	}
	return append([]string{strings.TrimSpace(text[:open]), text[open+1 : end]}, strings.Fields(text[end+1:])...)
}

const ticks = 100 // per second, as Linux reports processor time

// cpu is the processor time that a process, its descendants and those of them that have ended have used.
func cpu(root int) time.Duration {
	var sum int64
	for _, pid := range family(root) {
		f := stat(fmt.Sprintf("/proc/%d/stat", pid))
		if len(f) < 17 {
			continue
		}
		for _, x := range f[13:17] { // user, system, and the same of children that have ended
			n, err := strconv.ParseInt(x, 10, 64)
			if err == nil {
				sum += n
			}
		}
	}
	return time.Duration(sum) * time.Second / ticks
}

// pss is the memory of a process and its descendants, shared pages counted once, in MiB.
func pss(root int) float64 {
	var sum int64
	for _, pid := range family(root) {
		data, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(data)) {
			if rest, ok := strings.CutPrefix(line, "Pss:"); ok {
				n, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
				if err == nil {
					sum += n
				}
			}
		}
	}
	return float64(sum) / 1024
}

// settle is how long the program is left alone before its memory is read: until the connections that the start needed have been
// unused for as long as the pool keeps them.
const settle = 75 * time.Second

// average is the machine's load average.
func average() string {
	data, err := os.ReadFile("/proc/loadavg")
	f := strings.Fields(string(data))
	if err != nil || len(f) < 3 {
		return "unknown"
	}
	return strings.Join(f[:3], " ")
}
