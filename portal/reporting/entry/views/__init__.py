"""Pages and saves of the entry grid."""
