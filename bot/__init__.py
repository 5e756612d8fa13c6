"""The program: settings, command line, assembly, web server, channels."""
