//! Text to a checked pack: reads config, signals and recommendations, and reports every problem with its place.
