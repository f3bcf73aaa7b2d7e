# Access
