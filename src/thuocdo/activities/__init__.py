"""Activities that plans ask for and that are counted: training, communication, initiatives (hoạt động)."""
