# Integrations
