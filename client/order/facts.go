package order

import "axdesk/client/axon"

// Facts are what this session has learnt from the API. Nothing in it is asked twice: a screen looks here
// first. They live as long as the session, since candidate services do too.
type Facts struct {
	Account   *axon.Account
	Locations axon.List[axon.Location]
	Types     axon.List[axon.ResourceType]
	Providers axon.List[axon.Provider]
	// Catalogue, Resources and Services are by company id; a key that is there was asked, empty or not.
	Catalogue map[string]axon.List[axon.Offer]
	Resources map[string]axon.List[axon.Resource]
	Services  map[string]axon.List[axon.Service]
	// VLANs are the outer VLANs known to be in use, by resource GUID, with the description of their service.
	VLANs      map[string]map[int]string
	Candidates map[CandidateKey]axon.List[axon.Candidate]
	Limits     map[string]axon.Limits // by candidate GUID
}

// CandidateKey names one discovery.
type CandidateKey struct{ CompanyID, ResourceGUID, Provider string }

// SetCatalogue keeps a company's catalogue.
func (f *Facts) SetCatalogue(companyID string, l axon.List[axon.Offer]) {
	put(&f.Catalogue, companyID, l)
}

// SetResources keeps the list of what a company has.
func (f *Facts) SetResources(companyID string, l axon.List[axon.Resource]) {
	put(&f.Resources, companyID, l)
}

// SetServices keeps the list of a company's services.
func (f *Facts) SetServices(companyID string, l axon.List[axon.Service]) {
	put(&f.Services, companyID, l)
}

// SetCandidates keeps the answer of a discovery.
func (f *Facts) SetCandidates(k CandidateKey, l axon.List[axon.Candidate]) { put(&f.Candidates, k, l) }

// SetLimits keeps a candidate's limitations.
func (f *Facts) SetLimits(candidateGUID string, l axon.Limits) { put(&f.Limits, candidateGUID, l) }

// SetVLAN keeps that a resource's outer VLAN is taken, and by what.
func (f *Facts) SetVLAN(resourceGUID string, vlan int, by string) {
	taken := f.VLANs[resourceGUID]
	put(&taken, vlan, by)
	put(&f.VLANs, resourceGUID, taken)
}

// KnowsCatalogue tells whether a company's catalogue was asked; it may be empty.
func (f *Facts) KnowsCatalogue(companyID string) bool { return has(f.Catalogue, companyID) }

// KnowsResources tells whether a company's resources were asked.
func (f *Facts) KnowsResources(companyID string) bool { return has(f.Resources, companyID) }

// KnowsServices tells whether a company's services were asked.
func (f *Facts) KnowsServices(companyID string) bool { return has(f.Services, companyID) }

// KnowsCandidates tells whether a discovery was made.
func (f *Facts) KnowsCandidates(k CandidateKey) bool { return has(f.Candidates, k) }

func has[K comparable, V any](m map[K]V, k K) bool { _, ok := m[k]; return ok }

// asked tells a list that came empty from one that nobody asked for.
func asked[T any](l axon.List[T]) bool { return len(l.Items) > 0 || !l.At.IsZero() }

func put[K comparable, V any](m *map[K]V, k K, v V) {
	if *m == nil {
		*m = map[K]V{}
	}
	(*m)[k] = v
}
