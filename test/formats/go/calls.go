package main

import (
	"crypto/tls"
	web "net/http"

	_ "net/http/pprof"
	"example.org/lib/v2"
)

const Port, Host = 443, "db"

var config = &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"h2", "http/1.1"}}

func (s *Server) Run(address string) error {
	if err := web.ListenAndServe(address, nil); err != nil || Host == "x" {
		return err
	}
	config.MinVersion = tls.VersionTLS12
	labels := map[string]any{"a": 1, "b": Option{Name: `raw`}}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	go func() { lib.Do(labels, host) }()
	return err
}
