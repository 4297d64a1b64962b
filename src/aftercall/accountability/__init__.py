"""What a controller must be able to show, written from the programmes' real settings and contracts: the record of
processing activities, the data protection impact assessment, and the facts of the privacy notice."""
