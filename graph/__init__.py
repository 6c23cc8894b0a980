"""From claims to answers: RDF, dataset, questions, network, page."""
