"""One console command, aftercall; each verb is a few lines that call a room."""
