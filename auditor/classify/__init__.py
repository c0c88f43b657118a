"""Page to features to a prediction: what a text reads like where no label says what it is."""
