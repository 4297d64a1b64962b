"""The console command, `aftercall`. Each subcommand only calls a room's operations, in a few lines."""
