"""How a return is made: what was published and where each figure is from (`gathering`), the microdata (`microdata`),
what the figures are evidence of (`index`), the document to read (`guide`), and the zip (`assembling`)."""
