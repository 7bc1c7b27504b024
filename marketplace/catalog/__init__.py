"""What is for sale: products, packs, prices, how they are listed."""
