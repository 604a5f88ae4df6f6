package axon

import (
	"context"
	"encoding/json"
)

// API is every call of the AXON document as the screens use it; Client is the one that speaks HTTP. An
// interface stands here so that a screen can be drawn in a test without a server.
type API interface {
	// User asks GET v1/user (assumed path).
	User(ctx context.Context) (Account, error)
	// Locations asks GET v1/locations.
	Locations(ctx context.Context) (List[Location], error)
	// ResourceTypes asks GET v1/resource/TYPES; answered from the durable cache when there, see Refresh.
	ResourceTypes(ctx context.Context) (List[ResourceType], error)
	// Catalogue asks GET v1/resources/{company}/DISCOVER.
	Catalogue(ctx context.Context, companyID string) (List[Offer], error)
	// Providers asks GET v1/resource/PROVIDERS; cached like ResourceTypes.
	Providers(ctx context.Context) (List[Provider], error)
	// Candidates asks GET v1/services/{company}/{resource}/DISCOVER?provider=…
	Candidates(ctx context.Context, companyID, resourceGUID, provider string) (List[Candidate], error)
	// CandidateLimits asks GET v1/limitations/candidateservice/{guid}.
	CandidateLimits(ctx context.Context, candidateGUID string) (Limits, error)
	// ServiceLimits asks GET v1/limitations/service/{guid} (assumed type word).
	ServiceLimits(ctx context.Context, serviceGUID string) (Limits, error)
	// PlaceResource sends POST v1/resource/{company}. The body is sent as it is, once.
	PlaceResource(ctx context.Context, companyID string, body []byte) (Placement, error)
	// PlaceService sends POST v1/service/exc/{company}. The body is sent as it is, once.
	PlaceService(ctx context.Context, companyID string, body []byte) (Placement, error)
	// Service asks GET v1/service/{guid}.
	Service(ctx context.Context, guid string) (Service, error)
	// ServiceInfo asks GET v1/service/exc/{guid}/INFO.
	ServiceInfo(ctx context.Context, guid string) (Infos, error)
	// UpdateService sends PUT v1/service/exc/{guid} with a flat body. Accepted is true on 202.
	UpdateService(ctx context.Context, guid string, changes map[string]any) (accepted bool, err error)
	// DeleteService sends DELETE v1/service/exc/{guid}.
	DeleteService(ctx context.Context, guid string) (accepted bool, err error)
	// DeleteResource sends DELETE v1/resource/{guid}.
	DeleteResource(ctx context.Context, guid string) (accepted bool, err error)
	// Resources asks GET v1/resources/{company} (assumed).
	Resources(ctx context.Context, companyID string) (List[Resource], error)
	// Services asks GET v1/services/{company} (assumed).
	Services(ctx context.Context, companyID string) (List[Service], error)
	// Definition fetches a schema document by its $id, or by a reference resolved against one. Only the path
	// is used: it is asked of the configured host, within the configured base, never of another one.
	Definition(ctx context.Context, id string) (json.RawMessage, error)
}
