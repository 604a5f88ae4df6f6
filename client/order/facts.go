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
func (f *Facts) SetCatalogue(companyID string, l axon.List[axon.Offer]) { put(&f.Catalogue, companyID, l) }

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

func put[K comparable, V any](m *map[K]V, k K, v V) {
	if *m == nil {
		*m = map[K]V{}
	}
	(*m)[k] = v
}
