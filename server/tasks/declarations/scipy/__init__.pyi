from scipy import spatial as spatial, stats as stats
