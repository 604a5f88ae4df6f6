package serve

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"axdesk/client/wire"
)

// figures are what an operator sees of a server. They are in a registry of their own: no package adds to them behind our back.
type figures struct {
	registry    *prometheus.Registry
	connections prometheus.Counter
	cooled      prometheus.Counter
	sessions    *prometheus.GaugeVec
	ended       *prometheus.CounterVec
	refusals    *prometheus.CounterVec
	reloads     *prometheus.CounterVec
	frames      prometheus.Histogram
	waited      *prometheus.HistogramVec
	took        *prometheus.HistogramVec
	errors      *prometheus.CounterVec
}

func newFigures(s *Server) *figures {
	counters := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	}
	seconds := func(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
		return prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: buckets}, labels)
	}
	f := &figures{
		registry:    prometheus.NewRegistry(),
		connections: prometheus.NewCounter(prometheus.CounterOpts{Name: "axdesk_connections_total", Help: "Connections that were let as far as signing in."}),
		cooled:      prometheus.NewCounter(prometheus.CounterOpts{Name: "axdesk_addresses_left_out_total", Help: "Addresses left out for a while, for failed attempts."}),
		sessions: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "axdesk_sessions", Help: "Sessions that are open: of people at a desk, and of guests who look on.",
		}, []string{"as"}),
		ended:    counters("axdesk_sessions_ended_total", "Sessions that have ended, by why.", "why"),
		refusals: counters("axdesk_refusals_total", "Connections, sessions and requests that were refused, by why.", "reason"),
		reloads:  counters("axdesk_keys_reloads_total", "Changes of the file of keys, taken or refused.", "result"),
		frames: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "axdesk_key_to_frame_seconds", Help: "From input to the next bytes of a frame, without the line.",
			Buckets: []float64{.002, .005, .01, .02, .03, .05, .1, .2, .5, 1, 5},
		}),
		waited: seconds("axdesk_lane_wait_seconds", "How long requests waited for their turn under their key.",
			[]float64{.001, .01, .05, .1, .5, 1, 2, 5, 10, 30}, "api", "for"),
		took:   seconds("axdesk_api_request_seconds", "How long answers of an API took.", []float64{.01, .05, .1, .2, .5, 1, 2, 5, 10, 30}, "api"),
		errors: counters("axdesk_api_errors_total", "Requests to an API that failed, by kind.", "api", "kind"),
	}
	f.registry.MustRegister(f.connections, f.cooled, f.sessions, f.ended, f.refusals, f.reloads, f.frames, f.waited, f.took, f.errors,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "axdesk_keys", Help: "Keys that may sign in."}, func() float64 { return float64(s.keys.Len()) }))
	for _, as := range []string{"desk", "guest"} {
		f.sessions.WithLabelValues(as)
	}
	if s.cfg.Requests != nil {
		s.cfg.Requests.Watch(f.request)
	}
	return f
}

// request counts one request to an API.
func (f *figures) request(r wire.Record) {
	who := "person"
	if r.Background {
		who = "poll"
	}
	f.waited.WithLabelValues(r.API, who).Observe(r.Waited.Seconds())
	f.took.WithLabelValues(r.API).Observe(r.Took.Seconds())
	if r.Kind != 0 {
		f.errors.WithLabelValues(r.API, r.Kind.String()).Inc()
	}
}

// listenStatus opens the address of the metrics, which tell who is busy when: not for everybody.
func (s *Server) listenStatus(ctx context.Context) (net.Listener, error) {
	if s.cfg.Metrics == "" {
		return nil, nil
	}
	host, _, err := net.SplitHostPort(s.cfg.Metrics)
	if err != nil {
		return nil, fmt.Errorf("the address of the metrics, %q, is none: it is such as 127.0.0.1:9222", s.cfg.Metrics)
	}
	if ip := net.ParseIP(host); !s.cfg.MetricsAnywhere && host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("metrics at %s could be read by others: give a loopback address such as 127.0.0.1:9222, or --metrics-anywhere", s.cfg.Metrics)
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", s.cfg.Metrics)
	if err != nil {
		return nil, fmt.Errorf("no metrics can be served at %s: %w", s.cfg.Metrics, err)
	}
	return l, nil
}

// serveStatus serves metrics and health until ctx ends.
func (s *Server) serveStatus(ctx context.Context) {
	if s.status == nil {
		return
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.figs.registry, promhttp.HandlerOpts{EnableOpenMetrics: true, MaxRequestsInFlight: 4}))
	mux.HandleFunc("GET /healthz", s.health)
	server := &http.Server{
		Handler: mux, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: time.Minute,
		MaxHeaderBytes: 8 << 10, ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	_ = server.Serve(s.status)
}

// limitHealth is how long the store may take to answer.
const limitHealth = 3 * time.Second

// health says whether people can work here: 200 or 503, and why not.
func (s *Server) health(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), limitHealth)
	defer cancel()
	answer := struct {
		OK       bool     `json:"ok"`
		Sessions int      `json:"sessions"`
		Reasons  []string `json:"reasons"`
	}{Reasons: []string{}}
	if s.cfg.Healthy != nil {
		if err := s.cfg.Healthy(ctx); err != nil {
			answer.Reasons = append(answer.Reasons, "the store doesn't answer: "+wire.Clean(err.Error()))
		}
	}
	if s.door.closed() {
		answer.Reasons = append(answer.Reasons, "the desk is going down")
	}
	answer.OK, answer.Sessions = len(answer.Reasons) == 0, len(s.all())
	w.Header().Set("Content-Type", "application/json")
	if !answer.OK {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(answer)
}
