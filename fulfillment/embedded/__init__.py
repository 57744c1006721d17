"""PostgreSQL and Valkey out of two Python wheels, for development, the demo and the tests. Imports no Django.

One *keeper* process per place holds both servers. Whoever needs them holds a shared lock on the place for as
long; when nobody does, for whatever reason, the keeper stops the servers: a killed command leaves nothing.
"""
