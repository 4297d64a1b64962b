# Print the published figures again from microdata.csv, with R's survey package.
# Run it in the folder of the export: Rscript reproduce.R
# It writes reproduced-r.csv and says how many figures differ from published.csv by more than 0.01 points: figures are
# published with one decimal place, and versions of the package calculate the variance of raked weights a little
# differently.

suppressPackageStartupMessages(library(survey))
options(survey.lonely.psu = "adjust")

# texts: columns that are read as text, because an area may be called 001, which is no number.
read <- function(name, texts) {
  read.csv(name, check.names = FALSE, na.strings = "", colClasses = setNames(rep("character", length(texts)), texts))
}
published <- read("published.csv", c("column", "group"))
margins <- read("margins.csv", "level")
data <- read("microdata.csv", unique(c(na.omit(published$column), margins$variable)))

# The design, with weights that allow for nonresponse, then raked to the totals of the frame.
drawn <- svydesign(ids = ~1, strata = ~stratum, weights = ~nonresponse_weight, fpc = ~stratum_size, data = data)
variables <- unique(margins$variable)
totals <- lapply(variables, function(name) {
  of_variable <- margins[margins$variable == name, ]
  setNames(data.frame(of_variable$level, of_variable$people), c(name, "Freq"))
})
raked <- rake(drawn, lapply(variables, function(name) as.formula(paste0("~", name))), totals,
              control = list(maxit = 1000, epsilon = 1e-11, verbose = FALSE))
df <- degf(raked)

wilson <- function(p, se) {
  critical <- qt(0.975, df)^2 * se^2 / (p * (1 - p))
  centre <- (p + critical / 2) / (1 + critical)
  margin <- sqrt(critical * (p * (1 - p) + critical / 4)) / (1 + critical)
  c(centre - margin, centre + margin)
}
exact <- function(p, n) if (p == 0) c(0, qbeta(0.975, 1, n)) else c(qbeta(0.025, n, 1), 1)

figure <- function(row) {
  answer <- as.numeric(as.logical(toupper(data[[row[["measure"]]]])))
  asked <- !is.na(answer)
  if (row[["population"]] != "all") asked <- asked & data$population %in% row[["population"]]
  if (!is.na(row[["column"]])) asked <- asked & data[[row[["column"]]]] %in% row[["group"]]
  answer[!asked] <- 0  # a raked design keeps these rows, with a weight of 0
  found <- svymean(~answer, subset(update(raked, answer = answer), asked))
  p <- round(as.numeric(coef(found)), 12)
  bounds <- if (p > 0 && p < 1) wilson(p, as.numeric(SE(found))) else exact(p, sum(asked))
  c(n = sum(asked), percent = 100 * p, low = 100 * bounds[1], high = 100 * bounds[2])
}

names <- c("n", "percent", "low", "high")
found <- t(apply(published, 1, figure))
reproduced <- cbind(published[, setdiff(colnames(published), names)], found)
write.csv(reproduced, "reproduced-r.csv", row.names = FALSE, na = "")
difference <- apply(abs(found - as.matrix(published[, names])), 1, max)
print(reproduced, digits = 4, row.names = FALSE)
cat(nrow(published), "figures,", sum(difference > 0.01), "differ from those published\n")
