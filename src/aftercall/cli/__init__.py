"""The console command, aftercall. Each subcommand is a few lines that call a room's operations."""
