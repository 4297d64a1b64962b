"""Cases, queue, calls, appointments, dispositions, interviews."""
