"""What is known of carriers: names, shapes of numbers, words of messages. Data first."""
