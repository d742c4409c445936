"""The only place that knows a deployment: settings, wiring, addresses, the console command."""
