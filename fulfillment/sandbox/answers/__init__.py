"""What each endpoint answers, in exactly the platform's shapes."""
