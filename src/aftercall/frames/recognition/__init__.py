"""Which records are of one person: profiles, candidate pairs, their match weights, clusters and ids."""
