"""What is known of carriers: their names, the shapes of their numbers, the words of their messages. Data first."""
