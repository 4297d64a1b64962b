"""The results of a consultation: what people answered, counted, weighted and protected, part by part."""
