# Queues
